#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/page_template.hpp"

namespace gateway::web {

// Takes the source of a page_template apart: used once for each, by its constructor.
class template_parser {
  public:
    template_parser(std::string_view file, std::string_view source,
                    std::span<const std::string_view> names, std::span<const template_list> lists,
                    page_template& out)
        : file_(file), source_(source), names_(names), lists_(lists), out_(out) {}

    // Throws std::runtime_error, see page_template.
    void parse();

  private:
    struct section {
        std::size_t step; // which one begins it
        std::size_t tag;  // where its tag stands in the source
        std::string_view name;
        const template_list* rows; // of the list that it goes through, else null
    };

    void take_tag(std::size_t tag, std::string_view content);
    void begin(std::size_t tag, std::string_view name, page_template::step::kind what);
    void end(std::size_t tag, std::string_view name);
    bool begin_list(std::size_t tag, std::string_view name, page_template::step::kind what);
    const template_list* open_list() const;
    std::size_t value_of(std::size_t tag, std::string_view name) const;
    void add_text(std::string_view text);
    std::size_t blanks_before(std::size_t tag) const;
    std::size_t rest_of_line(std::size_t from) const;
    [[noreturn]] void fail(std::size_t at, const std::string& why) const;

    std::string_view file_, source_;
    std::span<const std::string_view> names_;
    std::span<const template_list> lists_;
    page_template& out_;
    std::vector<section> open_;
};

} // namespace gateway::web
