#include "loop/child_processes.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

#include "loop/process_tree.hpp"
#include "support/processes.hpp"
#include "support/waiting.hpp"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

struct result {
    std::string output, exit_status;
};

// Runs a command to its end, and reads it.
result run(std::vector<std::string> argv, std::chrono::nanoseconds timeout = 20s) {
    asio::io_context io(1);
    loop::child_processes children(io);
    asio::co_spawn(io, children.reap_all(), [](std::exception_ptr) {});
    loop::child_handle child = children.start(std::move(argv), timeout);
    result r;
    const auto read = [&] {
        for (std::size_t before = r.output.size() - 1000; r.output.size() == before + 1000;) {
            before = r.output.size();
            child->read(r.output, 1000);
        }
    };
    child->on_change(read);
    read();
    while (!child->is_over()) io.run_one();
    r.exit_status = child->exit_status();
    child.reset();
    while (children.running() != 0) io.run_one();
    return r;
}

} // namespace

TEST_CASE("child_processes: output and exit status of a program") {
    const result hello = run({"sh", "-c", "echo out; echo err >&2; exit 7"});
    CHECK(hello.output == "out\nerr\n");
    CHECK(hello.exit_status == "7");
    CHECK(run({"sh", "-c", "kill -TERM $$"}).exit_status == "signal 15");
    CHECK(run({"sleep", tests::unique_sleep()}, 20ms).exit_status == "timeout");
    CHECK(run({"seq", "100000"}).output.size() == 588'895);
    CHECK(tests::zombies_of(::getpid()) == 0);
}

TEST_CASE("child_processes: what can't be started says why and leaves nothing behind") {
    asio::io_context io(1);
    loop::child_processes children(io);
    try {
        children.start({"/no/such/program"}, 1s);
        FAIL("started");
    } catch (const std::system_error& e) {
        CHECK(e.code() == std::errc::no_such_file_or_directory);
    }
    CHECK(children.running() == 0);
    CHECK(tests::zombies_of(::getpid()) == 0);
}

TEST_CASE("child_processes: they are killed with their owner") {
    const std::string word = tests::unique_sleep();
    {
        asio::io_context io(1);
        loop::child_processes children(io);
        const auto child = children.start({"sleep", word}, 20s);
        CHECK(tests::eventually([&] { return tests::processes_with(word).size() == 1; }));
        CHECK(loop::has_variable(child->pid(), "RUN_ID="));
        CHECK(loop::children_of(::getpid()) == std::vector<pid_t>{child->pid()});
        CHECK_FALSE(loop::has_variable(child->pid(), "NO_SUCH="));
    }
    CHECK(tests::eventually([&] { return tests::processes_with(word).empty(); }));
    CHECK(::waitpid(-1, nullptr, 0) > 0); // the loop that reaps is gone
}
