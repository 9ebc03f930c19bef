#include "web/template_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "text/escape.hpp"

namespace gateway::web {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view blank = " \t";
constexpr std::string_view puts_nothing_in = "#^/!"; // how the tag of a section or comment begins

std::string_view without_blanks(std::string_view text) {
    const std::size_t from = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    text.remove_prefix(from);
    return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

// A name as an error shows it.
std::string shown(std::string_view name) {
    constexpr std::size_t most = 60;
    return text::printable(name.substr(0, most)) + (name.size() > most ? "..." : "");
}

} // namespace

void template_parser::parse() {
    std::size_t at = 0;
    while (at < source_.size()) {
        const std::size_t tag = source_.find("{{", at);
        if (tag == npos) {
            add_text(source_.substr(at));
            break;
        }
        const std::size_t close = source_.find("}}", tag + 2);
        if (close == npos) fail(tag, "{{ is not closed by }}");
        const std::string_view content = without_blanks(source_.substr(tag + 2, close - tag - 2));
        // A line that holds only a tag which puts nothing in leaves no line behind.
        const bool puts_in = content.empty() || puts_nothing_in.find(content.front()) == npos;
        const std::size_t blanks = puts_in ? npos : blanks_before(tag);
        const std::size_t rest = blanks == npos ? npos : rest_of_line(close + 2);
        const bool alone = rest != npos;
        add_text(source_.substr(at, tag - at - (alone ? blanks : 0)));
        take_tag(tag, content);
        at = close + 2 + (alone ? rest : 0);
    }
    if (open_.empty()) return;
    const section& left = open_.back();
    fail(left.tag, fmt::format("this section is not ended by {{{{/{}}}}}", shown(left.name)));
}

void template_parser::take_tag(std::size_t tag, std::string_view content) {
    using kind = page_template::step::kind;
    const bool puts_in = content.empty() || puts_nothing_in.find(content.front()) == npos;
    const std::string_view name = puts_in ? content : without_blanks(content.substr(1));
    switch (content.empty() ? ' ' : content.front()) {
        case '#':
            return begin(tag, name, kind::where_set);
        case '^':
            return begin(tag, name, kind::where_empty);
        case '/':
            return end(tag, name);
        case '!':
            return;
        case '{':
        case '&':
            fail(tag, "values are always escaped: {{name}} is the only way to put one in");
        case '>':
        case '=':
            fail(tag, "partials and other delimiters are not offered");
        default:
            out_.steps_.push_back({.what = kind::value, .value = value_of(tag, name)});
    }
}

void template_parser::begin(std::size_t tag, std::string_view name,
                            page_template::step::kind what) {
    if (begin_list(tag, name, what)) return;
    open_.push_back({out_.steps_.size(), tag, name, nullptr});
    out_.steps_.push_back({.what = what, .value = value_of(tag, name)});
}

// Where this is the name of a list.
bool template_parser::begin_list(std::size_t tag, std::string_view name,
                                 page_template::step::kind what) {
    using kind = page_template::step::kind;
    const auto list = std::find_if(lists_.begin(), lists_.end(),
                                   [&](const template_list& l) { return l.name == name; });
    if (list == lists_.end()) return false;
    const bool each = what == kind::where_set;
    if (each && open_list() != nullptr) fail(tag, "a list can't stand in another one");
    open_.push_back({out_.steps_.size(), tag, name, each ? &*list : nullptr});
    out_.steps_.push_back({.what = each ? kind::each_row : kind::no_rows,
                           .value = static_cast<std::size_t>(list - lists_.begin()),
                           .size = list->columns.size()});
    return true;
}

const template_list* template_parser::open_list() const {
    const auto at = std::find_if(open_.begin(), open_.end(),
                                 [](const section& s) { return s.rows != nullptr; });
    return at == open_.end() ? nullptr : at->rows;
}

void template_parser::end(std::size_t tag, std::string_view name) {
    if (open_.empty()) fail(tag, fmt::format("{{{{/{}}}}} ends nothing", shown(name)));
    if (open_.back().name != name) {
        fail(tag, fmt::format("{{{{/{}}}}} stands where {{{{/{}}}}} is expected", shown(name),
                              shown(open_.back().name)));
    }
    out_.steps_[open_.back().step].end = out_.steps_.size();
    open_.pop_back();
}

std::size_t template_parser::value_of(std::size_t tag, std::string_view name) const {
    if (const template_list* const list = open_list()) {
        const auto column = std::find(list->columns.begin(), list->columns.end(), name);
        if (column != list->columns.end()) {
            return names_.size() + static_cast<std::size_t>(column - list->columns.begin());
        }
    }
    const auto at = std::find(names_.begin(), names_.end(), name);
    if (at == names_.end()) {
        fail(tag, fmt::format("'{}' is not a value of this page; expected {}", shown(name),
                              fmt::join(names_, ", ")));
    }
    return static_cast<std::size_t>(at - names_.begin());
}

void template_parser::add_text(std::string_view text) {
    if (text.empty()) return;
    out_.steps_.push_back(
        {.what = page_template::step::kind::text, .from = out_.text_.size(), .size = text.size()});
    out_.text_ += text;
}

// How many blanks stand between the begin of the line and this tag; npos where something else does.
std::size_t template_parser::blanks_before(std::size_t tag) const {
    const std::size_t line = source_.find_last_of('\n', tag) + 1;
    const std::size_t other = source_.substr(line, tag - line).find_first_not_of(blank);
    return other == npos ? tag - line : npos;
}

// How many bytes there are up to the next line, if they are blanks; else npos.
std::size_t template_parser::rest_of_line(std::size_t from) const {
    const std::size_t end = std::min(source_.find_first_not_of(blank, from), source_.size());
    const std::string_view rest = source_.substr(end);
    if (rest.empty()) return end - from;
    if (rest.starts_with('\n')) return end + 1 - from;
    return rest.starts_with("\r\n") ? end + 2 - from : npos;
}

void template_parser::fail(std::size_t at, const std::string& why) const {
    const auto line =
        1 + std::count(source_.begin(), source_.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    throw std::runtime_error(fmt::format("{}:{}: {}", file_, line, why));
}

} // namespace gateway::web
