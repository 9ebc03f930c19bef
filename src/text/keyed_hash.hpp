#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace gateway::text {

using hash_key = std::array<std::uint64_t, 2>;

// SipHash-2-4 (Aumasson and Bernstein, 2012): without the key nobody can make texts whose hashes
// collide, however many hashes' effects they see. Plain function, any thread.
std::uint64_t keyed_hash(std::string_view text, const hash_key& key);

} // namespace gateway::text
