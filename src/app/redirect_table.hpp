#pragma once

#include "app/config_value.hpp"
#include "gateway/config.hpp"

namespace gateway::app {

// [redirects], each name one of
//   name = "https://example.com/"                            one target
//   name = ["https://a.example/", "https://b.example/"]      each as often as the others
//   name = [{ target = "https://a.example/", weight = 9 }, { target = "https://b.example/" }]
// A target is an absolute http or https URL, or a path of this gateway. "{rest}" stands for what
// follows the name in the request's path, "{query}" for its query. Neither can reach the host:
// {rest} stands behind a '/' of the path, {query} behind a '?' or '#'.
void set_redirects(config& c, const config_value::table& entries);

} // namespace gateway::app
