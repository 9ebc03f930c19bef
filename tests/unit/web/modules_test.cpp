#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "web/assets.hpp"

using namespace gateway;
using sv = std::string_view;

namespace {

sv source_of(std::span<const web::asset> all, sv name) {
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const web::asset& a) { return a.name == name; });
    REQUIRE(at != all.end());
    return at->plain;
}

// What stands between `before` and the next quote, each time.
std::set<std::string> quoted_behind(sv text, sv before, char quote) {
    std::set<std::string> found;
    for (std::size_t at = text.find(before); at != sv::npos; at = text.find(before, at)) {
        at += before.size();
        found.emplace(text.substr(at, text.find(quote, at) - at));
    }
    return found;
}

void add_imports(const std::string& module, std::set<std::string>& all) {
    const sv source = source_of(web::embedded_assets(), module);
    for (const sv before : {"from\"./", "import\"./"}) { // import("./…") is what comes later
        for (const auto& name : quoted_behind(source, before, '"')) {
            if (all.insert(name).second) add_imports(name, all);
        }
    }
}

} // namespace

TEST_CASE("modules: a page names all that its script imports, so that none waits for another") {
    // `assets` is where they are from the page's own address.
    const auto check = [](sv page, const std::string& assets, const std::string& script) {
        CAPTURE(page);
        std::set<std::string> imported;
        add_imports(script, imported);
        CHECK_FALSE(imported.empty());
        CHECK(page.find("<script type=\"module\" src=\"" + assets + script + "\">") != sv::npos);
        CHECK(quoted_behind(page, "<link rel=\"modulepreload\" href=\"" + assets, '"') == imported);
    };
    check(source_of(web::embedded_assets(), "index.html"), "static/", "main.js");
    check(source_of(web::embedded_templates(), "event.html"), "../static/", "event.js");
    check(source_of(web::embedded_templates(), "doctor.html"), "static/", "doctor.js");
    check(source_of(web::embedded_templates(), "ledger.html"), "static/", "ledger-page.js");
}
