#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "udp-sender/options.hpp"

namespace gateway::sender {

// What a source has to give at the moment.
struct next_payload {
    enum class state {
        ready, // `bytes` is the next payload
        later, // nothing yet: ask again at `due`, or when `fd` is readable
        end    // nothing any more
    };

    state what = state::end;
    std::string_view bytes;
    std::chrono::nanoseconds due{0}; // since the start of the sending
    int fd = -1;                     // -1: `due` counts

    static next_payload ready(std::string_view payload) { return {state::ready, payload, {}, -1}; }
    static next_payload at(std::chrono::nanoseconds time) { return {state::later, {}, time, -1}; }
    static next_payload when_readable(int input) { return {state::later, {}, {}, input}; }
    static next_payload none() { return {state::end, {}, {}, -1}; }
};

// Where payloads come from, one after the other. next does not block (but for a capture that is a
// pipe). It throws std::runtime_error with one line where the input turns out to be bad; the
// payloads before that are good.
class payload_source {
  public:
    virtual ~payload_source() = default;

    // The next payload, `elapsed` after the start of the sending. The bytes live in `scratch`,
    // whose former content is gone, or in the source: valid as long as both.
    virtual next_payload next(std::string& scratch, std::chrono::nanoseconds elapsed) = 0;

    // What else is to be said at the end, for instance what was left out; empty: nothing.
    virtual std::string note() const { return {}; }
};

// The source that `o` asks for. Throws std::runtime_error with one line that names the file where
// one can't be read.
std::unique_ptr<payload_source> open_payload_source(const options& o);

// The bytes that fill --size up: '.' where the payload is text, 0 where it is binary.
char padding(payload_kind kind);

} // namespace gateway::sender
