#include "text/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "text/number.hpp"

namespace gateway::text {
namespace {

constexpr std::array<std::uint8_t, 12> ipv4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::optional<std::uint16_t> parse_port(std::string_view digits) {
    const auto port = parse_uint(digits);
    if (!port || *port > 65'535) return std::nullopt;
    return static_cast<std::uint16_t>(*port);
}

} // namespace

bool is_ipv4(const endpoint& e) {
    return std::equal(ipv4_prefix.begin(), ipv4_prefix.end(), e.address.begin());
}

void append_address(std::string& out, const endpoint& e) {
    if (is_ipv4(e)) {
        append_uint(out, e.address[12]);
        for (const std::size_t i : {13, 14, 15}) {
            out.push_back('.');
            append_uint(out, e.address[i]);
        }
        return;
    }
    char text[INET6_ADDRSTRLEN];
    out += ::inet_ntop(AF_INET6, e.address.data(), text, sizeof text);
    if (e.scope == 0) return;
    out.push_back('%');
    append_uint(out, e.scope);
}

void append_endpoint(std::string& out, const endpoint& e) {
    const bool brackets = !is_ipv4(e);
    if (brackets) out.push_back('[');
    append_address(out, e);
    if (brackets) out.push_back(']');
    out.push_back(':');
    append_uint(out, e.port);
}

std::string to_string(const endpoint& e) {
    std::string out;
    append_endpoint(out, e);
    return out;
}

std::optional<endpoint> parse_address(std::string_view text) {
    const std::string terminated{text};
    if (terminated.size() != std::strlen(terminated.c_str())) return std::nullopt;
    endpoint e;
    if (::inet_pton(AF_INET6, terminated.c_str(), e.address.data()) == 1) return e;
    if (::inet_pton(AF_INET, terminated.c_str(), e.address.data() + ipv4_prefix.size()) != 1) {
        return std::nullopt;
    }
    std::copy(ipv4_prefix.begin(), ipv4_prefix.end(), e.address.begin());
    return e;
}

std::optional<endpoint> parse_endpoint(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = parse_port(text.substr(colon + 1));
    std::string_view address = text.substr(0, colon);
    std::optional<std::uint64_t> scope = 0;
    const bool bracketed = address.starts_with('[') && address.ends_with(']');
    if (bracketed) {
        address = address.substr(1, address.size() - 2);
        if (const std::size_t percent = address.find('%'); percent != std::string_view::npos) {
            scope = parse_uint(address.substr(percent + 1));
            address = address.substr(0, percent);
        }
    }
    if (bracketed != (address.find(':') != std::string_view::npos)) return std::nullopt;
    auto found = parse_address(address);
    if (!found || !port || !scope || *scope > 0xffffffff) return std::nullopt;
    found->port = *port;
    found->scope = static_cast<std::uint32_t>(*scope);
    return found;
}

bool cidr::contains(const endpoint& e) const {
    const std::size_t whole = prefix / 8;
    if (!std::equal(base.address.begin(), base.address.begin() + whole, e.address.begin())) {
        return false;
    }
    if (prefix % 8 == 0) return true;
    const unsigned mask = 0xff00U >> prefix % 8 & 0xff;
    return ((base.address[whole] ^ e.address[whole]) & mask) == 0;
}

std::optional<cidr> parse_cidr(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto base = parse_address(text.substr(0, slash));
    if (!base) return std::nullopt;
    cidr block{*base};
    if (slash == std::string_view::npos) return block;
    const bool ipv4_text = text.find(':') == std::string_view::npos;
    const auto prefix = parse_uint(text.substr(slash + 1));
    if (!prefix || *prefix > (ipv4_text ? 32U : 128U)) return std::nullopt;
    block.prefix = static_cast<unsigned>(*prefix) + (ipv4_text ? 96 : 0);
    return block;
}

bool source_filter::matches(const endpoint& e) const {
    return (!port || *port == e.port) && block.contains(e);
}

std::optional<source_filter> parse_source_filter(std::string_view text) {
    std::optional<std::uint16_t> port;
    const bool bracketed = text.starts_with('[');
    const std::size_t colon = text.rfind(':');
    const bool has_port = bracketed ? text.find("]:") != std::string_view::npos
                                    : std::count(text.begin(), text.end(), ':') == 1;
    if (has_port) {
        port = parse_port(text.substr(colon + 1));
        if (!port) return std::nullopt;
        text = text.substr(0, colon);
    }
    if (bracketed) {
        if (!text.ends_with(']')) return std::nullopt;
        text = text.substr(1, text.size() - 2);
        text = text.substr(0, text.find('%')); // a scope, as append_endpoint shows it
        if (text.find(':') == std::string_view::npos) return std::nullopt;
    }
    const auto block = parse_cidr(text);
    if (!block) return std::nullopt;
    return source_filter{*block, port};
}

} // namespace gateway::text
