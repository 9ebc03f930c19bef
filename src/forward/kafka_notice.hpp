#pragma once

#include <librdkafka/rdkafka.h>
#include <spdlog/logger.h>

#include "forward/trouble_log.hpp"

namespace gateway::forward {

// What a client of librdkafka says besides its answers: errors become trouble of its link, but for
// what it mends by itself, which is logged for debugging like its own log. Events of other types
// are passed over. True where the error is fatal: the client is of no use any more.
bool take_notice(rd_kafka_event_t* event, trouble_log& link, spdlog::logger& log);

} // namespace gateway::forward
