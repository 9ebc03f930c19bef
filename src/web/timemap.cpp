#include "web/timemap.hpp"

#include <fmt/format.h>

#include <iterator>

#include "text/time.hpp"
#include "web/capture_target.hpp"
#include "web/memento_link.hpp"

namespace gateway::web {
namespace {

using events::capture_index;

constexpr std::size_t part_size = 32 * 1024;

} // namespace

timemap::timemap(const capture_index& index, std::string url, std::string base)
    : index_(index), url_(std::move(url)), base_(std::move(base)) {}

http::body_stream::progress timemap::produce(std::string& out, time_point) {
    const std::size_t start = out.size();
    if (last_ == capture_index::before_all) begin(out);
    auto next = index_.after(url_, last_);
    while (next) {
        const auto one = *next;
        next = index_.after(url_, one.captured_s);
        const bool is_first = last_ == capture_index::before_all;
        out += ",\n";
        append_memento_link(out, base_, url_, one.captured_s,
                            is_first ? (next ? "first " : "first last ") : (next ? "" : "last "));
        last_ = one.captured_s;
        if (next && out.size() - start > part_size) return progress::more;
    }
    out += '\n';
    return progress::done;
}

void timemap::begin(std::string& out) const {
    append_link(out, url_, "original");
    out += ",\n";
    append_link(out, base_ + timemap_address(url_), "self");
    fmt::format_to(std::back_inserter(out), ";type=\"{}\"", timemap_type);
    const auto first = index_.after(url_, capture_index::before_all);
    const auto last = index_.at_or_before(url_, capture_index::any_time);
    if (!first || !last) return;
    fmt::format_to(std::back_inserter(out), ";from=\"{}\";until=\"{}\"",
                   text::http_date(first->captured_s), text::http_date(last->captured_s));
}

} // namespace gateway::web
