#pragma once

#include <unistd.h>

#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace gateway::http {

// Owns one open file; -1 stands for none.
class open_file {
  public:
    open_file() = default;
    explicit open_file(int descriptor) : descriptor_(descriptor) {}
    open_file(open_file&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    open_file& operator=(open_file&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~open_file() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    int descriptor() const { return descriptor_; }
    explicit operator bool() const { return descriptor_ >= 0; }

  private:
    int descriptor_ = -1;
};

// A body that lies in a file: pieces of it, each with text in front (the heads of the parts of a
// multipart body), sent one after the other. Its size is known before the first byte is read. The
// sender takes off what it has sent (net/file_transfer.hpp).
struct file_body {
    struct piece {
        std::string text;
        std::uint64_t offset = 0; // of the bytes behind the text
        std::uint64_t length = 0;

        std::uint64_t size() const { return text.size() + length; }
    };

    open_file file;
    std::vector<piece> pieces;

    std::uint64_t size() const {
        return std::accumulate(pieces.begin(), pieces.end(), std::uint64_t{0},
                               [](std::uint64_t sum, const piece& p) { return sum + p.size(); });
    }
};

} // namespace gateway::http
