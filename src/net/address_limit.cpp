#include "net/address_limit.hpp"

#include <string>

#include "text/address.hpp"

namespace gateway::net {
namespace {

std::string client_key(const endpoint& client) {
    const std::size_t size = text::is_ipv4(client) ? 16 : 8;
    return {client.address.begin(), client.address.begin() + size};
}

} // namespace

bool address_limit::acquire(const endpoint& client) {
    std::size_t& open = open_[client_key(client)];
    if (open == most_) return false;
    ++open;
    return true;
}

void address_limit::release(const endpoint& client) {
    const auto at = open_.find(client_key(client));
    if (--at->second == 0) open_.erase(at);
}

} // namespace gateway::net
