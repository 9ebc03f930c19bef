#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <vector>

#include "gateway/event.hpp"

namespace gateway::web {

// One open live stream, as the ledger shows it.
struct stream_reader {
    endpoint client;
    std::int64_t since_ns = 0;   // UTC, since 1970
    std::uint64_t delivered = 0; // events written to it
    std::uint64_t skipped = 0;   // events evicted before it had got to them
};

// The live streams that are open now, in the order in which they were opened. One thread.
class reader_list {
  public:
    using place = std::list<stream_reader>::iterator;

    // How many first() names at most: the ledger's size does not grow with its readers.
    static constexpr std::size_t shown = 100;

    // What it gives stays valid until it is removed.
    place add(const endpoint& client, std::int64_t since_ns) {
        return all_.insert(all_.end(), stream_reader{client, since_ns, 0, 0});
    }
    void remove(place at) { all_.erase(at); }

    std::size_t size() const { return all_.size(); }

    // Those that have been open longest; valid until the next change.
    std::vector<const stream_reader*> first() const {
        std::vector<const stream_reader*> list;
        for (const stream_reader& r : all_) {
            if (list.size() == shown) break;
            list.push_back(&r);
        }
        return list;
    }

  private:
    std::list<stream_reader> all_;
};

} // namespace gateway::web
