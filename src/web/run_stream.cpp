#include "web/run_stream.hpp"

#include <utility>

namespace gateway::web {
namespace {

constexpr std::size_t part_size = 32 * 1024;

} // namespace

run_stream::run_stream(loop::child_handle child, counters& counts)
    : child_(std::move(child)), counts_(counts) {}

run_stream::~run_stream() {
    if (child_ && !child_->is_over()) ++counts_.commands_left;
}

// What has come goes out at once, a line of its own just as a full part.
http::body_stream::progress run_stream::produce(std::string& out, time_point) {
    if (!child_) return progress::wait;
    const std::size_t start = out.size();
    child_->read(out, part_size);
    if (child_->is_over()) return progress::done;
    const bool full = out.size() - start == part_size;
    return full || child_->has_exited() ? progress::more : progress::wait;
}

bool run_stream::wake_by(const std::function<void()>& wake) {
    child_->on_change(wake);
    return true;
}

void run_stream::append_trailers(std::string& out) const {
    out += "Exit-Status: ";
    out += child_->exit_status();
    out += "\r\n";
}

} // namespace gateway::web
