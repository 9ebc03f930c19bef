#include "web/page_template.hpp"

#include <numeric>

#include "text/escape.hpp"
#include "web/template_parser.hpp"

namespace gateway::web {

struct page_template::scene {
    std::span<const std::string_view> values;
    std::span<const template_rows> rows;
    std::span<const std::string> row; // of the list that is being gone through

    std::string_view value(std::size_t i) const {
        return i < values.size() ? values[i] : std::string_view{row[i - values.size()]};
    }
};

page_template::page_template(std::string_view file, std::string_view source,
                             std::span<const std::string_view> names,
                             std::span<const template_list> lists) {
    template_parser{file, source, names, lists, *this}.parse();
}

void page_template::render(std::string& out, std::span<const std::string_view> values,
                           std::span<const template_rows> rows) const {
    // Room for each value once more: it may stand twice, or grow where it is escaped.
    out.reserve(std::accumulate(
        values.begin(), values.end(), out.size() + text_.size(),
        [](std::size_t sum, std::string_view value) { return sum + 2 * value.size(); }));
    render(out, 0, steps_.size(), {values, rows, {}});
}

void page_template::render(std::string& out, std::size_t from, std::size_t end,
                           const scene& shown) const {
    for (std::size_t i = from; i < end;) {
        const step& s = steps_[i++];
        switch (s.what) {
            case step::kind::text:
                out.append(text_, s.from, s.size);
                break;
            case step::kind::value:
                text::append_html(out, shown.value(s.value));
                break;
            case step::kind::where_set:
                if (shown.value(s.value).empty()) i = s.end;
                break;
            case step::kind::where_empty:
                if (!shown.value(s.value).empty()) i = s.end;
                break;
            case step::kind::each_row: {
                const std::span<const std::string> all = shown.rows[s.value];
                for (std::size_t at = 0; at + s.size <= all.size(); at += s.size) {
                    render(out, i, s.end, {shown.values, shown.rows, all.subspan(at, s.size)});
                }
                i = s.end;
                break;
            }
            case step::kind::no_rows:
                if (!shown.rows[s.value].empty()) i = s.end;
                break;
        }
    }
}

} // namespace gateway::web
