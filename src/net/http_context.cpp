#include "net/http_context.hpp"

#include <ctime>

#include "text/time.hpp"

namespace gateway::net {

const std::string& http_context::date() {
    // Some milliseconds late, and much cheaper than the exact time.
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    const std::int64_t second = now.tv_sec;
    if (second != date_second_) {
        date_ = text::http_date(second);
        date_second_ = second;
    }
    return date_;
}

} // namespace gateway::net
