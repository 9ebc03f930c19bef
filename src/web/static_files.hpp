#pragma once

#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"
#include "web/assets.hpp"

// The files in the binary, over HTTP: gzip where the client takes it, entity tags, 304.
namespace gateway::web {

// The file of this name; 404 where there is none.
http::response static_file(const http::request& r, std::string_view name);

// The live page: assets/index.html under the policy of HTML answers.
http::response live_page(const http::request& r);

} // namespace gateway::web
