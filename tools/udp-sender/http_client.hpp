#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "udp-sender/http_reader.hpp"
#include "udp-sender/http_url.hpp"

namespace gateway::sender {

// A small blocking HTTP/1.1 client: GET over http://, a connection for each request. Every wait
// ends after ten seconds without progress.
class http_client {
  public:
    // Resolves the host; throws std::runtime_error with one line.
    explicit http_client(http_url base);

    // Gets `target` (path and query, put behind the base's path) and hands the body over as it
    // comes. Throws std::runtime_error with one line that names the URL where nothing answers,
    // the status is not 200, or the answer is not complete.
    void get(std::string_view target, const http_reader::body_sink& body) const;

    // The same with the body as a whole.
    std::string get(std::string_view target) const;

  private:
    http_url base_;
    std::vector<socket_address> addresses_;
};

} // namespace gateway::sender
