#pragma once

#include <string>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"
#include "web/access.hpp"
#include "web/pages.hpp"

// How a browser shows the token: once, on a page, and a cookie remembers it.
namespace gateway::web {

// POST /login with the fields `token` and `next` of the page's form (application/x-www-form-
// urlencoded): 303 to `next`, an address here, with the cookie; with a wrong token the page again.
http::response log_in(const access& a, pages& p, std::string_view base, const http::request& r);

// Where a browser goes on that asked for `target`: that address, or the start page where it might
// lead elsewhere. Both stand behind the base path.
std::string next_address(std::string_view target, std::string_view base);

} // namespace gateway::web
