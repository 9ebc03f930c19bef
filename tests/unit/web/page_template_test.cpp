#include "web/page_template.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using namespace gateway;

TEST_CASE("page_template: values are escaped where they are put in") {
    web::page_template page("test", "<p title=\"{{a}}\">{{a}}</p>");
    const std::string out = page.render({{"a", "<script>\"'&{{b}}"}});
    CHECK(out.find("<script") == std::string::npos);
    CHECK(out.find("&lt;script&gt;") != std::string::npos);
    CHECK(out.find("&quot;") != std::string::npos);
    CHECK(out.find("{{b}}") != std::string::npos); // a value is no template
}

TEST_CASE("page_template: an empty value leaves out its section") {
    web::page_template page("test", "a{{#x}}[{{x}}]{{/x}}b");
    CHECK(page.render({{"x", "1"}}) == "a[1]b");
    CHECK(page.render({{"x", ""}}) == "ab");
    CHECK(page.render({}) == "ab");
}

TEST_CASE("page_template: a broken one is refused with its name") {
    CHECK_THROWS_WITH_AS(web::page_template("broken.html", "{{#a}}"),
                         doctest::Contains("broken.html"), std::runtime_error);
}
