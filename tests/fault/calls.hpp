#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

// What the preloaded object and the tests agree on: which calls can be made to fail, and where they
// are counted.
namespace gateway::fault {

// Kinds of fallible calls. Reads and writes of a socket are `recv` and `send` by whatever function,
// of a file `read`.
enum class call : std::size_t {
    socket,
    bind,
    listen,
    accept,
    name, // getsockname, getpeername
    setsockopt,
    getsockopt,
    ioctl,
    recv,
    recvmmsg,
    send,
    sendfile,
    epoll_create,
    epoll_ctl,
    epoll_wait,
    timerfd,
    eventfd,
    pipe,
    mmap,
    open,
    openat2,
    fstat,
    read,
    thread,
    random,
    memory, // malloc and its kin, operator new
};

inline constexpr std::array<std::string_view, 26> call_names{
    "socket",     "bind",    "listen",   "accept", "name",     "setsockopt",   "getsockopt",
    "ioctl",      "recv",    "recvmmsg", "send",   "sendfile", "epoll_create", "epoll_ctl",
    "epoll_wait", "timerfd", "eventfd",  "pipe",   "mmap",     "open",         "openat2",
    "fstat",      "read",    "thread",   "random", "memory"};

// The content of the file that FAULT_TALLY names, mapped by both sides: it outlives a crash.
struct tally {
    std::array<std::atomic<std::uint64_t>, call_names.size()> calls; // since main() began
    std::atomic<std::uint64_t> failed;                               // were made to: 0 or 1
};

} // namespace gateway::fault
