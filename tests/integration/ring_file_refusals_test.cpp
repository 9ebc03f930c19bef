// What is wrong with a ring file is said in one line, and status 1.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

using options = std::vector<std::string>;

void check_line(const failed_start& start, const options& parts, int status = 1) {
    CAPTURE(start.err);
    CHECK(start.status == status);
    CHECK(start.out.empty());
    CHECK(lines_of(start.err).size() == 1);
    CHECK(start.err.starts_with("event-gateway: "));
    for (const std::string& part : parts) {
        CAPTURE(part);
        CHECK(start.err.find(part) != std::string::npos);
    }
}

failed_start start(options more) {
    options all{"--http", "127.0.0.1:0", "--udp", "127.0.0.1:0"};
    all.insert(all.end(), more.begin(), more.end());
    return run_gateway(all);
}

// The same in a mount namespace of its own, after `line` of bash. Only root can have one.
failed_start start_after(const std::string& line, options more) {
    options all{"--http", "127.0.0.1:0", "--udp", "127.0.0.1:0"};
    all.insert(all.end(), more.begin(), more.end());
    child_process process(
        started_by({"unshare", "--mount", "--", "bash", "-c", line + " && exec \"$@\"", "bash"},
                   gateway_launch(all)));
    const auto status = process.wait_exit();
    REQUIRE(status);
    return {*status, process.out(), process.err()};
}

bool can_mount() {
    return run_command({"unshare", "--mount", "true"}).status == 0;
}

// A ring file with one event in it.
void make_ring(const std::string& path) {
    gateway_process gateway({"--ring-file", path, "--ring-size", "1MiB"});
    gateway.send("kept");
    REQUIRE(wait_stored(gateway, 1));
    CHECK(gateway.stop() == 0);
}

void overwrite(const temp_folder& folder, std::size_t at, const std::string& with) {
    std::string bytes = folder.read("ring");
    bytes.replace(at, with.size(), with);
    folder.write("ring", bytes);
}

} // namespace

TEST_CASE("ring_file refused: another size, with both sizes and a way out") {
    const temp_folder folder;
    const std::string path = folder.path("ring");
    make_ring(path);
    const std::string before = folder.read("ring");
    for (const options& mode : {options{}, options{"--read-only"}}) {
        options all{"--ring-file", path, "--ring-size", "2MiB"};
        all.insert(all.end(), mode.begin(), mode.end());
        check_line(start(all), {path, "1 MiB", "2 MiB", "leave --ring-size out"});
    }
    CHECK(folder.read("ring") == before);
}

TEST_CASE("ring_file refused: another version, another byte order, both heads damaged") {
    const temp_folder folder;
    const std::string path = folder.path("ring");
    make_ring(path);
    const std::string whole = folder.read("ring");
    const std::size_t copy = whole.size() - 4096;
    const auto check_both = [&](const options& parts) {
        const std::string before = folder.read("ring");
        check_line(start({"--ring-file", path}), parts);
        check_line(start({"--ring-file", path, "--read-only"}), parts);
        CHECK(folder.read("ring") == before);
        folder.write("ring", whole);
    };
    for (const std::size_t at : {std::size_t{0}, copy}) overwrite(folder, at + 20, "\x07");
    check_both({path, "version 7", "version 1", "another name"});
    for (const std::size_t at : {std::size_t{0}, copy}) {
        overwrite(folder, at + 16, std::string("\x01\x02\x03\x04", 4));
    }
    check_both({path, "byte order", "another name"});
    for (const std::size_t at : {std::size_t{0}, copy}) overwrite(folder, at + 24, "\x55\x55");
    check_both({path, "damaged", "move it away"});
    for (const std::size_t at : {std::size_t{0}, copy})
        overwrite(folder, at, std::string(4096, 'x'));
    check_both({path, "not a ring file", "move this file away"});
}

