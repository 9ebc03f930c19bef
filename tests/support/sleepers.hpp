#pragma once

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/processes.hpp"
#include "support/temp_folder.hpp"

namespace gateway::tests {

// A gateway whose commands sleep in several ways; `word` stands in the command lines of all of
// them.
class sleepers {
  public:
    explicit sleepers(std::vector<std::string> options = {});
    sleepers(const sleepers&) = delete;
    sleepers& operator=(const sleepers&) = delete;
    ~sleepers(); // whatever a test has found: nothing is left behind it

    // Asks for a command and waits until it has printed its first line.
    http_client begin(const std::string& name) const;

    bool wait_for(std::size_t count) const; // until so many processes are there
    bool none_left() const { return wait_for(0); }
    // No process, none that was not reaped, none that is counted.
    bool all_cleared() const;

    const std::string word = unique_sleep();
    const temp_folder folder;
    gateway_process gateway;

  private:
    std::vector<std::string> with_config(std::vector<std::string> options) const;
};

} // namespace gateway::tests
