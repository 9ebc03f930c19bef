#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "text/address.hpp"

namespace gateway::events {

// Which events a reader asks for; everything that is not set matches.
struct event_filter {
    std::optional<text::source_filter> source;
    std::optional<gateway::via> via;
    std::string contains;                 // bytes that the payload has to contain
    std::optional<std::int64_t> since_ns; // when it has to have come: then or later
    std::optional<std::int64_t> until_ns; // and before this; both since 1970-01-01 UTC

    bool is_open() const { return !source && !via && contains.empty() && !since_ns && !until_ns; }
    bool matches(const event& e) const;

    // The same in pieces, as a payload may be of any size: looks at one piece, and at the next one
    // when it is asked again. `searched`, 0 at first, is how far it has come.
    enum class verdict { no, yes, unfinished };
    verdict look(const event& e, std::size_t& searched) const;
    // Bytes of a piece: some microseconds, and a third of a millisecond where `contains` and the
    // payload are made for it.
    static constexpr std::size_t piece = std::size_t{32} * 1024;
};

} // namespace gateway::events
