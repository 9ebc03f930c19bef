#pragma once

#include <string>
#include <utility>
#include <vector>

// What the RFCs ask of a server, as tables: one row for each requirement, with the bytes that a
// client sends and what has to come back. ../integration/conformance_test.cpp runs them.
namespace gateway::conformance {

// How much an RFC insists (RFC 2119). `may`: it leaves the choice, and the row says what was
// chosen.
enum class level { must, should, may };

// A field that an answer has to have: with this value; with any ("*"); none at all (""); with
// this text in it ("~text").
using field_rule = std::pair<std::string, std::string>;

struct answer_rule {
    std::vector<int> status; // one of these
    std::vector<field_rule> fields;
    std::string body; // a text that its body contains
    bool to_head = false;
};

// What comes back, and whether the connection can be used afterwards. Interim answers (1xx) are
// passed over where `continues`, and an error elsewhere.
struct outcome {
    std::vector<answer_rule> answers;
    bool closes = false;
    bool continues = false;
};

struct requirement {
    level how;
    std::string section; // "9112 3.2"; without a number in front, of the chapter's RFC
    std::string says;
    // What is sent. {etag}, {weak}, {date} stand for the validators of /static/page.txt, and {end}
    // at the end for the end of the client's side.
    std::string bytes;
    outcome expected;
};

struct chapter {
    std::string name;
    std::vector<requirement> rows;
    bool parsing = false; // about bytes rather than meaning: run with a split at every point
    bool guarded = false; // asked of a gateway that wants the token "open-sesame"
};

chapter message_chapter();
chapter target_chapter();
chapter field_chapter();
chapter length_chapter();
chapter chunk_chapter();
chapter connection_chapter();
chapter method_chapter();
chapter negotiation_chapter();
chapter conditional_chapter();
chapter range_chapter();
chapter status_chapter();
chapter access_chapter();

std::vector<chapter> all_chapters();

// The parts of which rows are made.

inline const std::string host = "Host: localhost\r\n";

// A request for /livez, or for `target`; `fields` are whole lines.
inline std::string get(const std::string& fields = {}, const std::string& target = "/livez") {
    return "GET " + target + " HTTP/1.1\r\n" + host + fields + "\r\n";
}

inline std::string ask(const std::string& method, const std::string& target = "/livez",
                       const std::string& fields = {}) {
    return method + " " + target + " HTTP/1.1\r\n" + host + fields + "\r\n";
}

// A request that makes its body an event.
inline std::string post(const std::string& fields, const std::string& body = {}) {
    return ask("POST", "/api/v1/events", fields) + body;
}

inline std::string chunked(const std::string& body, const std::string& fields = {}) {
    return post("Transfer-Encoding: chunked\r\n" + fields, body);
}

// Behind a POST: what has become of its body.
inline const std::string newest = get("", "/api/v1/events?format=ndjson&limit=1");

inline answer_rule status(int code, std::vector<field_rule> fields = {}, std::string body = {}) {
    return {{code}, std::move(fields), std::move(body)};
}

// One answer, and the connection goes on.
inline outcome is(int code, std::vector<field_rule> fields = {}, std::string body = {}) {
    return {{status(code, std::move(fields), std::move(body))}};
}

// One answer, and the connection is at its end.
inline outcome last(int code, std::vector<field_rule> fields = {}) {
    return {{status(code, std::move(fields))}, true};
}

// 400, and the connection is at its end: what follows can't be told from what is meant.
inline outcome refused() {
    return last(400, {{"Connection", "close"}});
}

inline outcome all(std::vector<answer_rule> answers) {
    return {std::move(answers)};
}

// 201, and then the event that was made, which contains `text`.
inline outcome stored(const std::string& text) {
    return all({status(201), status(200, {}, "\"data\":\"" + text + "\"")});
}

} // namespace gateway::conformance
