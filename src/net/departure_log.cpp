#include "net/departure_log.hpp"

#include <spdlog/logger.h>

#include <algorithm>

#include "text/escape.hpp"

namespace gateway::net {
namespace {

constexpr std::chrono::seconds period{10};
constexpr unsigned lines_in_a_period = 10;
constexpr std::size_t shown_bytes = 200;

double seconds(departure_log::time_point::duration d) {
    return std::chrono::duration<double>{d}.count();
}

} // namespace

void departure_log::add(std::string_view what, std::string_view why, time_point::duration lasted,
                        time_point now) {
    sweep(now);
    if (told_ == 0) ends_ = now + period;
    if (told_ == lines_in_a_period) {
        ++untold_;
        return;
    }
    ++told_;
    log_.info("499 {}{}: {}; ended after {:.1f} s", text::printable(what.substr(0, shown_bytes)),
              what.size() > shown_bytes ? "..." : "", why, seconds(lasted));
}

void departure_log::sweep(time_point now) {
    if (told_ == 0 || now < ends_) return;
    flush();
    told_ = 0;
}

void departure_log::flush() {
    if (untold_ != 0) log_.info("499: {} more in these {} s", untold_, period.count());
    untold_ = 0;
}

} // namespace gateway::net
