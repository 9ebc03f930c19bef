#pragma once

#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"
#include "web/assets.hpp"

// The files in the binary, over HTTP: whole, with their validators (http/serve_content.hpp),
// gzipped where the client wants that.
namespace gateway::web {

// The asset that /static/{name} stands for; nullptr where there is none.
const asset* find_asset(std::string_view name);

http::response serve_asset(const http::request& r, const asset& a);

// The live page: assets/index.html under the policy of HTML answers.
http::response live_page(const http::request& r);

} // namespace gateway::web
