#include "events/ring_head.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <bit>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "events/ring_window.hpp"
#include "gateway/event_ring.hpp"

namespace gateway::events {
namespace {

bool is_whole(const ring_head& h) {
    return h.magic == ring_magic && h.check == head_check(h) && h.byte_order == ring_byte_order &&
           h.version == ring_version && h.capacity >= event_ring::min_capacity &&
           h.capacity <= event_ring::max_capacity && h.capacity % record_alignment == 0;
}

ring_head head_at(int fd, const std::string& name, std::size_t offset) {
    ring_head h;
    read_file(fd, name, &h, sizeof h, offset);
    return h;
}

// Why no copy of the head is whole.
std::runtime_error refusal(const std::string& name, const ring_head& first) {
    if (first.magic != ring_magic) {
        return std::runtime_error(fmt::format(
            "{} is not a ring file, or both of its ends are damaged: give --ring-file another "
            "name, or move this file away",
            name));
    }
    if (first.byte_order == __builtin_bswap32(ring_byte_order)) {
        return std::runtime_error(fmt::format(
            "the ring file {} was made on a machine with another byte order: read it there, or "
            "give --ring-file another name",
            name));
    }
    if (first.version != ring_version) {
        return std::runtime_error(fmt::format(
            "the ring file {} is of version {}, this event-gateway knows version {}: use the one "
            "that made it, or give --ring-file another name",
            name, first.version, ring_version));
    }
    return std::runtime_error(fmt::format(
        "the ring file {} is damaged on its first and on its last page, which say how to read it: "
        "move it away, and the next start makes a new one",
        name));
}

// "64 MiB", or bytes where it is no whole number of them.
std::string shown_size(std::size_t bytes) {
    constexpr std::size_t mib = std::size_t{1} << 20;
    return bytes % mib == 0 ? fmt::format("{} MiB", bytes / mib) : fmt::format("{} bytes", bytes);
}

} // namespace

std::size_t regular_file_size(int fd, const std::string& name) {
    struct stat info {};
    if (::fstat(fd, &info) != 0) {
        throw std::system_error(errno, std::generic_category(),
                                fmt::format("can't look at the ring file {}", name));
    }
    if (!S_ISREG(info.st_mode)) {
        throw std::runtime_error(
            fmt::format("{} is not a regular file: give --ring-file another name", name));
    }
    return static_cast<std::size_t>(info.st_size);
}

ring_head read_head(int fd, const std::string& name) {
    const std::size_t size = regular_file_size(fd, name);
    const ring_head first = head_at(fd, name, 0);
    if (is_whole(first) && first.finished != 0) return first;
    if (size > ring_page && size % ring_page == 0) {
        const ring_head copy = head_at(fd, name, size - ring_page);
        if (is_whole(copy) && ring_file_size(copy.capacity) == size) return copy;
    }
    if (is_whole(first)) return first;
    throw refusal(name, first);
}

void check_capacity(const ring_head& head, std::size_t asked, const std::string& name) {
    const std::size_t capacity = ring_capacity(asked);
    if (capacity == head.capacity) return;
    throw std::runtime_error(fmt::format(
        "the ring file {} holds {}, --ring-size asks for {}: leave --ring-size out to use the file "
        "as it is, or give --ring-file another name",
        name, shown_size(head.capacity), shown_size(capacity)));
}

} // namespace gateway::events
