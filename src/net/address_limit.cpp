#include "net/address_limit.hpp"

#include <algorithm>

#include "text/address.hpp"

namespace gateway::net {

address_limit::place::~place() {
    if (open_ != nullptr && --client_->second == 0) open_->erase(client_);
}

std::optional<address_limit::place> address_limit::acquire(const endpoint& client) {
    auto key = client.address;
    if (!text::is_ipv4(client)) std::fill(key.begin() + 8, key.end(), std::uint8_t{0});
    const auto at = open_.try_emplace(key, 0).first;
    if (at->second >= most_) return std::nullopt;
    ++at->second;
    return place{open_, at};
}

} // namespace gateway::net
