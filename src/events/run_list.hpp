#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace gateway::events {

// Numbers in an order that their owner defines, kept in runs of at most 512 that follow each other:
// some 4 to 8 bytes each where a tree's nodes take 48. Finding a place is a binary search, a change
// moves at most one run. A place is valid until the next change. Not thread-safe. An insert() that
// has no memory (std::bad_alloc) changes nothing; erase() needs none.
class run_list {
  public:
    struct place {
        std::size_t run = 0, at = 0;
        friend bool operator==(const place&, const place&) = default;
    };
    place begin() const { return {}; }
    place end() const { return {runs_.size(), 0}; }

    std::uint32_t operator[](place p) const { return runs_[p.run][p.at]; }
    place next(place p) const {
        return p.at + 1 < runs_[p.run].size() ? place{p.run, p.at + 1} : place{p.run + 1, 0};
    }
    place previous(place p) const {
        return p.at != 0 ? place{p.run, p.at - 1} : place{p.run - 1, runs_[p.run - 1].size() - 1};
    }

    // The first number for which `before` is false; it has to be true for all in front of that one.
    template <class Predicate>
    place find(const Predicate& before) const {
        const auto run = std::partition_point(runs_.begin(), runs_.end(),
                                              [&](const auto& r) { return before(r.back()); });
        if (run == runs_.end()) return end();
        const auto at = std::partition_point(run->begin(), run->end(), before);
        return {static_cast<std::size_t>(run - runs_.begin()),
                static_cast<std::size_t>(at - run->begin())};
    }

    void insert(place before, std::uint32_t number);
    void erase(place p);
    void clear() { runs_.clear(); }

  private:
    void merge(std::size_t left);

    std::vector<std::vector<std::uint32_t>> runs_; // none is empty; each has room for 512
};

} // namespace gateway::events
