#include "web/page_template.hpp"

#include <fmt/format.h>

#include <kainjow/mustache.hpp>
#include <stdexcept>

namespace gateway::web {

struct page_template::compiled {
    kainjow::mustache::mustache mustache;
};

page_template::page_template(std::string_view name, std::string_view source)
    : compiled_(
          std::make_unique<compiled>(compiled{kainjow::mustache::mustache{std::string{source}}})) {
    if (!compiled_->mustache.is_valid()) {
        throw std::runtime_error(
            fmt::format("template {}: {}", name, compiled_->mustache.error_message()));
    }
}

page_template::~page_template() = default;

std::string page_template::render(const std::vector<value>& values) {
    kainjow::mustache::data context{kainjow::mustache::data::type::object};
    for (const value& v : values) {
        if (v.text.empty()) {
            context.set(v.name, kainjow::mustache::data{false});
        } else {
            context.set(v.name, v.text);
        }
    }
    return compiled_->mustache.render(context);
}

} // namespace gateway::web
