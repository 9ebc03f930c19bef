#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::web {

// A list that a page may have: its rows are made of these values.
struct template_list {
    std::string_view name;
    std::span<const std::string_view> columns;
};

// The rows of a list, one behind the other: as many texts each as there are columns.
using template_rows = std::vector<std::string>;

// A page with holes, in the language of Mustache (mustache.github.io):
//   {{name}}               the value, HTML-escaped: for text and for attributes in quotes
//   {{#name}}...{{/name}}  only where the value is not empty
//   {{^name}}...{{/name}}  only where it is
//   {{#list}}...{{/list}}  for each row of the list, whose columns are values in it
//   {{^list}}...{{/list}}  only where it has none
//   {{! a comment }}
// A line with nothing on it but a tag of the last forms leaves no line behind. Parsed once;
// then a render copies texts and escapes values, and asks for no memory but the page's own.
class page_template {
  public:
    // `names` are those of the values that this page has. Throws std::runtime_error: "file:3: what
    // is wrong there", with `file` as it is given here.
    page_template(std::string_view file, std::string_view source,
                  std::span<const std::string_view> names,
                  std::span<const template_list> lists = {});

    // Appends the page. `values` in the order of `names`, `rows` in that of `lists`.
    void render(std::string& out, std::span<const std::string_view> values,
                std::span<const template_rows> rows = {}) const;

  private:
    friend class template_parser;
    struct step {
        enum class kind : std::uint8_t {
            text,
            value,
            where_set,
            where_empty,
            each_row,
            no_rows
        } what;
        std::size_t value = 0; // which one, or which list; columns are counted behind the values
        std::size_t from = 0;  // of the text, in text_
        std::size_t size = 0;  // of the text, or of a row
        std::size_t end = 0;   // of a section: the step behind it
    };

    struct scene; // what a render has to show
    void render(std::string& out, std::size_t from, std::size_t end, const scene& s) const;

    std::string text_; // of all steps
    std::vector<step> steps_;
};

} // namespace gateway::web
