#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config.hpp"

namespace gateway::web {

// Where /go/{name} leads.
class redirects {
  public:
    // `table` as the configuration has checked it; `seed` decides which of several targets is
    // taken when. `base` stands in front of targets that are addresses here ("/events/{rest}").
    redirects(const std::vector<redirect>& table, std::uint64_t seed, std::string_view base = {});

    struct target;
    struct place {
        const target* to;      // nullptr: there is none
        std::string_view name; // of the redirect
        std::string_view rest; // what stands behind it in the path, raw
        int status = 302;
        std::string_view why = {}; // there is none: a sentence
    };
    // The one of its targets whose turn it is. `path` is what stands behind "/go/", raw: "name",
    // "name/rest".
    place find(std::string_view path);

    // Appends the URI reference that `p` stands for, with the request's raw query.
    static void append_location(std::string& out, const place& p, std::string_view query);

  private:
    static target parse(std::string_view url, std::uint64_t up_to);

    std::map<std::string, std::vector<target>, std::less<>> table_;
    std::mt19937_64 random_;
};

// A target, taken apart.
struct redirects::target {
    struct piece { // a text, then what the request says
        std::string text;
        enum class hole { none, rest, query } filled_with = hole::none;
        bool droppable = false; // where the query is empty, the '?' or '&' in front of it goes too
    };
    std::vector<piece> pieces;
    std::uint64_t up_to = 0; // the sum of the weights up to this one
    bool takes_rest = false;
};

} // namespace gateway::web
