#include "support/sse_reader.hpp"

#include <utility>

namespace gateway::tests {
namespace {

http_client stream_of(const endpoint& gateway, std::string_view target, std::string_view headers) {
    http_client client(gateway);
    client.send_request("GET", target, headers);
    return client;
}

} // namespace

void sse_parser::feed(std::string_view bytes) {
    for (const char c : bytes) {
        if (c == '\n' && std::exchange(after_cr_, false)) continue;
        after_cr_ = c == '\r';
        if (c == '\n' || c == '\r') {
            line(std::exchange(rest_, {}));
        } else {
            rest_.push_back(c);
        }
    }
}

void sse_parser::line(std::string_view text) {
    if (text.empty()) {
        if (std::exchange(has_fields_, false)) complete_.push_back(std::exchange(current_, {}));
        return;
    }
    if (text.starts_with(':')) {
        complete_.push_back({{}, {}, std::string(text.substr(1)), true});
        return;
    }
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view field = text.substr(0, colon);
    std::string_view value = text.substr(std::min(colon + 1, text.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    has_fields_ = true;
    if (field == "id") current_.id = value;
    if (field == "event") current_.type = value;
    if (field == "data") {
        if (!current_.data.empty()) current_.data.push_back('\n');
        current_.data += value;
    }
}

std::vector<sse_event> sse_parser::take() {
    return std::exchange(complete_, {});
}

sse_reader::sse_reader(const endpoint& gateway, std::string_view target, std::string_view headers)
    : client_(stream_of(gateway, target, headers)),
      head_(client_.read_head()),
      decoder_(head_, false) {}

std::optional<sse_event> sse_reader::next_of_any_kind(milliseconds within) {
    const deadline limit(within);
    while (ready_.empty()) {
        std::string bytes;
        decoder_.feed(client_.buffer(), bytes);
        parser_.feed(bytes);
        ready_ = parser_.take();
        if (!ready_.empty()) break;
        if (decoder_.done() || !client_.receive(limit)) return std::nullopt;
    }
    sse_event event = std::move(ready_.front());
    ready_.erase(ready_.begin());
    return event;
}

std::optional<sse_event> sse_reader::next(milliseconds within) {
    const deadline limit(within);
    while (auto event = next_of_any_kind(milliseconds(limit.poll_timeout()))) {
        if (!event->is_comment) return event;
    }
    return std::nullopt;
}

} // namespace gateway::tests
