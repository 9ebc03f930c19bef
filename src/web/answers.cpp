#include "web/answers.hpp"

#include <fmt/format.h>

#include "http/status.hpp"
#include "text/escape.hpp"

namespace gateway::web {
namespace {

http::response answer(int status, std::string_view type, std::string body) {
    http::response r;
    r.status = status;
    r.content_type = type;
    r.fields = never_cached;
    r.body = std::move(body);
    return r;
}

} // namespace

http::response json_answer(std::string body, int status) {
    return answer(status, json_type, std::move(body));
}

http::response text_answer(std::string body) {
    return answer(200, text_type, std::move(body));
}

http::response html_answer(std::string body, int status) {
    http::response r = answer(status, html_type, std::move(body));
    r.fields += html_policy;
    return r;
}

http::response problem(int status, std::string_view detail) {
    std::string body = fmt::format(
        "{{\"type\":\"about:blank\",\"title\":\"{}\",\"status\":{},"
        "\"detail\":\"",
        http::reason_phrase(status), status);
    text::append_json_string(body, detail);
    body += "\"}";
    return answer(status, "application/problem+json", std::move(body));
}

} // namespace gateway::web
