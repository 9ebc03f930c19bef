#pragma once

#include <optional>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"
#include "web/doctor_report.hpp"
#include "web/refusal_record.hpp"
#include "web/self_test.hpp"
#include "web/site_context.hpp"

namespace gateway::web {

// Why nothing is seen: what GET /doctor and /api/v1/doctor tell, and the self-test.
class doctor {
  public:
    explicit doctor(const site_context& context) : context_(context), test_(context) {}

    // To be called for each request that is answered with an error. Keeps the last one that was not
    // let in, or that should have stored something.
    void note(const http::request& r, int status, std::string_view why);
    // The same for what could not become a request.
    void note(int status, std::string_view why);

    doctor_report report(const http::request& r) const;
    http::response json(const http::request& r) const;

    // 409 while another test is under way.
    http::response begin_self_test();
    http::response self_test_now();

  private:
    const site_context& context_;
    self_test test_;
    std::optional<refused_request> refused_;
};

} // namespace gateway::web
