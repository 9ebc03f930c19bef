#include "support/gateway_api.hpp"

#include <chrono>
#include <ctime>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace gateway::tests {
namespace {

using nlohmann::json;

void require(bool holds, const std::string& what) {
    if (!holds) throw std::runtime_error("not as the contract says: " + what);
}

event_record to_event(const json& j) {
    event_record event;
    event.seq = j.at("seq").get<std::uint64_t>();
    event.time = j.at("time").get<std::string>();
    event.via = j.at("via").get<std::string>();
    event.source = j.at("source").get<std::string>();
    event.local = j.at("local").get<std::string>();
    event.size = j.at("size").get<std::uint64_t>();
    event.encoding = j.at("encoding").get<std::string>();
    const std::string data = j.at("data").get<std::string>();
    require(event.encoding == "utf-8" || event.encoding == "base64", "encoding");
    event.bytes = event.encoding == "utf-8" ? data : decode_base64(data);
    require(event.bytes.size() == event.size, "size of event " + std::to_string(event.seq));
    event.content_type = j.value("content_type", "");
    unix_ns(event.time);
    return event;
}

} // namespace

event_record parse_event(std::string_view text) {
    return to_event(json::parse(text));
}

event_page parse_page(std::string_view text) {
    const json j = json::parse(text);
    event_page page;
    for (const json& event : j.at("events")) page.events.push_back(to_event(event));
    page.oldest = j.at("oldest").get<std::uint64_t>();
    page.newest = j.at("newest").get<std::uint64_t>();
    if (!j.at("next").is_null()) page.next = j.at("next").get<std::string>();
    return page;
}

figures::figures(std::string_view text) {
    const json flat = json::parse(text).flatten();
    for (const auto& [pointer, value] : flat.items()) {
        if (value.is_number_unsigned()) values_[pointer] = value.get<std::uint64_t>();
    }
}

std::uint64_t figures::operator[](const std::string& pointer) const {
    const auto found = values_.find(pointer);
    if (found == values_.end()) throw std::runtime_error("no figure " + pointer);
    return found->second;
}

std::string json_string(std::string_view text, const std::string& pointer) {
    return json::parse(text).at(json::json_pointer(pointer)).get<std::string>();
}

bool is_json(std::string_view text) {
    return json::accept(text);
}

std::string decode_base64(std::string_view encoded) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    require(encoded.size() % 4 == 0, "length of Base64");
    std::string bytes;
    std::uint32_t queue = 0;
    int bits = 0;
    while (encoded.ends_with('=')) encoded.remove_suffix(1);
    for (const char c : encoded) {
        const std::size_t value = alphabet.find(c);
        require(value != std::string_view::npos, "a character of Base64");
        queue = (queue << 6 | static_cast<std::uint32_t>(value)) & 0xffffU;
        bits += 6;
        if (bits >= 8) bytes.push_back(static_cast<char>(queue >> (bits -= 8) & 0xffU));
    }
    return bytes;
}

figures stats_of(const gateway_process& gateway) {
    return figures(gateway.get("/api/v1/stats").body);
}

event_page page_of(const gateway_process& gateway, const std::string& query) {
    const auto response = gateway.get("/api/v1/events" + (query.empty() ? "" : "?" + query));
    require(response.status == 200, query + ": " + response.head + response.body);
    return parse_page(response.body);
}

event_record event_of(const gateway_process& gateway, std::uint64_t seq) {
    const auto response = gateway.get("/api/v1/events/" + std::to_string(seq));
    require(response.status == 200, "event " + std::to_string(seq) + ": " + response.head);
    return parse_event(response.body);
}

bool wait_stored(const gateway_process& gateway, std::uint64_t count) {
    return eventually([&] { return stats_of(gateway)["/ring/stored"] >= count; });
}

std::int64_t unix_ns(const std::string& time) {
    std::tm parts{};
    const char* const rest = strptime(time.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
    require(
        rest != nullptr && std::string_view(rest).size() == 11 && rest[0] == '.' && rest[10] == 'Z',
        "time " + time);
    return timegm(&parts) * 1'000'000'000LL + std::stoll(std::string(rest + 1, 9));
}

std::int64_t unix_ns_now() {
    return std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace gateway::tests
