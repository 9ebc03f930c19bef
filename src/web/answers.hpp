#pragma once

#include <string>
#include <string_view>

#include "http/response.hpp"

// The forms that answers take. Plain functions.
namespace gateway::web {

inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view html_type = "text/html; charset=utf-8";
inline constexpr std::string_view text_type = "text/plain; charset=utf-8";

// Cache-Control for what changes with every event.
inline constexpr std::string_view never_cached = "Cache-Control: no-store\r\n";

// The policy of HTML: it runs and loads only what this gateway serves (CSP level 3).
inline constexpr std::string_view html_policy =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'\r\n";

http::response json_answer(std::string body, int status = 200);
http::response text_answer(std::string body);

http::response html_answer(std::string body, int status = 200);

// application/problem+json (RFC 9457): the status, its name, one sentence.
http::response problem(int status, std::string_view detail);

} // namespace gateway::web
