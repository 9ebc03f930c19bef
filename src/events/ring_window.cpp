#include "events/ring_window.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "events/ring_format.hpp"

namespace gateway::events {
namespace {

constexpr std::size_t block = std::size_t{256} << 10; // stays in the CPU's cache

} // namespace

void read_file(int fd, const std::string& name, void* into, std::size_t size, std::size_t offset) {
    auto* const bytes = static_cast<std::byte*>(into);
    std::size_t done = 0;
    while (done < size) {
        const ssize_t n = ::pread(fd, bytes + done, size - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            throw std::system_error(
                errno, std::generic_category(),
                fmt::format("can't read the ring file {} at byte {}", name, offset + done));
        }
        if (n == 0) break;
        done += static_cast<std::size_t>(n);
    }
    std::memset(bytes + done, 0, size - done);
}

ring_window::ring_window(int fd, std::string name, std::size_t capacity)
    : fd_(fd), name_(std::move(name)), capacity_(capacity) {}

void ring_window::load(std::size_t offset, std::size_t size) {
    const std::size_t length = std::min(std::max(size, block), capacity_ - offset);
    start_ = end_ = 0; // should it throw
    if (buffer_.size() < length) buffer_.resize(length);
    read_file(fd_, name_, buffer_.data(), length, arena_offset + offset);
    start_ = offset;
    end_ = offset + length;
}

std::size_t ring_window::find_data(std::size_t offset) const {
    const off_t found = ::lseek(fd_, static_cast<off_t>(arena_offset + offset), SEEK_DATA);
    if (found < 0) return errno == ENXIO ? capacity_ : offset; // nothing more; not known here
    return std::clamp(static_cast<std::size_t>(found) - arena_offset, offset, capacity_);
}

} // namespace gateway::events
