#include "web/static_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "http/negotiation.hpp"
#include "web/answers.hpp"
#include "web/file_type.hpp"

namespace gateway::web {
namespace {

const asset* find_embedded(std::string_view name) {
    const auto all = embedded_assets();
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const asset& a) { return a.name == name; });
    return at == all.end() ? nullptr : &*at;
}

} // namespace

// A page is reached by its own address only, where it gets its policy.
const asset* find_asset(std::string_view name) {
    return name.ends_with(".html") ? nullptr : find_embedded(name);
}

http::response serve_asset(const http::request& request, const asset& a) {
    const bool gzip = http::prefers_gzip(request.combined("accept-encoding").value_or(""));
    http::response r;
    r.content_type = type_of(a.name).name;
    // Browsers ask for the icon beside every page; it changes with a release at most.
    const std::string_view caching = a.name == "favicon.ico" ? "max-age=604800" : "no-cache";
    fmt::format_to(std::back_inserter(r.fields), "Cache-Control: {}\r\nVary: Accept-Encoding\r\n",
                   caching);
    r.constant = gzip ? a.gzip : a.plain;
    r.etag = fmt::format("\"{}{}\"", a.hash, gzip ? "-gzip" : "");
    r.last_modified = a.modified;
    if (gzip) r.content_encoding = "gzip";
    r.ranges = true;
    return r;
}

http::response live_page(const http::request& request) {
    http::response r = serve_asset(request, *find_embedded("index.html"));
    r.fields += html_policy;
    return r;
}

} // namespace gateway::web
