#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fault/calls.hpp"
#include "support/child_process.hpp"
#include "support/endpoint.hpp"
#include "support/temp_folder.hpp"

namespace gateway::tests {

// One call that fails.
struct planned_fault {
    fault::call kind{};
    std::uint64_t at = 0; // the which, counted from 1
    int error = 0;        // an errno; 0: it is short

    std::string text() const; // as the preloaded object reads it: "recv:3:104"
};

// A gateway with the object preloaded that counts its calls and makes one of them fail.
class victim {
  public:
    // Waits until it is ready or has ended.
    victim(std::vector<std::string> options, const std::optional<planned_fault>& fault);

    bool is_ready() const { return ready_; }
    const endpoint& udp() const { return udp_.at(0); }
    const endpoint& http() const { return http_.at(0); }
    child_process& process() { return process_; }

    // How often it has called so far.
    std::uint64_t calls(fault::call kind) const;
    bool has_failed() const; // the planned call was reached

    std::size_t descriptors() const; // open now
    std::uint64_t cpu_ns() const;    // used by all of its threads so far

  private:
    launch how(std::vector<std::string> options, const std::optional<planned_fault>& fault);
    fault::tally* map_tally();

    struct unmap {
        void operator()(fault::tally* t) const;
    };

    temp_folder folder_;
    std::unique_ptr<fault::tally, unmap> tally_;
    child_process process_;
    bool ready_;
    std::vector<endpoint> udp_, http_;
};

} // namespace gateway::tests
