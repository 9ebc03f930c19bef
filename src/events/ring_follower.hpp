#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "events/descriptor.hpp"
#include "events/ring_format.hpp"
#include "events/ring_recovery.hpp"
#include "events/ring_window.hpp"
#include "gateway/event_ring.hpp"

namespace gateway::events {

// Shows a ring file, of yesterday or of a gateway that writes to it now, in a ring of this process:
// a copy in memory into which only records go whose seals hold in the copy. So nothing that the
// writer, or anybody, does to the file while it is read can be seen half done. Takes no lock.
class ring_follower {
  public:
    // Throws one sentence that names the file, as ring_file does.
    explicit ring_follower(const std::string& path);

    // Throws where `size` is not what a ring of this file is asked to have.
    void check_size(std::size_t size) const;

    // A ring with all that the file holds now; a damaged file's events as far as they are whole.
    event_ring copy();

    // What was found by copy(); nothing while another gateway keeps the file in order.
    const ring_recovery& found() const { return found_; }

    // Takes in what the file holds and `ring` (of copy()) does not, about a megabyte at a time.
    // True while there is more. Throws std::system_error where the file can't be read.
    bool follow(event_ring& ring);

  private:
    ring_state read_state() const;
    bool has_writer() const;
    void recover_into(event_ring& ring);
    void begin_again(event_ring& ring, const ring_state& state);
    std::size_t take_next(event_ring& ring);
    std::size_t take(event_ring& ring, const record_header& h, std::size_t offset);

    std::string name_; // as messages show it
    descriptor file_;
    ring_head head_;
    ring_window arena_;
    ring_recovery found_;
    bool lagging_ = false; // the last attempt did not find what should be there
};

} // namespace gateway::events
