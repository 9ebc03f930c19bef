#pragma once

#include <string>
#include <string_view>

#include "conformance/requirement.hpp"
#include "support/gateway_api.hpp"
#include "support/temp_folder.hpp"

namespace gateway::conformance {

// A gateway with what the tables ask for, one of them for all rows of a chapter.
class scene {
  public:
    explicit scene(const chapter& c);

    // With the validators of /static/page.txt in place of their names.
    std::string fill_in(std::string text) const;

    const tests::gateway_process& gateway() const { return gateway_; }

  private:
    static std::vector<std::string> options(const tests::temp_folder& folder, bool guarded);

    tests::temp_folder folder_;
    tests::gateway_process gateway_;
    std::string etag_, weak_, date_;
};

// One try of a row: a connection, and what came back on it.
class attempt {
  public:
    attempt(const scene& s, const requirement& row);

    const std::string& bytes() const { return bytes_; } // of the row, filled in
    void send(std::string_view bytes); // the gateway may have hung up already: no error
    // Behind the last byte: what is wrong with what has come, or "".
    std::string flaw();

  private:
    std::string flaw_of_answers();
    std::string flaw_of(const tests::http_response& answer, const answer_rule& rule) const;

    const scene& scene_;
    const requirement& row_;
    tests::http_client client_;
    std::string bytes_;
    bool ends_ = false; // our side, behind the last byte
};

} // namespace gateway::conformance
