#include "web/visit_log.hpp"

#include <algorithm>

#include "text/escape.hpp"
#include "text/utf8.hpp"
#include "web/answers.hpp"

namespace gateway::web {
namespace {

// What is kept of the fields that a client may fill as it likes. With the 8 KiB of a request line
// and a target's 2,000 bytes no visit exceeds the least ring, even where each byte has to be
// escaped.
constexpr std::size_t max_referrer = 2'048;
constexpr std::size_t max_user_agent = 1'024;

// Somebody else's bytes inside of a JSON string. Most visits have none for most of their texts.
void append_string(std::string& out, std::string_view bytes) {
    if (bytes.empty()) return;
    if (text::is_utf8(bytes)) return text::append_json_string(out, bytes);
    text::append_json_string(out, text::printable(bytes));
}

} // namespace

void visit_log::note(const http::request& r, std::string_view name, std::string_view rest,
                     std::string_view target) {
    const std::string_view referrer = r.header("referer").substr(0, max_referrer);
    const std::string_view user_agent = r.header("user-agent").substr(0, max_user_agent);
    texts_.reserve(texts_.size() + name.size() + target.size() + rest.size() + r.query.size() +
                   referrer.size() + user_agent.size()); // first: a visit has all of its texts
    visits_.push_back({context_.now_ns(), r.client, r.local, texts_.size(), name.size(),
                       target.size(), rest.size(), r.query.size(), referrer.size(),
                       user_agent.size()});
    for (const std::string_view text : {name, target, rest, r.query, referrer, user_agent}) {
        texts_ += text;
    }
}

void visit_log::make_json(const visit& v) {
    std::string_view texts = std::string_view{texts_}.substr(v.begin);
    json_.clear();
    const auto append = [&](std::string_view in_front, std::size_t size) {
        json_ += in_front;
        append_string(json_, texts.substr(0, size));
        texts.remove_prefix(size);
    };
    append("{\"name\":\"", v.name);
    append("\",\"target\":\"", v.target);
    append("\",\"rest\":\"", v.rest);
    append("\",\"query\":\"", v.query);
    append("\",\"referrer\":\"", v.referrer);
    append("\",\"user_agent\":\"", v.user_agent);
    json_ += "\"}";
}

void visit_log::store(const visit& v) {
    make_json(v);
    event_fields e;
    e.time_ns = v.time_ns;
    e.via = via::redirect;
    e.source = v.source;
    e.local = v.local;
    e.content_type = json_type;
    e.payload = json_;
    if (context_.store.append(e) != 0) ++context_.counts.http_redirects;
}

void visit_log::store() {
    if (visits_.empty()) return;
    for (; stored_ < visits_.size(); ++stored_) store(visits_[stored_]);
    visits_.clear();
    stored_ = 0;
    texts_.clear();
    context_.stored.notify();
}

} // namespace gateway::web
