#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/gateway_process.hpp"

// The JSON of the gateway as values. nlohmann's header, slow to compile, stays in the .cpp file.
namespace gateway::tests {

struct event_record {
    std::uint64_t seq = 0;
    std::string time, via, source, local;
    std::uint64_t size = 0;
    std::string encoding;
    std::string bytes; // of the payload, whatever the encoding was
    std::string content_type;
};

struct event_page {
    std::vector<event_record> events;
    std::uint64_t oldest = 0, newest = 0;
    std::optional<std::string> next;
};

// Throw std::exception where the text is not exactly what the contract says.
event_record parse_event(std::string_view json);
event_page parse_page(std::string_view json);

// Every number in a JSON document by its JSON pointer: "/udp/received", "/listeners/0/received".
class figures {
  public:
    explicit figures(std::string_view json);
    std::uint64_t operator[](const std::string& pointer) const; // throws where it is missing
    bool has(const std::string& pointer) const { return values_.contains(pointer); }

  private:
    std::map<std::string, std::uint64_t> values_;
};

// The string at `pointer` of a JSON document; throws where it is missing.
std::string json_string(std::string_view json, const std::string& pointer);

// Whether `text` is one JSON document and nothing else.
bool is_json(std::string_view text);

// Any bytes as a JSON string's content would give them: decodes Base64; throws.
std::string decode_base64(std::string_view encoded);

// What the ledger says now.
figures stats_of(const gateway_process& gateway);

// GET /api/v1/events with this query ("" for none); throws unless the status is 200.
event_page page_of(const gateway_process& gateway, const std::string& query = {});

event_record event_of(const gateway_process& gateway, std::uint64_t seq);

// Waits until the ring has stored `count` events since it began.
bool wait_stored(const gateway_process& gateway, std::uint64_t count);

// Nanoseconds since 1970-01-01 UTC of "2026-11-23T17:00:00.123456789Z"; throws on any other form.
std::int64_t unix_ns(const std::string& time);
std::int64_t unix_ns_now();

} // namespace gateway::tests
