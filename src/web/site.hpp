#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/source_names.hpp"
#include "gateway/config.hpp"
#include "http/handler.hpp"
#include "http/router.hpp"
#include "web/access.hpp"
#include "web/api_reference.hpp"
#include "web/captures.hpp"
#include "web/commands.hpp"
#include "web/doctor.hpp"
#include "web/live_hub.hpp"
#include "web/pages.hpp"
#include "web/redirects.hpp"
#include "web/site_context.hpp"
#include "web/static_folder.hpp"
#include "web/visit_log.hpp"

namespace gateway::web {

// All content: decides who may ask, finds the route, turns errors into the form that the asker
// reads. Throws at construction where a template is broken or the folder of --static can't be
// opened.
class site : public http::handler {
  public:
    site(site_context context, const http_options& options, const content_options& content);

    std::optional<http::response> refuse_early(http::request& r) override;
    http::response handle(http::request& r) override;
    void answered() override;
    http::response refuse(const http::refusal& why) override;

  private:
    std::vector<http::route> table();
    // Takes the base path off a request's path, where that makes it one of the addresses here.
    void strip_base(http::request& r);
    http::route_match find(const http::request& r);
    // Why a request is not answered as its route would; nullopt where it is.
    std::optional<http::response> refuse(const http::request& r, const http::route_match& match);
    http::response to_base(const http::request& r) const;
    http::response not_found(const http::request& r);
    http::response options(const http::request& r);
    http::response calls(const http::request& r);
    http::response welcome(const http::request& r);
    http::response go(const http::request& r, std::string_view path);
    http::response ledger();
    http::response description();
    http::response event_page(const http::request& r, std::string_view seq);
    http::response show(const http::request& r, capture_lookup capture);
    http::response run_command(const http::request& r, std::string_view name);
    http::response static_file(const http::request& r, std::string_view raw_path);
    std::string next_page(const http::request& r) const;
    http::response deny(const http::request& r, const denial& d);
    void serve(const http::request& r, http::response& answer);
    http::response fail(const http::request& r, int status, std::string_view detail);
    std::int64_t now_s() const;

    site_context context_;
    web::access access_;
    web::pages pages_;
    api_reference reference_;
    live_hub hub_;
    events::source_names names_;
    redirects redirects_;
    visit_log visits_;
    std::string layouts_; // as /api/v1/layouts answers them
    web::doctor doctor_;
    std::uint64_t calls_ = 0; // GETs of /calls
    std::optional<static_folder> folder_;
    web::commands commands_;
    std::vector<http::route> routes_;
    std::string path_; // of find(): what its result refers to
};

} // namespace gateway::web
