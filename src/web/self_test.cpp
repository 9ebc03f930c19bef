#include "web/self_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "text/address.hpp"
#include "text/escape.hpp"
#include "text/time.hpp"

namespace gateway::web {
namespace {

// What a look reads of the ring at most: some milliseconds' worth.
constexpr std::uint64_t events_per_look = 100'000;

std::string_view name_of(self_test::state s) {
    using enum self_test::state;
    switch (s) {
        case waiting:
            return "waiting";
        case stored:
            return "stored";
        case rejected:
            return "rejected";
        case dropped:
            return "dropped";
        case missing:
            return "missing";
        case unsent:
            break;
    }
    return "unsent";
}

bool is_same(const endpoint& a, const endpoint& b) {
    return a.address == b.address && a.port == b.port;
}

std::uint64_t dropped_at(const std::vector<listener_figures>& listeners, std::string_view name) {
    std::uint64_t dropped = 0;
    for (const listener_figures& l : listeners) {
        if (l.name == name) dropped = l.kernel_dropped;
    }
    return dropped;
}

std::int64_t microseconds(std::int64_t from_ns, std::int64_t to_ns) {
    return std::max<std::int64_t>(0, (to_ns - from_ns) / 1'000); // a clock may be set back
}

std::string reason(self_test::state s, const sent_to_self& sent) {
    using enum self_test::state;
    std::string from;
    text::append_address(from, sent.from);
    switch (s) {
        case unsent:
            return fmt::format("The kernel did not send it: {}.", sent.error);
        case rejected:
            return fmt::format("It came, and was rejected: --allow-udp does not name {}.", from);
        case dropped:
            return fmt::format("The kernel dropped it: the receive buffer of {} was full.",
                               sent.listener);
        case missing:
            return "It was sent, and never came. On the way inside this machine something takes it "
                   "away, like a rule of a firewall.";
        default:
            return {};
    }
}

} // namespace

bool self_test::is_running() const {
    return std::any_of(trials_.begin(), trials_.end(),
                       [](const trial& t) { return t.now == state::waiting; });
}

bool self_test::begin() {
    look();
    if (is_running()) return false;
    context_.catch_up();
    const std::vector<listener_figures> before = context_.listeners();
    rejected_before_ = context_.counts.udp_rejected;
    seen_ = context_.store.ring.newest();
    last_ = 0;
    id_ = context_.random();
    text_ = fmt::format("event-gateway self-test {:016x}: sent by the gateway to itself", id_);
    until_ = context_.steady_now() + patience;
    trials_.clear();
    for (sent_to_self& sent : context_.doctor.send_to_self(text_)) {
        trial t;
        t.dropped_before = dropped_at(before, sent.listener);
        if (!sent.error.empty()) t.now = state::unsent;
        t.sent = std::move(sent);
        trials_.push_back(std::move(t));
    }
    look();
    return true;
}

void self_test::look() {
    if (!is_running()) return;
    context_.catch_up();
    const bool late = context_.steady_now() > until_;
    // Below a flood of more than a look reads there would be no end else.
    if (late && last_ == 0) last_ = context_.store.ring.newest();
    const bool all_seen = find_stored();
    for (trial& t : trials_) {
        if (t.now == state::waiting && !t.sent.is_allowed &&
            context_.counts.udp_rejected > rejected_before_) {
            t.now = state::rejected;
        }
    }
    if (late && all_seen) give_up();
}

// Whether everything that came in time was looked at.
bool self_test::find_stored() {
    const event_ring& ring = context_.store.ring;
    const std::int64_t now_ns = context_.now_ns();
    auto events = ring.from(seen_ + 1);
    for (std::uint64_t read = 0; read < events_per_look; ++read) {
        const auto e = events.next();
        if (!e || (last_ != 0 && e->seq > last_)) return true;
        seen_ = e->seq;
        if (e->via != via::udp || e->payload != text_) continue;
        for (trial& t : trials_) {
            if (t.now != state::waiting || !is_same(t.sent.from, e->source)) continue;
            t.now = state::stored;
            t.seq = e->seq;
            t.received_ns = e->time_ns;
            t.stored_ns = now_ns;
        }
    }
    return seen_ == (last_ != 0 ? last_ : ring.newest());
}

void self_test::give_up() {
    const std::vector<listener_figures> now = context_.listeners();
    for (trial& t : trials_) {
        if (t.now != state::waiting) continue;
        const bool more = dropped_at(now, t.sent.listener) > t.dropped_before;
        t.now = more ? state::dropped : state::missing;
    }
}

std::string self_test::json() const {
    using milliseconds = std::chrono::milliseconds;
    std::string out = fmt::format(
        R"({{"id":"{:016x}","running":{},"text":"{}","patience_ms":{},"listeners":[)", id_,
        is_running(), text_, std::chrono::duration_cast<milliseconds>(patience).count());
    for (const trial& t : trials_) {
        if (out.back() != '[') out += ',';
        append(out, t);
    }
    return out + "]}";
}

void self_test::append(std::string& out, const trial& t) const {
    fmt::format_to(std::back_inserter(out), R"({{"udp":"{}","from":"{}","to":"{}","state":"{}")",
                   t.sent.listener, text::to_string(t.sent.from), text::to_string(t.sent.to),
                   name_of(t.now));
    out += ",\"sent\":";
    if (t.now == state::unsent) {
        out += "null";
    } else {
        out += '"';
        text::append_utc_time(out, t.sent.sent_ns);
        out += '"';
    }
    if (t.now == state::stored) {
        fmt::format_to(std::back_inserter(out), R"(,"seq":{},"received_us":{},"stored_us":{})",
                       t.seq, microseconds(t.sent.sent_ns, t.received_ns),
                       microseconds(t.sent.sent_ns, t.stored_ns));
    } else {
        out += R"(,"seq":null,"received_us":null,"stored_us":null)";
    }
    out += ",\"why\":\"";
    text::append_json_string(out, reason(t.now, t.sent));
    out += "\"}";
}

} // namespace gateway::web
