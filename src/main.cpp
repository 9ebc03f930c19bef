#include <spdlog/logger.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string_view>

#include "app/command_line.hpp"
#include "app/descriptor_limit.hpp"
#include "app/logging.hpp"
#include "app/service_environment.hpp"
#include "app/standard_descriptors.hpp"
#include "app/usage.hpp"
#include "gateway/gateway.hpp"

namespace {

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

int fail(int status, const char* what) {
    std::fprintf(stderr, "event-gateway: %s\n", what);
    return status;
}

// A page of the ring file that is mapped but can't be had: the disk failed, or someone cut the
// file.
void end_without_ring_file(int) {
    constexpr std::string_view line =
        "event-gateway: the ring file can't be read or written any more: is the disk full or "
        "damaged, or was the file cut?\n";
    [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, line.data(), line.size());
    ::_exit(exit_failed);
}

} // namespace

int main(int argc, char** argv) {
    using namespace gateway;
    std::signal(SIGPIPE, SIG_IGN); // a reader that has gone is an error of the write
    app::open_standard_descriptors();
    std::signal(SIGXFSZ, SIG_IGN); // and so is a file that may not be as large
    std::signal(SIGBUS, end_without_ring_file);
    app::raise_descriptor_limit();
    try {
        const app::command_line line = app::read_command_line(argc, argv, app::service_defaults());
        if (line.print) return std::fputs(line.print->c_str(), stdout) < 0 ? exit_failed : 0;
        const auto log = app::make_logger(line.settings.log);
        event_gateway gateway{line.settings, *log};
        for (const std::string& text : gateway.listening()) std::puts(text.c_str());
        std::puts("ready");
        std::fflush(stdout);
        gateway.run();
        // A log that nobody reads any more must not keep the program from ending.
        std::signal(SIGALRM, [](int) { ::_exit(0); });
        ::alarm(1);
        return 0;
    } catch (const app::usage_error& e) {
        return fail(exit_usage, e.what());
    } catch (const std::bad_alloc&) {
        return fail(exit_failed, "there is not enough memory");
    } catch (const std::exception& e) {
        return fail(exit_failed, e.what());
    }
}
