#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "fault/witness.hpp"
#include "support/http_client.hpp"

namespace gateway::tests {

// One of a scenario's clients: what it asks for and gets is written down.
class client {
  public:
    client(const doors& gateway, witness& w) : http_(gateway.http), w_(w) {}

    void send(std::string_view method, std::string_view target, std::string_view headers = {},
              std::string_view body = {}) {
        ++w_.asked;
        if (method == "POST" || method == "PUT") ++w_.posted;
        http_.send_request(method, target, headers, body);
    }

    http_response read(int status, bool of_head_request = false) {
        http_response r = http_.read(of_head_request);
        ++w_.answered;
        if (r.status == 201) ++w_.accepted;
        if (r.status == 302) ++w_.sent_on;
        if (r.status != status) throw std::runtime_error("got " + std::to_string(r.status));
        return r;
    }

    http_response get(std::string_view target, int status = 200, std::string_view headers = {}) {
        send("GET", target, headers);
        return read(status);
    }

    http_client& connection() { return http_; }

  private:
    http_client http_;
    witness& w_;
};

inline void require(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(what);
}

} // namespace gateway::tests
