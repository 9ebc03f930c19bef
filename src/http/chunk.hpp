#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Chunked transfer coding (RFC 9112, 7.1), rendered in place. Plain functions.
namespace gateway::http {

// Makes room for a chunk's size line; the content is appended behind it. Returns where it begins.
std::size_t begin_chunk(std::string& out);

// Fills in the size of all that was appended since begin_chunk() returned `start`. Where that is
// nothing, nothing is left: an empty chunk would be the last one.
void end_chunk(std::string& out, std::size_t start);

// What stands between a chunk's size line and its end: the content of one that end_chunk() ended.
std::string_view chunk_content(std::string_view chunk);

// Ends the body: the last chunk, and the trailer section with these lines (each with its CRLF).
void append_last_chunk(std::string& out, std::string_view trailers = {});

} // namespace gateway::http
