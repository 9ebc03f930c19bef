#include "udp-sender/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace gateway::sender {
namespace {

constexpr std::chrono::nanoseconds first_after = std::chrono::seconds{1};
constexpr std::chrono::nanoseconds interval = std::chrono::milliseconds{100};

} // namespace

std::string progress_line(std::optional<double> done, std::uint64_t sent,
                          std::chrono::duration<double> elapsed) {
    constexpr double bar_size = 24;
    std::string line;
    if (done) {
        const double part = std::clamp(*done, 0.0, 1.0);
        const auto filled = static_cast<std::size_t>(part * bar_size);
        line =
            fmt::format("[{:.<24}] {:3.0f} %  ", std::string(filled, '#'), std::floor(part * 100));
    }
    line += fmt::format("{} sent  {:.0f}/s", sent, static_cast<double>(sent) / elapsed.count());
    if (done && *done > 0) {
        const double left = elapsed.count() * (1 / std::min(*done, 1.0) - 1);
        line += fmt::format("  {:.0f} s left", left);
    }
    return line;
}

progress::progress(std::optional<std::uint64_t> count,
                   std::optional<std::chrono::nanoseconds> duration, steady_time start)
    : count_(count), duration_(duration), start_(start), next_(start + first_after) {}

progress::~progress() {
    if (shown_) std::fputs("\r\x1b[K", stderr);
}

void progress::update(steady_time now, std::uint64_t sent) {
    if (now < next_) return;
    next_ = now + interval;
    shown_ = true;
    fmt::print(stderr, "\r{}\x1b[K", progress_line(done(now - start_, sent), sent, now - start_));
}

std::optional<double> progress::done(std::chrono::nanoseconds elapsed, std::uint64_t sent) const {
    std::optional<double> part;
    if (count_) part = static_cast<double>(sent) / static_cast<double>(*count_);
    if (duration_) {
        const double of_time =
            static_cast<double>(elapsed.count()) / static_cast<double>(duration_->count());
        part = std::max(part.value_or(0), of_time);
    }
    return part;
}

} // namespace gateway::sender
