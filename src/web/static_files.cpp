#include "web/static_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "http/negotiation.hpp"
#include "web/answers.hpp"

namespace gateway::web {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> types{{
    {".html", html_type},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".ico", "image/x-icon"},
}};

std::string_view type_of(std::string_view name) {
    for (const auto& [ending, type] : types) {
        if (name.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

const asset* find_asset(std::string_view name) {
    const auto all = embedded_assets();
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const asset& a) { return a.name == name; });
    return at == all.end() ? nullptr : &*at;
}

// `r` has its type and its own fields already.
http::response serve(const http::request& request, const asset& a, http::response r) {
    const bool gzip = http::accepts_gzip(request.header("accept-encoding"));
    const std::string etag = fmt::format("\"{}{}\"", a.hash, gzip ? "-gzip" : "");
    // The icon's address never changes its content without a new release.
    const std::string_view caching = a.name == "favicon.ico" ? "max-age=86400" : "no-cache";
    fmt::format_to(std::back_inserter(r.fields),
                   "Cache-Control: {}\r\nETag: {}\r\nVary: Accept-Encoding\r\n", caching, etag);
    if (http::none_match_names(request.header("if-none-match"), etag)) {
        r.status = 304;
        return r;
    }
    if (gzip) r.fields += "Content-Encoding: gzip\r\n";
    r.constant = gzip ? a.gzip : a.plain;
    return r;
}

} // namespace

http::response static_file(const http::request& request, std::string_view name) {
    const asset* const a = find_asset(name);
    if (a == nullptr || name.ends_with(".html")) return problem(404, "There is no such file.");
    http::response r;
    r.content_type = type_of(name);
    return serve(request, *a, std::move(r));
}

http::response live_page(const http::request& request) {
    const asset* const a = find_asset("index.html");
    http::response r;
    r.content_type = html_type;
    r.fields = html_policy;
    return serve(request, *a, std::move(r));
}

} // namespace gateway::web
