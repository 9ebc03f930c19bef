#include "udp-sender/gateway_client.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "text/base64.hpp"
#include "text/percent.hpp"

namespace gateway::sender {
namespace {

using nlohmann::json;

// Whether a listener's address, "[::]:9999" or "239.1.2.3:9999%eth0", is at `port`.
bool is_at_port(const std::string& listener, std::uint16_t port) {
    const std::size_t colon = listener.rfind(':');
    if (colon == std::string::npos) return false;
    const std::string digits = listener.substr(colon + 1);
    return digits.substr(0, digits.find('%')) == std::to_string(port);
}

gateway_stats read_stats(const json& ledger, std::uint16_t port) {
    gateway_stats stats;
    bool at_port = false;
    for (const json& listener : ledger.at("listeners")) {
        if (!is_at_port(listener.at("udp").get_ref<const std::string&>(), port)) continue;
        at_port = true;
        stats.received += listener.at("received").get<std::uint64_t>();
        stats.kernel_dropped += listener.at("kernel_dropped").get<std::uint64_t>();
    }
    const json& udp = ledger.at("udp");
    if (!at_port) {
        udp.at("received").get_to(stats.received);
        udp.at("kernel_dropped").get_to(stats.kernel_dropped);
    }
    udp.at("rejected").get_to(stats.rejected);
    ledger.at("ring").at("oldest").get_to(stats.oldest);
    ledger.at("ring").at("newest").get_to(stats.newest);
    return stats;
}

void read_event(std::string_view line, const std::function<void(const gateway_event&)>& each) {
    const json event = json::parse(line);
    std::string_view payload = event.at("data").get_ref<const std::string&>();
    std::string decoded;
    if (event.at("encoding") == "base64") {
        decoded = text::decode_base64(payload).value();
        payload = decoded;
    }
    each({event.at("seq").get<std::uint64_t>(), event.at("source").get_ref<const std::string&>(),
          payload});
}

} // namespace

gateway_client::gateway_client(http_url base, std::uint16_t udp_port)
    : http_(std::move(base)), udp_port_(udp_port) {}

gateway_stats gateway_client::stats() const {
    const std::string body = http_.get("/api/v1/stats");
    try {
        return read_stats(json::parse(body), udp_port_);
    } catch (const std::exception& e) {
        throw std::runtime_error(
            fmt::format("/api/v1/stats does not answer as a gateway does: {}", e.what()));
    }
}

void gateway_client::events_after(std::uint64_t seq, std::string_view source,
                                  const std::function<void(const gateway_event&)>& each) const {
    std::string target = fmt::format("/api/v1/events?after={}&format=ndjson&source=", seq);
    text::append_percent_encoded(target, source);
    std::string buffer; // what does not make a whole line yet
    http_.get(target, [&](std::string_view piece) {
        try {
            for (std::size_t end = piece.find('\n'); end != std::string_view::npos;
                 end = piece.find('\n')) {
                buffer += piece.substr(0, end);
                read_event(buffer, each);
                buffer.clear();
                piece.remove_prefix(end + 1);
            }
            buffer += piece;
        } catch (const std::exception& e) {
            throw std::runtime_error(fmt::format("this is no event of a gateway: {}", e.what()));
        }
    });
}

} // namespace gateway::sender
