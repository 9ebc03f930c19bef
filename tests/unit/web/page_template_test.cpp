#include "web/page_template.hpp"

#include <doctest/doctest.h>

#include <array>
#include <stdexcept>
#include <string>

#include "support/allocations.hpp"

using namespace gateway;
using sv = std::string_view;

namespace {

constexpr std::array<sv, 2> names{"a", "b"};

std::string render(sv source, sv a, sv b = "") {
    const web::page_template page("test.html", source, names);
    std::string out;
    page.render(out, std::array{a, b});
    return out;
}

std::string error_of(sv source) {
    try {
        const web::page_template page("dir/test.html", source, names);
    } catch (const std::runtime_error& e) {
        return e.what();
    }
    return "(taken)";
}

} // namespace

TEST_CASE("page_template: values are escaped where they are put in") {
    CHECK(render("<p title=\"{{a}}\">{{ a }}</p>", "<script>\"'&{{b}}") ==
          "<p title=\"&lt;script&gt;&quot;&apos;&amp;{{b}}\">"
          "&lt;script&gt;&quot;&apos;&amp;{{b}}</p>"); // a value is no template
    CHECK(render("{{a}}{{b}}{{a}}", "1", "2") == "121");
    CHECK(render("", "1") == "");
    CHECK(render("no } holes { here", "1") == "no } holes { here");
}

TEST_CASE("page_template: sections are there where their value is, or is not") {
    CHECK(render("x{{#a}}[{{a}}]{{/a}}{{^a}}none{{/a}}y", "1") == "x[1]y");
    CHECK(render("x{{#a}}[{{a}}]{{/a}}{{^a}}none{{/a}}y", "") == "xnoney");
    const sv nested = "{{#a}}a{{#b}}b{{^a}}never{{/a}}{{/b}}{{^b}}c{{/b}}{{/a}}.";
    CHECK(render(nested, "1", "1") == "ab.");
    CHECK(render(nested, "1", "") == "ac.");
    CHECK(render(nested, "", "1") == ".");
    CHECK(render("a{{! {{b }}c", "") == "ac");
}

TEST_CASE("page_template: a line with only a section's tag leaves no line behind") {
    CHECK(render("1\n  {{#a}}\n  2 {{a}}\n\t{{/a}} \n3\n", "x") == "1\n  2 x\n3\n");
    CHECK(render("1\r\n{{#a}}\r\n2\r\n{{/a}}\r\n3", "x") == "1\r\n2\r\n3");
    CHECK(render("{{#a}}\n1\n{{/a}}", "x") == "1\n");
    CHECK(render("1\n  {{a}}\n2\n", "") == "1\n  \n2\n");           // a value's line stays
    CHECK(render("1\n {{#a}}{{/a}}\n2\n", "x") == "1\n \n2\n");     // two tags are not one
    CHECK(render("1\n{{#a}} 2\n{{/a}} 3\n", "x") == "1\n 2\n 3\n"); // nor is a tag with text
    CHECK(render("1\n{{! one\n two }}\n2\n", "") == "1\n2\n");
}

TEST_CASE("page_template: what is wrong is told with file and line") {
    CHECK(error_of("1\n2\n{{#a}}\n3\n") == "dir/test.html:3: this section is not ended by {{/a}}");
    CHECK(error_of("{{#a}}\n{{^b}}\n{{/a}}") ==
          "dir/test.html:3: {{/a}} stands where {{/b}} is expected");
    CHECK(error_of("\n{{/a}}") == "dir/test.html:2: {{/a}} ends nothing");
    CHECK(error_of("1\n{{a\n}\n") == "dir/test.html:2: {{ is not closed by }}");
    CHECK(error_of("{{naem}}") ==
          "dir/test.html:1: 'naem' is not a value of this page; expected a, b");
    CHECK(error_of("{{#c}}{{/c}}") ==
          "dir/test.html:1: 'c' is not a value of this page; expected a, b");
    CHECK(error_of("{{}}") == "dir/test.html:1: '' is not a value of this page; expected a, b");
    for (const sv unescaped : {"{{{a}}}", "{{&a}}", "{{& a}}"}) {
        CHECK(error_of(unescaped) ==
              "dir/test.html:1: values are always escaped: {{name}} is the only way to put one in");
    }
    for (const sv other : {"{{>a}}", "{{=<% %>=}}"}) {
        CHECK(error_of(other) == "dir/test.html:1: partials and other delimiters are not offered");
    }
}

TEST_CASE("page_template: an error is one line for a terminal, whatever the file holds") {
    const std::string error = error_of("{{\x1b[31m\nx" + std::string(5000, 'y') + "}}");
    CHECK(error.find('\n') == std::string::npos);
    CHECK(error.find('\x1b') == std::string::npos);
    CHECK(error.size() < 300);
}

TEST_CASE("page_template: a render asks for memory once") {
    const web::page_template page("test.html", std::string(2000, 'x') + "{{a}}{{#b}}{{b}}{{/b}}",
                                  names);
    const std::array<sv, 2> values{"a name that is longer than any short string", "another one"};
    std::string out;
    const std::size_t before = tests::allocations();
    page.render(out, values);
    CHECK(tests::allocations() - before == 1);
    CHECK(out.size() > 2000);
}

namespace {

constexpr std::array<sv, 2> columns{"c", "a"}; // "a" is also a value of the page
constexpr std::array<web::template_list, 2> lists{{{"rows", columns}, {"others", columns}}};

std::string render_rows(sv source, const web::template_rows& rows) {
    const web::page_template page("test.html", source, names, lists);
    std::string out;
    const std::array<web::template_rows, 2> all{rows, {}};
    page.render(out, std::array<sv, 2>{"A", "B"}, all);
    return out;
}

} // namespace

TEST_CASE("page_template: a list is gone through row by row") {
    CHECK(render_rows("{{#rows}}[{{c}}{{a}}{{b}}]{{/rows}}{{a}}", {"1", "2", "3", "<"}) ==
          "[12B][3&lt;B]A");
    CHECK(render_rows("{{#rows}}\n{{#c}}\n{{c}},\n{{/c}}\n{{/rows}}", {"1", "", "", "", "2", ""}) ==
          "1,\n2,\n");
    CHECK(render_rows("x{{#rows}}row{{/rows}}{{^rows}}none{{/rows}}", {}) == "xnone");
    CHECK(render_rows("{{^others}}none{{/others}}{{#rows}}{{c}}{{^others}}-{{/others}}{{/rows}}",
                      {"1", "", "2", ""}) == "none1-2-");
}

TEST_CASE("page_template: what is wrong about a list is told") {
    const auto error = [](sv source) -> std::string {
        try {
            const web::page_template page("test.html", source, names, lists);
        } catch (const std::runtime_error& e) {
            return e.what();
        }
        return "(taken)";
    };
    CHECK(error("{{c}}") == "test.html:1: 'c' is not a value of this page; expected a, b");
    CHECK(error("{{#rows}}\n{{#others}}{{/others}}{{/rows}}") ==
          "test.html:2: a list can't stand in another one");
    CHECK(error("{{rows}}") == "test.html:1: 'rows' is not a value of this page; expected a, b");
    CHECK(error("{{#rows}}") == "test.html:1: this section is not ended by {{/rows}}");
}
