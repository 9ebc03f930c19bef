#include "net/http_context.hpp"

#include "text/time.hpp"

namespace gateway::net {

const std::string& http_context::date() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto second = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    if (second != date_second_) {
        date_ = text::http_date(second);
        date_second_ = second;
    }
    return date_;
}

} // namespace gateway::net
