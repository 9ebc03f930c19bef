#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

namespace gateway::forward {

// Which events are under way to Kafka. Their reports come in any order across partitions; the
// cursor is the last event of which it, and every one before it, is settled. No loop, no clock.
class delivery_window {
  public:
    explicit delivery_window(std::uint64_t cursor) : cursor_(cursor), last_(cursor) {}

    enum class outcome { open, acknowledged, refused };

    // What the cursor has passed, each event once.
    struct passed {
        std::uint64_t acknowledged = 0, refused = 0;
    };

    // The ticket that the next event gets; they count up from 0 and go on over rewind().
    std::uint64_t next_ticket() const { return first_ticket_ + open_.size(); }

    // The event goes on its way. `seq` is above last().
    void push(std::uint64_t seq);

    // The event of the last push() did not go, and its ticket is the next one's.
    void take_back();

    // There are no events to send behind last() up to `seq`: the cursor passes over them.
    void skip_to(std::uint64_t seq);

    // The report for a ticket. One that comes twice, or from before rewind(), is passed over.
    passed settle(std::uint64_t ticket, outcome how);

    // Forgets what is under way: all behind the cursor is to be sent again. Returns how many of
    // these numbers were skipped.
    std::uint64_t rewind();

    std::uint64_t cursor() const { return cursor_; }
    std::uint64_t last() const { return last_; }           // that was sent or skipped
    std::size_t under_way() const { return open_.size(); } // or settled behind one that is

  private:
    struct entry {
        std::uint64_t seq = 0;
        std::uint64_t through = 0; // the last number that was skipped behind it
        outcome how = outcome::open;
    };

    std::deque<entry> open_;
    std::uint64_t first_ticket_ = 0;
    std::uint64_t cursor_;
    std::uint64_t last_;
};

} // namespace gateway::forward
