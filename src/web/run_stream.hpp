#pragma once

#include <functional>
#include <string>

#include "gateway/counters.hpp"
#include "http/body_stream.hpp"
#include "loop/child_processes.hpp"

namespace gateway::web {

// What a command prints, as it comes; its exit status is the trailer. It ends with its client, and
// the command with it.
class run_stream : public http::body_stream {
  public:
    // A null `child` stands for what HEAD does not start.
    run_stream(loop::child_handle child, counters& counts);
    ~run_stream() override;

    progress produce(std::string& out, time_point now) override;
    bool wake_by(const std::function<void()>& wake) override;
    bool ends_with_client() const override { return true; }
    void append_trailers(std::string& out) const override;

    static constexpr const char* announced_trailer = "Trailer: Exit-Status\r\n";

  private:
    loop::child_handle child_;
    counters& counts_;
};

} // namespace gateway::web
