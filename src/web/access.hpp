#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config.hpp"
#include "http/request.hpp"

namespace gateway::web {

// Why a request is not let in.
struct denial {
    int status;
    std::string detail;      // one sentence
    std::string_view fields; // header lines that belong to the status
};

// What a 401 has to say (RFC 9110, 11.6.1; RFC 6750, 3), and what to who has shown a wrong token.
inline constexpr std::string_view ask_for_token =
    "WWW-Authenticate: Bearer realm=\"event-gateway\"\r\n";
inline constexpr std::string_view refuse_token =
    "WWW-Authenticate: Bearer realm=\"event-gateway\", error=\"invalid_token\"\r\n";

// Who may ask what: decides before a request reaches its resource. Plain functions.
//
// A token comes with each request ("Authorization: Bearer ...", RFC 6750), or once from a login
// page: a browser can't put it into the requests of an EventSource. It then holds a cookie, whose
// value is made at random at each start and says nothing about the token.
class access {
  public:
    explicit access(const http_options& options);

    // Nullopt for a request that is let in; 421 for a Host that is not ours (a page elsewhere whose
    // name was rebound to this address), 401 without the token.
    std::optional<denial> check(const http::request& r) const;

    // 403 for a request that a page of another origin has made (RFC 6454; Fetch Metadata), for
    // what changes something or keeps a connection.
    static std::optional<denial> check_origin(const http::request& r);

    bool asks_for_token() const { return !token_.empty(); }
    bool is_token(std::string_view text) const;
    // The value of Set-Cookie for who has shown the token (RFC 6265).
    std::string session_cookie(bool secure) const;

  private:
    bool is_ours(std::string_view host) const;
    bool is_a_name_of_ours(std::string_view host) const;
    bool has_token(const http::request& r) const;

    std::vector<std::string> hosts_;
    mutable std::string last_ours_; // the Host that was looked up last and is ours
    std::string token_;
    std::string session_;
    std::string cookie_path_;
};

} // namespace gateway::web