TEST_CASE("ring_file refused: what is no ring file is left alone") {
    const temp_folder folder;
    const std::string text = folder.write("notes.txt", "do not overwrite me\n");
    for (const options& mode : {options{}, options{"--read-only"}}) {
        const auto with = [&](const std::string& path) {
            options all{"--ring-file", path};
            all.insert(all.end(), mode.begin(), mode.end());
            return start(all);
        };
        check_line(with(text), {text, "not a ring file"});
        check_line(with("/dev/null"), {"/dev/null", "not a regular file"});
        check_line(with(folder.path("")), {folder.path("")});
        check_line(with(folder.path("missing/ring")), {"missing/ring", "No such file"});
        check_line(with("a\nb\x1b[31m/ring"), {"a\\nb\\x1b"});
        check_line(with(""), {"--ring-file", "expected"}, 2);
    }
    CHECK(folder.read("notes.txt") == "do not overwrite me\n");
}

TEST_CASE("ring_file refused: a file that another gateway uses, and that one goes on") {
    const temp_folder folder;
    const std::string path = folder.path("ring");
    gateway_process first({"--ring-file", path, "--ring-size", "1MiB"});
    check_line(start({"--ring-file", path}), {path, "in use", "--read-only"});
    first.send("still here");
    CHECK(wait_stored(first, 1));
    first.process().send_signal(SIGKILL);
    REQUIRE(first.process().wait_exit());
    gateway_process second({"--ring-file", path}); // the lock went with its owner
    CHECK(stats_of(second)["/ring/stored"] == 1);
}

TEST_CASE("ring_file refused: no room on the disk, and nothing is left behind") {
    const temp_folder folder;
    const std::string path = folder.path("disk/ring");
    REQUIRE(::mkdir(folder.path("disk").c_str(), 0700) == 0);
    child_process limited(started_by(
        {"prlimit", "--fsize=1000000"},
        gateway_launch({"--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--ring-file", path})));
    const auto status = limited.wait_exit();
    REQUIRE(status);
    check_line({*status, limited.out(), limited.err()}, {path, "no room", "File too large"});
    CHECK(::access(path.c_str(), F_OK) != 0);
    if (!can_mount()) return; // the rest takes root
    const std::string small = "mount -t tmpfs -o size=1m none " + folder.path("disk");
    check_line(start_after(small, {"--ring-file", path}), {path, "no room", "No space left"});
    // A file that was cut has to have its blocks again.
    make_ring(folder.path("ring"));
    ::truncate(folder.path("ring").c_str(), 20'000);
    check_line(
        start_after(small + " && cp " + folder.path("ring") + " " + path, {"--ring-file", path}),
        {path, "no room", "No space left"});
}

TEST_CASE("ring_file refused: a file or a folder that may only be read") {
    const temp_folder folder;
    const std::string path = folder.path("ring");
    make_ring(path);
    if (::geteuid() != 0) {
        ::chmod(path.c_str(), 0400);
        check_line(start({"--ring-file", path}), {path, "Permission denied", "--read-only"});
        ::chmod(folder.path("").c_str(), 0500);
        check_line(start({"--ring-file", path + "2"}), {path + "2", "Permission denied"});
        ::chmod(folder.path("").c_str(), 0700);
    }
    if (!can_mount()) return;
    const std::string mount = "mount --bind " + folder.path("") + " " + folder.path("") +
                              " && mount -o remount,bind,ro " + folder.path("");
    check_line(start_after(mount, {"--ring-file", path}), {path, "Read-only", "--read-only"});
    check_line(start_after(mount, {"--ring-file", path + "2"}), {path + "2", "Read-only"});
}

TEST_CASE("ring_file: one whose making was cut off is made anew, an empty one is made") {
    const temp_folder folder;
    const std::string path = folder.write("ring", "");
    CHECK(stats_of(gateway_process({"--ring-file", path}))["/ring/stored"] == 0);
}
