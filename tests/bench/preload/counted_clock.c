/*
 * A steady clock that goes by how often it is looked at, 100 ns each time: so that what a program
 * does within a millisecond is the same in each run, however slow it runs. To be preloaded. For the
 * first thread alone: others wait until an instant of the real clock.
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { step_ns = 100, ns_per_second = 1000000000 };

int clock_gettime(clockid_t clock, struct timespec* now) {
    static _Thread_local enum { unknown, first, other } thread;
    static long long looks;
    if (thread == unknown) thread = syscall(SYS_gettid) == getpid() ? first : other;
    if (clock != CLOCK_MONOTONIC || thread == other) {
        return (int)syscall(SYS_clock_gettime, clock, now);
    }
    const long long ns = ns_per_second + step_ns * ++looks;
    now->tv_sec = ns / ns_per_second;
    now->tv_nsec = ns % ns_per_second;
    return 0;
}
