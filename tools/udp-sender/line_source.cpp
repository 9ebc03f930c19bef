#include "udp-sender/line_source.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace gateway::sender {
namespace {

constexpr std::size_t read_size = 64 * 1024;

} // namespace

line_source::line_source(file_descriptor input, std::optional<std::size_t> size)
    : input_(std::move(input)), size_(size) {}

next_payload line_source::next(std::string& scratch, std::chrono::nanoseconds) {
    while (true) {
        const std::size_t end = buffer_.find('\n', searched_);
        if (end != std::string::npos) return give(scratch, end, end + 1);
        searched_ = buffer_.size();
        if (at_end_) {
            if (offset_ == buffer_.size()) return next_payload::none();
            return give(scratch, buffer_.size(), buffer_.size());
        }
        // One byte more, for the \r of a line end.
        if (buffer_.size() - offset_ > max_payload + 1) fail_too_long();
        if (!readable()) return next_payload::when_readable(input_.get());
        read_more();
    }
}

next_payload line_source::give(std::string& scratch, std::size_t end, std::size_t next) {
    if (end != next && end > offset_ && buffer_[end - 1] == '\r') --end;
    if (end - offset_ > max_payload) fail_too_long();
    scratch.assign(buffer_, offset_, end - offset_);
    offset_ = searched_ = next;
    ++lines_;
    if (size_) scratch.resize(*size_, padding(payload_kind::lines));
    return next_payload::ready(scratch);
}

void line_source::fail_too_long() const {
    throw std::runtime_error(fmt::format(
        "line {} has more than {} bytes; that is all one datagram holds", lines_ + 1, max_payload));
}

bool line_source::readable() const {
    pollfd watched{input_.get(), POLLIN, 0};
    return ::poll(&watched, 1, 0) > 0;
}

void line_source::read_more() {
    buffer_.erase(0, offset_);
    searched_ -= offset_;
    offset_ = 0;
    const std::size_t held = buffer_.size();
    buffer_.resize(held + read_size);
    const ssize_t n = ::read(input_.get(), buffer_.data() + held, read_size);
    buffer_.resize(held + (n > 0 ? static_cast<std::size_t>(n) : 0));
    if (n == 0) at_end_ = true;
    if (n < 0 && errno != EINTR && errno != EAGAIN) {
        throw std::runtime_error(fmt::format("lines cannot be read: {}", std::strerror(errno)));
    }
}

} // namespace gateway::sender
