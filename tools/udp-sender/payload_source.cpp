#include "udp-sender/payload_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "text/escape.hpp"
#include "udp-sender/capture_source.hpp"
#include "udp-sender/line_source.hpp"
#include "udp-sender/text_source.hpp"

namespace gateway::sender {
namespace {

[[noreturn]] void fail(const std::string& path, std::string_view reason) {
    throw std::runtime_error(fmt::format("file '{}' {}", text::printable(path), reason));
}

[[noreturn]] void fail_to_read(const std::string& path) {
    fail(path, fmt::format("cannot be read: {}", std::strerror(errno)));
}

// "-" is standard input.
file_descriptor open_file(const std::string& path) {
    file_descriptor file(path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                     : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) fail_to_read(path);
    return file;
}

// The first `limit` bytes of the file, or all where it has fewer.
std::string read_file(const std::string& path, std::size_t limit) {
    const file_descriptor file = open_file(path);
    std::string bytes(limit, '\0');
    std::size_t size = 0;
    while (size < limit) {
        const ssize_t n = ::read(file.get(), bytes.data() + size, limit - size);
        if (n < 0) fail_to_read(path);
        if (n == 0) break;
        size += static_cast<std::size_t>(n);
    }
    bytes.resize(size);
    return bytes;
}

std::unique_ptr<payload_source> open_file_source(const options& o) {
    // One byte more than fits tells a file that is too large; a --size cuts it anyway.
    std::string bytes = read_file(o.content, o.size.value_or(max_payload + 1));
    if (bytes.size() > max_payload) {
        fail(o.content,
             fmt::format("has more than {} bytes; that is all one datagram holds", max_payload));
    }
    return std::make_unique<fixed_source>(std::move(bytes), o.size, padding(o.payload));
}

} // namespace

char padding(payload_kind kind) {
    return kind == payload_kind::text || kind == payload_kind::lines ? '.' : '\0';
}

std::unique_ptr<payload_source> open_payload_source(const options& o) {
    switch (o.payload) {
        case payload_kind::bytes:
            return std::make_unique<fixed_source>(o.content, o.size, padding(o.payload));
        case payload_kind::file:
            return open_file_source(o);
        case payload_kind::lines:
            return std::make_unique<line_source>(open_file(o.content), o.size);
        case payload_kind::capture:
            return std::make_unique<capture_source>(o.content, o.speed, o.size);
        case payload_kind::text:
            break;
    }
    const payload_template text(o.content);
    if (!text.constant()) return std::make_unique<text_source>(text, o.size);
    return std::make_unique<fixed_source>(o.content, o.size, padding(o.payload));
}

} // namespace gateway::sender
