#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "support/child_process.hpp"
#include "support/http_client.hpp"
#include "support/udp_client.hpp"

namespace gateway::tests {

// The path in the environment variable GATEWAY_BINARY, SENDER_BINARY or GATEWAY_SOURCE (the
// project's folder); throws where it is not set.
std::string binary_path(const char* variable);

// A gateway with exactly these options, not waited for: for starts that fail.
launch gateway_launch(std::vector<std::string> options, std::vector<std::string> environment = {});

// The same program started by another one: "unshare --net ...".
launch started_by(std::vector<std::string> wrapper, launch gateway);

// The exit status and output of a gateway that ends by itself.
struct failed_start {
    int status = -1;
    std::string out, err;
};
failed_start run_gateway(std::vector<std::string> options,
                         std::vector<std::string> environment = {});

// A running gateway, ready when the constructor returns. It listens on free ports of 127.0.0.1
// unless the options say --http or --udp.
class gateway_process {
  public:
    explicit gateway_process(std::vector<std::string> options = {},
                             std::vector<std::string> environment = {});
    explicit gateway_process(const launch& how);

    const endpoint& udp(std::size_t index = 0) const { return udp_.at(index); }
    const endpoint& http(std::size_t index = 0) const { return http_.at(index); }
    std::size_t udp_count() const { return udp_.size(); }
    std::size_t http_count() const { return http_.size(); }

    // Sends one datagram from a socket of its own and gives that socket's address.
    std::string send(std::string_view payload) const;

    // One request on a connection of its own.
    http_response get(std::string_view target, std::string_view headers = {}) const;
    http_response post(std::string_view body, std::string_view headers = {}) const;

    // SIGTERM, then the exit status; throws timed_out.
    int stop();

    std::size_t rss() const; // bytes of resident memory

    child_process& process() { return process_; }
    const child_process& process() const { return process_; }

  private:
    void read_addresses();

    child_process process_;
    std::vector<endpoint> udp_, http_;
};

} // namespace gateway::tests
