#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "support/gateway_process.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

// The package is of the optimised build: with the sanitizers this file is left out.
namespace {

std::string source(const std::string& path) {
    return binary_path("GATEWAY_SOURCE") + "/" + path;
}

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file.is_open());
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string output_of(const std::vector<std::string>& argv) {
    const auto result = run_command(argv, {}, 100s);
    CAPTURE(argv.back());
    CAPTURE(result.err);
    REQUIRE(result.status == 0);
    return result.out;
}

// The package, built, and taken apart as dpkg would install it.
struct package {
    package() {
        path = lines_of(output_of({source("scripts/package")})).back();
        output_of({"dpkg-deb", "--raw-extract", path, folder.path("root")});
    }
    std::string field(const std::string& name) const {
        return output_of({"dpkg-deb", "--field", path, name});
    }
    std::string at(const std::string& name) const { return folder.path("root/" + name); }

    temp_folder folder;
    std::string path;
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

void check_fields(const package& built) {
    CHECK(built.path.ends_with(".deb"));
    CHECK(built.field("Package") == "event-gateway\n");
    CHECK(built.field("Architecture") == output_of({"dpkg", "--print-architecture"}));
    const std::string version = output_of({binary_path("GATEWAY_BINARY"), "--version"});
    CHECK("event-gateway " + built.field("Version") ==
          version.substr(0, version.size() - 1) + "-1\n");
    for (const std::string library : {"libc6 (", "libssl3", "libpcap0.8", "libfmt"}) {
        CAPTURE(library);
        CHECK(contains(built.field("Depends"), library));
    }
    CHECK(built.field("Conflicts") == "udpcast\n");
    CHECK(contains(built.field("Description"), "udpcast has a program of the same name"));
}

void check_files(const package& built) {
    const std::string all = output_of({"dpkg-deb", "--contents", built.path});
    for (const std::string file :
         {"-rwxr-xr-x root/root ./usr/bin/event-gateway",
          "-rwxr-xr-x root/root ./usr/bin/udp-sender",
          "-rw-r--r-- root/root ./lib/systemd/system/event-gateway.service",
          "-rw-r--r-- root/root ./lib/systemd/system/event-gateway.socket",
          "-rw-r--r-- root/root ./lib/systemd/system/event-gateway-udp.socket",
          "-rw-r--r-- root/root ./etc/event-gateway/event-gateway.toml",
          "-rw-r--r-- root/root ./usr/share/man/man1/event-gateway.1.gz",
          "-rw-r--r-- root/root ./usr/share/man/man1/udp-sender.1.gz",
          "-rw-r--r-- root/root ./usr/share/doc/event-gateway/README.md",
          "-rw-r--r-- root/root ./usr/share/doc/event-gateway/changelog.gz",
          "-rw-r--r-- root/root ./usr/share/doc/event-gateway/changelog.Debian.gz",
          "-rw-r--r-- root/root ./usr/share/doc/event-gateway/copyright"}) {
        CAPTURE(file);
        // Between the owner and the name stand size and time.
        const std::size_t name = file.find(" ./");
        bool found = false;
        for (const std::string& line : lines_of(all)) {
            found = found ||
                    (line.starts_with(file.substr(0, name)) && line.ends_with(file.substr(name)));
        }
        CHECK(found);
    }
}

void check_scripts(const package& built) {
    CHECK(text_of(built.at("DEBIAN/conffiles")) == "/etc/event-gateway/event-gateway.toml\n");
    for (const std::string script : {"postinst", "prerm", "postrm"}) {
        CAPTURE(script);
        CHECK(text_of(built.at("DEBIAN/" + script)) == text_of(source("scripts/debian/" + script)));
        output_of({"sh", "-n", built.at("DEBIAN/" + script)});
        CHECK(std::filesystem::status(built.at("DEBIAN/" + script)).permissions() ==
              std::filesystem::perms{0755});
    }
}

void check_contents(const package& built) {
    CHECK(contains(output_of({built.at("usr/bin/event-gateway"), "--version"}), "event-gateway "));
    CHECK(contains(output_of({built.at("usr/bin/udp-sender"), "--version"}), "udp-sender "));
    for (const std::string program : {"event-gateway.1", "udp-sender.1"}) {
        CHECK(output_of({"gzip", "-dc", built.at("usr/share/man/man1/" + program + ".gz")}) ==
              text_of(source("scripts/man/" + program)));
    }
    for (const std::string unit :
         {"event-gateway.service", "event-gateway.socket", "event-gateway-udp.socket"}) {
        CHECK(text_of(built.at("lib/systemd/system/" + unit)) ==
              text_of(source("scripts/systemd/" + unit)));
    }
    const std::string doc = "usr/share/doc/event-gateway/";
    CHECK(output_of({"gzip", "-dc", built.at(doc + "changelog.gz")}) ==
          text_of(source("CHANGELOG.md")));
    CHECK(contains(output_of({"gzip", "-dc", built.at(doc + "changelog.Debian.gz")}),
                   "event-gateway (" + lines_of(built.field("Version")).front() + ") "));
    // What the unit starts is there.
    const std::string service = text_of(built.at("lib/systemd/system/event-gateway.service"));
    const std::string start = "ExecStart=/usr/bin/event-gateway --config ";
    const std::size_t at = service.find(start);
    REQUIRE(at != std::string::npos);
    const std::string config = service.substr(at + start.size());
    CHECK(std::filesystem::exists(built.at(config.substr(1, config.find('\n') - 1))));
}

} // namespace

TEST_CASE("package: it is what Debian expects, of what was built and written") {
    const package built; // one case: building it twice at a time would not go well
    check_fields(built);
    check_files(built);
    check_scripts(built);
    check_contents(built);
}

TEST_CASE("package: its license is the one of the project, with Debian's marks") {
    std::string expected;
    bool begun = false;
    for (const std::string& line : lines_of(text_of(source("LICENSE")))) {
        begun = begun || line.starts_with("Permission is");
        if (begun) expected += line.empty() ? " .\n" : " " + line + "\n";
    }
    CHECK(text_of(source("scripts/debian/copyright.txt")).ends_with("License: Expat\n" + expected));
}

// What the pages bring along of others' is in the binary: who made it, and on what terms.
TEST_CASE("package: each library of the pages has its license named") {
    const std::string copyright = text_of(source("scripts/debian/copyright.txt"));
    const std::vector<std::pair<std::string, std::string>> marks{
        {"Licensed under the Apache License", "Apache-2.0"},
        {"The MIT License", "Expat"},
        {"Permission to use, copy, modify, and/or distribute", "ISC"}};
    std::size_t libraries = 0;
    for (const auto& folder :
         std::filesystem::directory_iterator(source("src/web/assets/vendor"))) {
        const std::string name = folder.path().filename().string();
        CAPTURE(name);
        const std::string text = text_of(folder.path() / "LICENSE");
        const auto mark = std::find_if(marks.begin(), marks.end(), [&](const auto& m) {
            return text.find(m.first) != std::string::npos;
        });
        REQUIRE(mark != marks.end());
        const std::size_t entry = copyright.find("Files: src/web/assets/vendor/" + name + "/*\n");
        REQUIRE(entry != std::string::npos);
        const std::string said = copyright.substr(entry, copyright.find("\n\n", entry) - entry);
        CHECK(said.ends_with("\nLicense: " + mark->second));
        ++libraries;
    }
    CHECK(libraries > 0);
}
