#pragma once

#include <string>
#include <vector>

#include "support/child_process.hpp"
#include "support/descriptor.hpp"
#include "support/endpoint.hpp"

// The service manager's side of sd_listen_fds(3) and sd_notify(3).
namespace gateway::tests {

// A socket to be passed, bound to a free port of this address unless `host` is empty.
descriptor socket_to_pass(int type, const std::string& host = "127.0.0.1");
descriptor listening_socket(const std::string& host = "127.0.0.1");

// The same program with these sockets as descriptors 3, 4 and so on, and LISTEN_PID, LISTEN_FDS and
// LISTEN_FDNAMES. The sockets are to live until the program has been started.
class passed_sockets {
  public:
    explicit passed_sockets(const std::vector<const descriptor*>& sockets, std::string names = {});
    launch to(launch program) const;

  private:
    std::vector<descriptor> copies_; // without close-on-exec, far behind the numbers they will have
    std::string names_;
};

// Where a program says how it is: a unix datagram socket, at a path or with an abstract name.
class notify_socket {
  public:
    explicit notify_socket(const std::string& name); // "/tmp/x/notify" or "@notify"

    // The next message, waited for; throws timed_out.
    std::string next() const;
    // Reads on until a message with this line has come, and gives it.
    std::string next_with(const std::string& line) const;

  private:
    descriptor socket_;
};

} // namespace gateway::tests
