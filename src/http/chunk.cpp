#include "http/chunk.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

namespace gateway::http {
namespace {

constexpr std::string_view size_line = "00000000\r\n";

} // namespace

std::size_t begin_chunk(std::string& out) {
    const std::size_t start = out.size();
    out += size_line;
    return start;
}

void end_chunk(std::string& out, std::size_t start) {
    const std::size_t size = out.size() - start - size_line.size();
    if (size == 0) return out.resize(start);
    fmt::format_to(out.data() + start, FMT_COMPILE("{:08x}"), size);
    out += "\r\n";
}

std::string_view chunk_content(std::string_view chunk) {
    return chunk.substr(size_line.size(), chunk.size() - size_line.size() - 2);
}

void append_last_chunk(std::string& out, std::string_view trailers) {
    out += "0\r\n";
    out += trailers;
    out += "\r\n";
}

} // namespace gateway::http
