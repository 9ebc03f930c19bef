#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/event.hpp"
#include "web/reader_list.hpp"

namespace gateway::web {

// Appends the Server-Sent Events frame (WHATWG HTML, 9.2) of an event.
void append_frame(std::string& out, const event& e);

// What the live streams share. Renders each event once for all of them: the newest frames are kept,
// in order, in one buffer of bounded size that every stream copies from. One thread.
class live_hub {
  public:
    // Appends the frame of a stored event.
    void append_frame(std::string& out, const event& e);

    // Who reads.
    reader_list& readers() { return readers_; }

  private:
    reader_list readers_;
    std::string frames_;
    std::vector<std::size_t> ends_; // of each frame in frames_
    std::uint64_t first_ = 0;       // the sequence number of the first frame
};

} // namespace gateway::web
