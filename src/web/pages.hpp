#pragma once

#include <string_view>

#include "gateway/event_ring.hpp"
#include "http/response.hpp"
#include "web/page_template.hpp"

namespace gateway::web {

// The pages that are rendered here, from src/web/templates.
class pages {
  public:
    // Parses the templates; throws std::runtime_error where one is broken.
    pages();

    // One event: text, hex, decoded.
    http::response event_page(const event_ring& ring, const event& e);

    // A small page for a browser: the status, its name, one sentence.
    http::response error_page(int status, std::string_view detail);

    // Asks for the token; the browser then goes on to `next`.
    http::response login_page(int status, std::string_view detail, std::string_view next);

  private:
    page_template event_;
    page_template error_;
    page_template login_;
};

} // namespace gateway::web
