#pragma once

#include <spdlog/logger.h>

#include <string>
#include <string_view>
#include <utility>

#include "text/escape.hpp"

namespace gateway::forward {

// Says once that something does not work, and once that it works again, however often it is tried
// in between.
class trouble_log {
  public:
    trouble_log(spdlog::logger& log, std::string name) : log_(log), name_(std::move(name)) {}

    // `what` may be somebody else's words.
    void trouble(std::string_view what) {
        if (there_is_) {
            log_.debug("{}: {}", name_, text::printable(what));
        } else {
            log_.warn("{}: {}; trying on", name_, text::printable(what));
        }
        there_is_ = true;
    }

    void fine() {
        if (there_is_) log_.info("{}: works again", name_);
        there_is_ = false;
    }

  private:
    spdlog::logger& log_;
    std::string name_;
    bool there_is_ = false;
};

} // namespace gateway::forward
