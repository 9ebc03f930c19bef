#include "udp-sender/pcap_reader.hpp"

#include <fmt/format.h>
#include <pcap/pcap.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "text/escape.hpp"
#include "udp-sender/packet.hpp"

namespace gateway::sender {
namespace {

[[noreturn]] void fail(const std::string& path, std::string_view reason) {
    throw std::runtime_error(fmt::format("capture '{}' cannot be read: {}", text::printable(path),
                                         text::printable(reason)));
}

std::string link_name(int link_type) {
    const char* name = ::pcap_datalink_val_to_name(link_type);
    return name != nullptr ? name : std::to_string(link_type);
}

} // namespace

void pcap_reader::closer::operator()(pcap* handle) const {
    ::pcap_close(handle);
}

pcap_reader::pcap_reader(const std::string& path) : path_(path) {
    char error[PCAP_ERRBUF_SIZE] = "";
    handle_.reset(
        ::pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, error));
    if (!handle_) fail(path, error);
    link_type_ = ::pcap_datalink(handle_.get());
    if (!is_known_link(link_type_)) {
        fail(path, fmt::format("link type {} is not known; expected Ethernet, Linux cooked, raw "
                               "IP or loopback",
                               link_name(link_type_)));
    }
}

std::optional<captured_packet> pcap_reader::next() {
    pcap_pkthdr* header = nullptr;
    const u_char* bytes = nullptr;
    const int status = ::pcap_next_ex(handle_.get(), &header, &bytes);
    if (status == PCAP_ERROR_BREAK) return std::nullopt;
    if (status != 1) fail(path_, ::pcap_geterr(handle_.get()));
    // The seconds of a pcap file are 32 bits wide without a sign; libpcap gives them one where the
    // file is in this machine's byte order. More, from a pcapng file, would overflow.
    constexpr std::int64_t most_seconds = std::numeric_limits<std::uint32_t>::max();
    std::int64_t seconds = header->ts.tv_sec;
    if (seconds < 0 && seconds >= std::numeric_limits<std::int32_t>::min()) {
        seconds += most_seconds + 1;
    }
    seconds = std::clamp<std::int64_t>(seconds, 0, most_seconds);
    // With the precision asked for above, tv_usec holds nanoseconds.
    const std::int64_t ns = std::clamp<std::int64_t>(header->ts.tv_usec, 0, 999'999'999);
    return captured_packet{std::chrono::seconds{seconds} + std::chrono::nanoseconds{ns},
                           {reinterpret_cast<const char*>(bytes), header->caplen}};
}

} // namespace gateway::sender
