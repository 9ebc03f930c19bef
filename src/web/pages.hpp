#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "gateway/config.hpp"
#include "gateway/event_ring.hpp"
#include "http/response.hpp"
#include "web/doctor_report.hpp"
#include "web/ledger_view.hpp"
#include "web/page_template.hpp"
#include "web/template_file.hpp"

namespace spdlog {
class logger;
}

namespace gateway::web {

// The pages that are rendered here, from src/web/templates or the files of --templates.
class pages {
  public:
    // Parses the templates; throws std::runtime_error where one is broken. With --dev they are read
    // again when they have changed: then a broken one is told on its page, and logged.
    // `base` stands in front of every address that a page names.
    pages(const content_options& options, std::string base, spdlog::logger& log);

    // One event: text, hex, decoded. `name`: what its source is called, where it is.
    http::response event_page(const event_ring& ring, const event& e, std::string_view name);

    // A small page for a browser: the status, its name, one sentence.
    http::response error_page(int status, std::string_view detail);

    // Asks for the token; the browser then goes on to `next`.
    http::response login_page(int status, std::string_view detail, std::string_view next);

    // The ledger as a flow.
    http::response ledger_page(const ledger_view& view);

    // Why nothing is seen.
    http::response doctor_page(const doctor_report& report);

    // The HTTP interface: rows of api_reference.
    http::response api_page(std::span<const template_rows> rows);

    // Greets somebody, and says what time it is.
    http::response welcome_page(std::string_view name, std::int64_t now_ns);

  private:
    http::response render(template_file& from, int status, std::span<const std::string_view> values,
                          std::span<const template_rows> rows = {});
    void refresh(template_file& file);
    void name_strangers(const std::string& folder);

    spdlog::logger& log_;
    std::string base_;
    bool dev_;
    page_template broken_; // the error page that no file can replace
    template_file api_, doctor_, event_, error_, ledger_, login_, welcome_;
};

} // namespace gateway::web
