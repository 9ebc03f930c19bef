#include "web/template_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "support/temp_folder.hpp"

using namespace gateway;

namespace {

constexpr std::array<std::string_view, 2> names{"name", "time"};

std::string render(const web::template_file& file) {
    constexpr std::array<std::string_view, 2> values{"Martin", "now"};
    std::string out;
    file.get().render(out, values);
    return out;
}

web::template_file welcome(const tests::temp_folder& folder) {
    return {"welcome.html", names, folder.path("")};
}

std::string start_error(const tests::temp_folder& folder) {
    try {
        welcome(folder);
    } catch (const std::runtime_error& e) {
        return e.what();
    }
    return "(taken)";
}

} // namespace

TEST_CASE("template_file: a file of the folder takes the place of the built-in one") {
    const tests::temp_folder folder;
    const std::string built_in = render({"welcome.html", names, ""});
    CHECK(built_in.find("Welcome Martin") != std::string::npos);
    CHECK(render(welcome(folder)) == built_in);
    folder.write("welcome.html", "Hello {{name}}");
    CHECK(render(welcome(folder)) == "Hello Martin");
}

TEST_CASE("template_file: what can't be read or parsed ends the start") {
    const tests::temp_folder folder;
    const std::string path = folder.path("welcome.html");
    folder.write("welcome.html", "\n\n{{nmae}}");
    CHECK(start_error(folder) ==
          path + ":3: 'nmae' is not a value of this page; expected name, time");
    folder.write("welcome.html", "caf\xe9");
    CHECK(start_error(folder) == path + ": is not UTF-8");
    folder.write("welcome.html", std::string((1 << 20) + 1, 'x'));
    CHECK(start_error(folder) == path + ": is larger than 1 MiB");
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    CHECK(start_error(folder) == path + ": is not a file");
    std::filesystem::remove(path);
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    CHECK(start_error(folder) == path + ": is not a file");
    std::filesystem::remove(path);
    std::filesystem::create_symlink(path, path);
    CHECK(start_error(folder) == path + ": Too many levels of symbolic links");
}

TEST_CASE("template_file: refresh follows the file, through errors and back") {
    const tests::temp_folder folder;
    web::template_file file = welcome(folder);
    const std::string built_in = render(file);
    CHECK_FALSE(file.refresh());

    folder.write("welcome.html", "one {{name}}");
    CHECK(file.refresh());
    CHECK(render(file) == "one Martin");
    CHECK_FALSE(file.refresh());

    folder.write("welcome.html", "longer\n{{#name}}");
    CHECK(file.refresh());
    CHECK(file.error() ==
          folder.path("welcome.html") + ":2: this section is not ended by {{/name}}");
    CHECK_FALSE(file.refresh()); // told once
    CHECK_FALSE(file.error().empty());

    // As editors do it: a new file takes the name.
    folder.write("new", "mended {{name}}");
    std::filesystem::rename(folder.path("new"), folder.path("welcome.html"));
    CHECK(file.refresh());
    CHECK(file.error().empty());
    CHECK(render(file) == "mended Martin");

    std::filesystem::remove(folder.path("welcome.html"));
    CHECK(file.refresh());
    CHECK(render(file) == built_in);
}
