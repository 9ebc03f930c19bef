#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "gateway/config.hpp"
#include "text/address.hpp"

namespace gateway::events {

// What the devices are called: names for addresses, for addresses with a port and for blocks. Only
// what the configuration says; nobody is asked for a name. A look-up costs one search for each
// length of prefix that is named.
class source_names {
  public:
    // A name that is shown as it is: UTF-8, not empty, of at most max_name bytes, without controls
    // and what turns or breaks a line.
    static bool is_name(std::string_view text);
    static constexpr std::size_t max_name = 64;

    source_names() = default;
    // Leaves out what add() refuses.
    explicit source_names(const std::vector<source_name>& names);

    // False where `source` is none ("192.0.2.7", "192.0.2.7:5000", "[2001:db8::1]", "10.0.0.0/24"),
    // or is named already.
    bool add(const source_name& one);

    // The name of what fits most exactly: the longest prefix, and of two as long the one with the
    // port; empty where nothing fits. Valid until the next add().
    std::string_view find(const endpoint& source) const;

  private:
    struct shape {
        unsigned prefix; // of the 128-bit form
        bool has_port;
        bool operator==(const shape&) const = default;
        bool operator<(const shape& other) const { // the more exact one comes first
            return std::tie(other.prefix, other.has_port) < std::tie(prefix, has_port);
        }
    };
    struct key {
        std::array<std::uint8_t, 16> address; // zeros behind the prefix
        std::uint16_t port;                   // 0 where any will do
        auto operator<=>(const key&) const = default;
    };
    static key key_of(const endpoint& e, const shape& s);

    std::map<shape, std::map<key, std::string>> names_;
};

} // namespace gateway::events
