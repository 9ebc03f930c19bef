#include "web/page_template.hpp"

#include <numeric>

#include "text/escape.hpp"
#include "web/template_parser.hpp"

namespace gateway::web {

page_template::page_template(std::string_view file, std::string_view source,
                             std::span<const std::string_view> names) {
    template_parser{file, source, names, *this}.parse();
}

void page_template::render(std::string& out, std::span<const std::string_view> values) const {
    // Room for each value once more: it may stand twice, or grow where it is escaped.
    out.reserve(std::accumulate(
        values.begin(), values.end(), out.size() + text_.size(),
        [](std::size_t sum, std::string_view value) { return sum + 2 * value.size(); }));
    for (std::size_t i = 0; i < steps_.size();) {
        const step& s = steps_[i++];
        switch (s.what) {
            case step::kind::text:
                out.append(text_, s.from, s.size);
                break;
            case step::kind::value:
                text::append_html(out, values[s.value]);
                break;
            case step::kind::where_set:
                if (values[s.value].empty()) i = s.end;
                break;
            case step::kind::where_empty:
                if (!values[s.value].empty()) i = s.end;
                break;
        }
    }
}

} // namespace gateway::web
