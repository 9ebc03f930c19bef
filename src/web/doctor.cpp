#include "web/doctor.hpp"

#include <fmt/format.h>

#include "text/escape.hpp"
#include "web/answers.hpp"

namespace gateway::web {
namespace {

constexpr std::size_t shown_path = 120;

bool stores(http::method m) {
    return m == http::method::post || m == http::method::put;
}

std::string_view name_of(http::method m) {
    switch (m) {
        case http::method::get:
            return "GET";
        case http::method::head:
            return "HEAD";
        case http::method::post:
            return "POST";
        case http::method::put:
            return "PUT";
        case http::method::options:
            return "OPTIONS";
        case http::method::other:
            break;
    }
    return "another method,";
}

} // namespace

// Who only looks for what is not there, as browsers do by themselves, is no device in need of help.
void doctor::note(const http::request& r, int status, std::string_view why) {
    const bool shut_out = status == 401 || status == 403 || status == 421;
    if (!shut_out && !stores(r.method)) return;
    const std::string_view cut = r.path.size() > shown_path ? "..." : "";
    refused_ = {status,
                fmt::format("{} {}{}", name_of(r.method),
                            text::printable(r.path.substr(0, shown_path)), cut),
                std::string{why}, r.client, context_.now_ns()};
}

void doctor::note(int status, std::string_view why) {
    if (status >= 500) return; // not for what the client has sent
    refused_ = {status, {}, std::string{why}, std::nullopt, context_.now_ns()};
}

doctor_report doctor::report(const http::request& r) const {
    return make_report(context_, r, refused_);
}

http::response doctor::json(const http::request& r) const {
    return json_answer(report_json(report(r)));
}

http::response doctor::begin_self_test() {
    if (!test_.begin()) {
        http::response busy = problem(409, "A self-test is under way; one at a time.");
        busy.fields += "Retry-After: 2\r\n";
        return busy;
    }
    return json_answer(test_.json());
}

http::response doctor::self_test_now() {
    test_.look();
    return json_answer(test_.json());
}

} // namespace gateway::web
