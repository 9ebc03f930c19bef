// Preloaded into the gateway: counts its fallible calls and makes one of them fail, once.
//
//   FAULT=recv:3:104      the third call of this kind fails with this errno
//   FAULT=send:7:short    the seventh takes or gives one byte, or one datagram, only
//   FAULT_TALLY=PATH      counts into this file (calls.hpp)
//
// Counting begins with main(). What the C library calls within itself is not seen, except that it
// asks for memory.
#include "fault/inject.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>

namespace gateway::fault {
namespace {

struct plan {
    call kind{};
    std::uint64_t at = 0; // 0: none fails
    int error = 0;        // 0: it is short
};

struct state {
    pid_t armed = 0; // the process in which calls are counted: its children's are their own
    fault::plan plan;
    tally own{};
    tally* counts = &own;
    int (*main)(int, char**, char**) = nullptr;
};
state the;

plan read_plan(std::string_view text) {
    const std::size_t first = text.find(':');
    const std::size_t second = text.find(':', first + 1);
    const auto* const kind = std::find(call_names.begin(), call_names.end(), text.substr(0, first));
    if (second == std::string_view::npos || kind == call_names.end()) ::abort();
    plan p;
    p.kind = static_cast<call>(kind - call_names.begin());
    std::from_chars(text.data() + first + 1, text.data() + second, p.at);
    std::from_chars(text.data() + second + 1, text.data() + text.size(), p.error);
    return p;
}

// By the kernel's own calls: the library's are this object's.
tally* map_tally(const char* path) {
    const long fd = ::syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    const long at =
        ::syscall(SYS_mmap, nullptr, sizeof(tally), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd < 0 || at == -1) ::abort();
    ::syscall(SYS_close, fd);
    return reinterpret_cast<tally*>(at);
}

int armed_main(int argc, char** argv, char** environment) {
    if (const char* const path = std::getenv("FAULT_TALLY")) the.counts = map_tally(path);
    if (const char* const text = std::getenv("FAULT")) the.plan = read_plan(text);
    the.armed = ::getpid();
    return the.main(argc, argv, environment);
}

// Whose calls are counted. Where a thread begins, the sanitizers can't do without memory.
pid_t caller() {
#ifdef INJECT_INTO_NEW
    return ::gettid();
#else
    return ::getpid();
#endif
}

bool is_due(call kind) {
    if (the.armed == 0 || the.armed != caller()) return false;
    const std::uint64_t n = ++the.counts->calls[static_cast<std::size_t>(kind)];
    if (kind != the.plan.kind || n != the.plan.at) return false;
    the.counts->failed = 1;
    return true;
}

} // namespace

verdict judge(call kind) {
    if (!is_due(kind)) return verdict::passes;
    if (the.plan.error == 0) return verdict::is_short;
    errno = the.plan.error;
    return verdict::fails;
}

int planned_error() {
    return the.plan.error;
}

} // namespace gateway::fault

extern "C" int __libc_start_main(int (*main)(int, char**, char**), int argc, char** argv,
                                 void (*init)(), void (*fini)(), void (*rtld_fini)(), void* stack) {
    gateway::fault::the.main = main;
    return REAL(__libc_start_main)(gateway::fault::armed_main, argc, argv, init, fini, rtld_fini,
                                   stack);
}
