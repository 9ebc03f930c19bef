// A request target and its query: parts lie where they belong, and what is decoded means the same
// when it is encoded again.
#include "http/target.hpp"

#include <string>

#include "fuzz/fuzz.hpp"
#include "http/request_parser.hpp"
#include "text/hex.hpp"
#include "text/percent.hpp"
#include "web/capture_target.hpp"
#include "web/event_query.hpp"

using namespace gateway;
using fuzz::require;

namespace {

bool has_broken_escape(std::string_view s) {
    for (std::size_t at = s.find('%'); at != std::string_view::npos; at = s.find('%', at + 1)) {
        if (s.size() - at < 3 || text::hex_digit(s[at + 1]) < 0 || text::hex_digit(s[at + 2]) < 0) {
            return true;
        }
    }
    return false;
}

void check_capture(const http::request& r) {
    const auto at = web::parse_capture_target(r);
    if (at.why.status != 0) return;
    require(!at.url.empty() && at.url.find_first_of("\"<> \r\n") == std::string_view::npos,
            "a captured URL can stand in a link");
    require((at.time_s ? web::capture_address(*at.time_s, at.url) : web::timemap_address(at.url)) ==
                r.path_and_query(),
            "time and URL are the whole address");
}

void check_target(std::string_view target) {
    http::request_parser parser(0);
    const std::string head = "GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n\r\n";
    parser.feed(head);
    if (parser.state() != http::parse_state::complete) return;
    const http::request& r = parser.message();
    if (r.headers.size() != 1) return; // the input was more than a target
    require(r.target == target, "the target is kept as it stands");
    require(r.path == "*" || r.path.starts_with('/'), "a path begins with a slash");
    require(r.path.find_first_of("?#") == std::string_view::npos, "a path ends at its query");
    require(r.query.find('#') == std::string_view::npos, "a query has no fragment");
    require(r.target.ends_with(r.path_and_query()), "path and query are the target's end");
    check_capture(r);
    if (r.query.empty()) return;
    require(r.target.ends_with("?" + std::string(r.query)), "a query stands behind a ?");
}

void check_query(std::string_view query) {
    const auto parameters = http::parse_query(query);
    require(parameters.has_value() == !has_broken_escape(query), "broken escapes are refused");
    if (!parameters) return;
    std::string encoded;
    for (const auto& [name, value] : *parameters) {
        encoded += '&';
        text::append_percent_encoded(encoded, name);
        encoded += '=';
        text::append_percent_encoded(encoded, value);
    }
    require(http::parse_query(encoded) == parameters, "encoded again it says the same");
}

void check_event_query(std::string_view query) {
    constexpr std::string_view allowed[]{"after",    "before", "limit", "source",
                                         "contains", "via",    "format"};
    const auto q = web::parse_event_query(query, allowed);
    for (const char c : q.error) {
        require(static_cast<unsigned char>(c) >= ' ' && c != '\x7f', "an error is one line");
    }
    if (!q.error.empty()) return;
    const auto again =
        web::parse_event_query(std::string_view{q.kept}.substr(!q.kept.empty()), allowed);
    require(again.error.empty() && again.kept == q.kept, "the next page asks for the same");
    require(again.limit == q.limit && again.format == q.format &&
                again.filter.contains == q.filter.contains && again.filter.via == q.filter.via,
            "the next page has the same filter");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view whole = fuzz::input(data, size).rest();
    check_target(whole);
    check_query(whole);
    check_event_query(whole);
    if (const auto decoded = text::query_decode(whole)) {
        std::string encoded;
        text::append_percent_encoded(encoded, *decoded);
        require(text::query_decode(encoded) == decoded, "what is encoded is decoded");
    }
    return 0;
}
