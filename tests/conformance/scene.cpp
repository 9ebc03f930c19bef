#include "conformance/scene.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <algorithm>

#include "conformance/answer_rules.hpp"
#include "support/run_command.hpp"

namespace gateway::conformance {

using namespace tests;

std::vector<std::string> scene::options(const temp_folder& folder, bool guarded) {
    folder.write("page.txt", std::string(5000, 'x'));
    REQUIRE(run_shell("touch -d 2020-02-29T12:00:00Z " + folder.path("page.txt")).status == 0);
    std::vector<std::string> options{"--static", folder.path("")};
    if (guarded)
        options.insert(options.end(), {"--token-file", folder.write("token", "open-sesame")});
    return options;
}

scene::scene(const chapter& c) : gateway_(options(folder_, c.guarded)) {
    if (c.guarded) return;
    REQUIRE(gateway_.post("the first event").status == 201);
    const auto plain = gateway_.get("/static/page.txt");
    etag_ = plain.header("ETag");
    date_ = plain.header("Last-Modified");
    weak_ = gateway_.get("/static/page.txt", "Accept-Encoding: gzip\r\n").header("ETag");
    REQUIRE(weak_.starts_with("W/"));
}

std::string scene::fill_in(std::string text) const {
    for (const auto& [name, value] :
         {std::pair{"{etag}", &etag_}, {"{weak}", &weak_}, {"{date}", &date_}}) {
        const std::string_view wanted = name;
        for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted)) {
            text.replace(at, wanted.size(), *value);
        }
    }
    return text;
}

attempt::attempt(const scene& s, const requirement& row)
    : scene_(s),
      row_(row),
      client_(s.gateway().http(), 5s * slowness),
      bytes_(s.fill_in(row.bytes)) {
    // Closed with a reset: tens of thousands of connections leave no port waiting.
    const linger at_once{1, 0};
    setsockopt(client_.fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    constexpr std::string_view end = "{end}";
    ends_ = bytes_.ends_with(end);
    if (ends_) bytes_.resize(bytes_.size() - end.size());
}

void attempt::send(std::string_view bytes) {
    try {
        client_.send(bytes);
    } catch (const std::system_error&) {
        // refused before its end; the answer is there to be read
    }
}

std::string attempt::flaw() {
    try {
        if (ends_) client_.end_sending();
        if (const std::string flaw = flaw_of_answers(); !flaw.empty()) return flaw;
        if (row_.expected.closes) {
            return client_.closed_by_peer() ? "" : "more came: " + client_.buffer().substr(0, 40);
        }
        const auto next = client_.get("/livez", "Authorization: Bearer open-sesame\r\n");
        return next.status == 200 && next.body == "ok\n" ? ""
                                                         : "the next request got another answer";
    } catch (const std::exception& e) {
        return e.what();
    }
}

std::string attempt::flaw_of_answers() {
    for (const answer_rule& rule : row_.expected.answers) {
        http_response answer = client_.read(rule.to_head);
        while (answer.status < 200 && row_.expected.continues) answer = client_.read(rule.to_head);
        if (const std::string flaw = flaw_of(answer, rule); !flaw.empty()) return flaw;
    }
    return {};
}

std::string attempt::flaw_of(const http_response& answer, const answer_rule& rule) const {
    if (std::find(rule.status.begin(), rule.status.end(), answer.status) == rule.status.end()) {
        return "status " + std::to_string(answer.status);
    }
    for (const auto& [name, value] : rule.fields) {
        const std::string found = answer.header(name);
        const std::string wanted = scene_.fill_in(value);
        const bool fits = wanted.empty()  ? answer.count(name) == 0
                          : wanted == "*" ? answer.count(name) == 1
                          : wanted.starts_with('~')
                              ? found.find(wanted.substr(1)) != std::string::npos
                              : found == wanted;
        if (!fits) return name + " is '" + found + "'";
    }
    if (answer.body.find(rule.body) == std::string::npos) {
        return "the body is " + answer.body.substr(0, 200);
    }
    return flaw_of_any(answer, rule.to_head);
}

} // namespace gateway::conformance
