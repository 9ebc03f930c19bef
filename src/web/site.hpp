#pragma once

#include <optional>
#include <vector>

#include "gateway/config.hpp"
#include "http/handler.hpp"
#include "http/router.hpp"
#include "web/access.hpp"
#include "web/commands.hpp"
#include "web/live_hub.hpp"
#include "web/pages.hpp"
#include "web/site_context.hpp"
#include "web/static_folder.hpp"

namespace gateway::web {

// All content: decides who may ask, finds the route, turns errors into the form that the asker
// reads. Throws at construction where a template is broken or the folder of --static can't be
// opened.
class site : public http::handler {
  public:
    site(site_context context, const http_options& options, const content_options& content);

    std::optional<http::response> refuse_early(const http::request& r) override;
    http::response handle(http::request& r) override;
    http::response refuse(const http::refusal& why) override;

  private:
    std::vector<http::route> table();
    http::response options(const http::request& r);
    http::response event_page(const http::request& r, std::string_view seq);
    http::response run_command(const http::request& r, std::string_view name);
    http::response static_file(const http::request& r, std::string_view raw_path);
    http::response deny(const http::request& r, const denial& d);
    http::response serve(const http::request& r, http::response whole);
    http::response fail(const http::request& r, int status, std::string_view detail);
    std::int64_t now_s() const;

    site_context context_;
    web::access access_;
    web::pages pages_;
    live_hub hub_;
    std::optional<static_folder> folder_;
    web::commands commands_;
    std::vector<http::route> routes_;
};

} // namespace gateway::web
