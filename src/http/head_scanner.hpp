#pragma once

#include <cstddef>
#include <string_view>

namespace gateway::http {

// Why a request is not answered by its resource: a status and one sentence for the client.
struct refusal {
    int status = 0;
    std::string_view detail; // a constant text
};

inline constexpr std::string_view body_too_large =
    "The request's body is larger than --max-body allows.";

// Finds the end of a request's head (RFC 9112, 2.1) while its bytes arrive, and refuses what can't
// become one as soon as that is seen: bare LF, NUL and other control bytes, a folded line
// (obs-fold), a first line that is no request line, one over 8 KiB (414), more than 32 KiB or 100
// lines of fields (431).
// Works on positions, not on the bytes themselves: the caller passes the whole head as far as it
// is there, from its first byte, on every call.
class head_scanner {
  public:
    enum class verdict { incomplete, complete, refused };

    // `head` begins with the same bytes as in the call before.
    verdict scan(std::string_view head);

    std::size_t head_size() const { return position_; } // where `complete`: with the empty line
    const refusal& why() const { return refusal_; }     // where `refused`

  private:
    verdict refuse(int status, std::string_view detail);
    verdict refuse_long_line(std::string_view begin);
    void skip_clean(std::string_view head);
    verdict end_line(std::string_view line);

    std::size_t position_ = 0;   // the first byte not looked at
    std::size_t line_start_ = 0; // of the line that position_ is in
    std::size_t fields_start_ = 0;
    std::size_t lines_ = 0; // complete ones, the request line too
    refusal refusal_;
};

} // namespace gateway::http
