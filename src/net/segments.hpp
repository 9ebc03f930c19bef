#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace gateway::net {

// The datagrams in what the kernel hands over as one buffer (UDP_GRO, udp(7)): of equal size, one
// behind the other, the last one may be shorter. A buffer that was not coalesced has one datagram,
// which may be empty.
class segments {
  public:
    // `size` of a datagram; 0 where the buffer was not coalesced.
    segments(std::string_view buffer, std::size_t size)
        : rest_(buffer), size_(size == 0 ? std::max<std::size_t>(buffer.size(), 1) : size) {}

    // How many are left.
    std::size_t count() const {
        if (over_) return 0;
        return rest_.size() <= size_ ? 1 : (rest_.size() + size_ - 1) / size_;
    }

    std::size_t bytes() const { return rest_.size(); } // in those that are left
    bool empty() const { return over_; }

    // Takes the next one; not to be called when empty().
    std::string_view next() {
        const std::string_view first = rest_.substr(0, size_);
        rest_.remove_prefix(first.size());
        over_ = rest_.empty();
        return first;
    }

  private:
    std::string_view rest_;
    std::size_t size_;
    bool over_ = false;
};

} // namespace gateway::net
