// Events as messages of Kafka, and messages of strangers as events.
#include "forward/kafka_message.hpp"

#include <array>
#include <string>

#include "fuzz/fuzzed_event.hpp"
#include "text/address.hpp"

using namespace gateway;
using fuzz::require;

namespace {

void require_same(const event_fields& back, const event_fields& e) {
    require(back.time_ns == e.time_ns && back.via == e.via, "time and way are read back");
    require(text::to_string(back.source) == text::to_string(e.source) &&
                text::to_string(back.local) == text::to_string(e.local),
            "both addresses are read back");
    require(back.content_type == e.content_type && back.payload == e.payload,
            "content type and payload are read back");
    require(e.via != via::capture || (back.url == e.url && back.captured_s == e.captured_s),
            "what was captured is read back");
}

void check_event(fuzz::input in) {
    const event e = fuzz::take_event(in);
    forward::message_writer writer("here/1");
    const forward::kafka_message m = writer.write(e);
    const auto back = forward::read_message(m.headers, m.value);
    if (back) require_same(*back, e); // not where HTTP would not have let it in
}

// Headers as lines "name=value"; what stands behind an empty line is the value.
void check_message(std::string_view text) {
    std::array<forward::message_header, 16> headers;
    std::size_t count = 0;
    while (count < headers.size() && !text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.empty()) break;
        const std::string_view name = line.substr(0, line.find('='));
        headers[count++] = {name, line.substr(std::min(name.size() + 1, line.size()))};
    }
    const auto read = forward::read_message({headers.data(), count}, text);
    if (!read) return;
    require(read->payload == text, "the payload is the value");
    require(read->time_ns >= 0, "a time is not before 1970");
    require(read->content_type.find_first_of("\r\n") == std::string_view::npos,
            "a content type is one line");
    require(read->via != via::capture || !read->url.empty(), "a capture is of something");
    event e;
    static_cast<event_fields&>(e) = *read;
    forward::message_writer writer("here/1");
    const forward::kafka_message m = writer.write(e);
    const auto again = forward::read_message(m.headers, m.value);
    require(again.has_value(), "an event that was read can be sent on");
    require_same(*again, e);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::input in(data, size);
    check_event(in);
    check_message(in.rest());
    return 0;
}
