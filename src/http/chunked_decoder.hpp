#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/head_scanner.hpp"

namespace gateway::http {

// Takes a chunked body apart (RFC 9112, 7.1) while its bytes arrive, however they are split.
// Stricter than a recipient has to be: no bare LF, a size of at most 16 digits. Extensions and
// trailer fields are checked for their form and dropped: nobody here gives them a meaning. A size
// line may have 256 bytes, all lines of the trailer together 8 KiB.
class chunked_decoder {
  public:
    enum class verdict { incomplete, complete, refused };

    // Appends content to `body`, which may become `max_body` bytes long, and adds to `used` what
    // was taken of `bytes`: up to the end of the body, or what it was refused for.
    verdict feed(std::string_view bytes, std::string& body, std::size_t max_body,
                 std::size_t& used);

    const refusal& why() const { return refusal_; } // where `refused`

  private:
    enum class part { size_line, content, content_end, trailer };

    verdict refuse(int status, std::string_view detail);
    verdict add_to_line(char c);
    verdict end_size_line(std::size_t room);
    verdict end_trailer_line();

    part part_ = part::size_line;
    std::uint64_t left_ = 0;     // of the chunk's content, or of the CRLF behind it
    std::size_t trailers_ = 0;   // bytes
    std::size_t extensions_ = 0; // bytes of size lines beyond what the sizes need
    std::string line_;
    refusal refusal_;
};

} // namespace gateway::http
