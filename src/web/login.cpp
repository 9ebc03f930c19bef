#include "web/login.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "http/target.hpp"
#include "web/answers.hpp"

namespace gateway::web {

std::string next_address(std::string_view target, std::string_view base) {
    // "//host" and "/\\host" are other hosts to a browser; a line break would begin a header field.
    const bool here =
        target.starts_with(base) && target.substr(base.size()).starts_with('/') &&
        !target.starts_with("//") && target.find('\\') == std::string_view::npos &&
        std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c <= '~'; });
    return here ? std::string{target} : fmt::format("{}/", base);
}

http::response log_in(const access& a, pages& p, std::string_view base, const http::request& r) {
    const auto form = http::parse_query(r.body);
    if (!form) return p.error_page(400, "The form is malformed.");
    std::string_view token;
    std::string_view next;
    for (const auto& [name, value] : *form) {
        if (name == "token") token = value;
        if (name == "next") next = value;
    }
    http::response answer;
    if (!a.is_token(token)) {
        answer = p.login_page(401, "That is not the token.", next_address(next, base));
        answer.fields += ask_for_token;
        return answer;
    }
    answer.status = 303;
    answer.fields = fmt::format("{}Location: {}\r\nSet-Cookie: {}\r\n", never_cached,
                                next_address(next, base), a.session_cookie(r.secure));
    return answer;
}

} // namespace gateway::web
