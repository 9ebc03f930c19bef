#include "web/memento_link.hpp"

#include <fmt/format.h>

#include <iterator>

#include "text/time.hpp"
#include "web/capture_target.hpp"

namespace gateway::web {

void append_link(std::string& out, std::string_view address, std::string_view rel) {
    fmt::format_to(std::back_inserter(out), "<{}>;rel=\"{}\"", address, rel);
}

void append_memento_link(std::string& out, std::string_view base, std::string_view url,
                         std::int64_t time_s, std::string_view rel) {
    fmt::format_to(std::back_inserter(out), "<{}{}>;rel=\"{}memento\";datetime=\"{}\"", base,
                   capture_address(time_s, url), rel, text::http_date(time_s));
}

} // namespace gateway::web
