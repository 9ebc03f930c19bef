#include "forward/kafka_notice.hpp"

#include "text/escape.hpp"

namespace gateway::forward {
namespace {

bool take_error(rd_kafka_event_t* event, trouble_log& link, spdlog::logger& log) {
    const rd_kafka_resp_err_t code = rd_kafka_event_error(event);
    const char* const what = rd_kafka_event_error_string(event);
    if (code == RD_KAFKA_RESP_ERR__TRANSPORT) { // of one broker: others may be there
        log.debug("kafka: {}", text::printable(what));
        return false;
    }
    link.trouble(what);
    return code == RD_KAFKA_RESP_ERR__FATAL;
}

} // namespace

bool take_notice(rd_kafka_event_t* event, trouble_log& link, spdlog::logger& log) {
    if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR) return take_error(event, link, log);
    const char *facility = nullptr, *text = nullptr;
    int level = 0;
    if (rd_kafka_event_log(event, &facility, &text, &level) == 0) {
        log.debug("kafka: {}: {}", facility, text::printable(text));
    }
    return false;
}

} // namespace gateway::forward
