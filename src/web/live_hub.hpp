#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/event_ring.hpp"
#include "web/reader_list.hpp"

namespace gateway::web {

// Appends the Server-Sent Events frame (WHATWG HTML, 9.2) of an event.
void append_frame(std::string& out, const event& e);

// What the live streams share. Renders each event once for all of them: the newest frames are kept,
// in order, in one buffer of bounded size. Each is a chunk of its own there (RFC 9112, 7.1), so
// that from any frame on the buffer is what a chunked stream sends, as it is. One thread.
class live_hub {
  public:
    // Appends the frame of a stored event.
    void append_frame(std::string& out, const event& e);

    // The chunks of all events behind `cursor`; valid until the next call to the hub. Empty where
    // that is too much for one part of a stream, or where some are not in the ring or kept here.
    std::string_view chunks_behind(std::uint64_t cursor, const event_ring& ring);

    // Who reads.
    reader_list& readers() { return readers_; }

  private:
    std::uint64_t next() const { return first_ + ends_.size(); }
    std::size_t start_of(std::uint64_t seq) const;
    void add(const event& e);
    void begin_at(std::uint64_t seq);
    void forget_older_half();

    reader_list readers_;
    std::string chunks_;
    std::vector<std::size_t> ends_; // of each chunk in chunks_
    std::uint64_t first_ = 0;       // the sequence number of the first chunk
};

} // namespace gateway::web
