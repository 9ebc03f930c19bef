#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::web {

// A page with holes, in the language of Mustache (mustache.github.io):
//   {{name}}               the value, HTML-escaped: for text and for attributes in quotes
//   {{#name}}...{{/name}}  only where the value is not empty
//   {{^name}}...{{/name}}  only where it is
//   {{! a comment }}
// A line with nothing on it but a tag of the last three forms leaves no line behind. Parsed once;
// then a render copies texts and escapes values, and asks for no memory but the page's own.
class page_template {
  public:
    // `names` are those of the values that this page has. Throws std::runtime_error: "file:3: what
    // is wrong there", with `file` as it is given here.
    page_template(std::string_view file, std::string_view source,
                  std::span<const std::string_view> names);

    // Appends the page. `values` in the order of `names`.
    void render(std::string& out, std::span<const std::string_view> values) const;

  private:
    friend class template_parser;
    struct step {
        enum class kind : std::uint8_t { text, value, where_set, where_empty } what;
        std::size_t value = 0; // which one
        std::size_t from = 0;  // of the text, in text_
        std::size_t size = 0;
        std::size_t end = 0; // of a section: the step behind it
    };

    std::string text_; // of all steps
    std::vector<step> steps_;
};

} // namespace gateway::web
