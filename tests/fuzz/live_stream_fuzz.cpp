// The ring and the live streams on it, as a sequence of events that come and of readers that read
// or do not: each reader gets every event once, in order, or is told how many it lost. Two bytes
// from the end of the input are one step.
#include "web/live_stream.hpp"

#include <deque>
#include <nlohmann/json.hpp>
#include <string>

#include "fuzz/fuzz.hpp"

using namespace gateway;
using fuzz::require;

namespace {

std::string_view take_line(std::string_view& rest, std::string_view name) {
    require(rest.starts_with(name), "a frame has its lines in their order");
    const std::size_t end = rest.find('\n');
    require(end != std::string_view::npos, "a line has an end");
    const std::string_view value = rest.substr(name.size(), end - name.size());
    rest.remove_prefix(end + 1);
    return value;
}

// One reader and what it knows.
class reader {
  public:
    reader(const event_ring& ring, web::live_hub& hub, std::string contains)
        : ring_(ring),
          filtered_(!contains.empty()),
          at_(ring.newest()),
          stream_(ring, hub, counts_, {{}, {}, std::move(contains), {}, {}}, at_,
                  [] { return http::body_stream::time_point{}; }) {}

    void read(web::live_stream::time_point now) {
        const std::uint64_t delivered = counts_.stream_delivered;
        std::string out;
        const auto progress = stream_.produce(out, now);
        require(progress != http::body_stream::progress::done, "a live stream does not end");
        std::string_view rest = out;
        while (!rest.empty()) take_frame(rest);
        stream_.written();
        require(counts_.stream_delivered - delivered == events_ && counts_.stream_skipped == lost_,
                "what was delivered and skipped is counted");
        events_ = 0;
        if (progress != http::body_stream::progress::wait) return;
        require(filtered_ || at_ == ring_.newest(), "who waits has everything");
    }

    // What a connection does first when something was stored.
    void read_shared(web::live_stream::time_point now) {
        const std::uint64_t delivered = counts_.stream_delivered;
        const auto part = stream_.shared_chunks(now);
        if (!part) return read(now);
        require(!filtered_, "who filters has bytes of its own");
        for (std::string_view rest = *part; !rest.empty();) {
            const auto size = std::stoull(std::string(take_line(rest, "")), nullptr, 16);
            require(size != 0 && size + 2 <= rest.size(), "a chunk is whole");
            std::string_view frame = rest.substr(0, size);
            take_frame(frame);
            require(frame.empty(), "a chunk is a frame");
            rest.remove_prefix(size);
            require(take_line(rest, "") == "\r", "a chunk has an end");
        }
        stream_.written();
        require(counts_.stream_delivered - delivered == events_, "what was delivered is counted");
        events_ = 0;
        require(at_ == ring_.newest(), "who is served has everything");
    }

  private:
    void take_frame(std::string_view& rest) {
        if (rest.starts_with(":")) {
            take_line(rest, ": keep-alive");
        } else if (rest.starts_with("event: ")) {
            require(take_line(rest, "event: ") == "gap", "the only kind of its own is the gap");
            const auto gap = nlohmann::json::parse(take_line(rest, "data: "));
            // A filtered reader has passed over what it was not sent.
            require(filtered_ ? gap["from"] > at_ : gap["from"] == at_ + 1,
                    "a gap begins behind what was sent");
            require(gap["to"] == ring_.oldest() - 1, "a gap ends at the oldest event");
            lost_ += gap["lost"].get<std::uint64_t>();
            require(gap["lost"] ==
                        gap["to"].get<std::uint64_t>() + 1 - gap["from"].get<std::uint64_t>(),
                    "a gap is counted");
            at_ = gap["to"];
        } else {
            const auto id = std::stoull(std::string(take_line(rest, "id: ")));
            require(take_line(rest, "data: ").starts_with("{\"seq\":" + std::to_string(id) + ","),
                    "an event has its number as id");
            require(filtered_ ? id > at_ : id == at_ + 1, "events come in order, each once");
            at_ = id;
            ++events_;
        }
        require(take_line(rest, "").empty(), "a frame ends with an empty line");
    }

    const event_ring& ring_;
    bool filtered_;
    counters counts_;
    std::uint64_t at_;
    std::uint64_t events_ = 0, lost_ = 0;
    web::live_stream stream_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    event_ring ring(event_ring::min_capacity);
    web::live_hub hub;
    std::deque<reader> readers; // addresses stay
    auto now = web::live_stream::time_point{} + std::chrono::hours{1};
    while (in.rest().size() >= 2) {
        const unsigned step = in.byte(), value = in.byte();
        now += std::chrono::milliseconds{value * 16};
        if (step % 4 == 0) {
            if (readers.size() < 4) readers.emplace_back(ring, hub, step >= 0xc0 ? "\n" : "");
        } else if (step % 4 == 1 && !readers.empty()) {
            reader& one = readers[value % readers.size()];
            step < 0x80 ? one.read(now) : one.read_shared(now);
        } else {
            event_fields e;
            e.payload = in.rest();
            std::string long_one;
            if (step % 4 == 3) e.payload = long_one.assign(value * 250, 'x'); // so that some go
            require(ring.append(e) == ring.newest(), "what fits is stored");
            require(ring.newest() - ring.oldest() + 1 == ring.held(), "the ring balances");
        }
    }
    return 0;
}
