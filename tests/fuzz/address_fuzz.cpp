// Addresses as people write them, and as the gateway shows them.
#include "text/address.hpp"

#include <cstring>
#include <string>

#include "app/listen_address.hpp"
#include "fuzz/fuzz.hpp"
#include "udp-sender/address.hpp"

using namespace gateway;
using fuzz::require;

namespace {

void check_parsers(std::string_view text) {
    if (const auto e = text::parse_address(text)) {
        std::string shown;
        text::append_address(shown, *e);
        require(text::parse_address(shown) == e, "an address that is shown is the same address");
    }
    if (const auto block = text::parse_cidr(text)) {
        require(block->prefix <= 128 && block->contains(block->base), "a block holds its base");
    }
    if (const auto filter = text::parse_source_filter(text)) {
        endpoint e = filter->block.base;
        e.port = filter->port.value_or(1);
        require(filter->matches(e), "a filter matches what it names");
    }
    if (const auto where = app::parse_listen_address(text)) {
        require(where->host.find_first_of("[]/ \r\n\t\x1b") == std::string::npos,
                "a host is of the characters of hosts");
        require(text.find(std::to_string(where->port)) != std::string_view::npos,
                "the port is that of the text");
    }
    if (const auto to = sender::parse_host_port(text)) {
        require(!to->host.empty() && to->port != 0, "a target has a host and a port");
    }
}

// Whatever address a sender has: what is shown of it can be asked for.
void check_shown(fuzz::input in) {
    endpoint e;
    e.port = in.number<std::uint16_t>();
    const std::uint8_t kind = in.byte();
    e.scope = (kind & 2) != 0 ? in.number<std::uint32_t>() : 0;
    for (std::uint8_t& byte : e.address) byte = in.byte();
    if ((kind & 1) != 0) {
        std::memset(e.address.data(), 0, 10);
        e.address[10] = e.address[11] = 0xff;
        e.scope = 0;
    }
    const std::string shown = text::to_string(e);
    const auto filter = text::parse_source_filter(shown);
    require(filter && filter->port == e.port && filter->matches(e),
            "what is shown can be asked for");
    endpoint other = e;
    other.address[kind % 16] ^= 0x10;
    require(!filter->matches(other), "and asks for nothing else");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::input in(data, size);
    check_parsers(in.rest());
    check_shown(in);
    return 0;
}
