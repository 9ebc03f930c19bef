#pragma once

#include <string_view>

// What --kafka and --kafka-topic may be. Plain functions, any thread.
namespace gateway::forward {

// "HOST[:PORT],...": names, IPv4 addresses or IPv6 addresses in brackets.
bool is_broker_list(std::string_view text);

// What Kafka takes for a topic: 1 to 249 letters, digits and ._- and neither "." nor "..".
bool is_topic_name(std::string_view text);

} // namespace gateway::forward
