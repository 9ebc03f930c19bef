// The calls that are interposed, but for those that ask for memory (inject_memory.cpp).
#include <fcntl.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdarg>

#include "fault/inject.hpp"

using gateway::fault::call;
using gateway::fault::is_doomed;
using gateway::fault::judge;
using gateway::fault::planned_error;
using gateway::fault::verdict;

namespace {

// What a read or write of this descriptor counts as. Others, as the loop's own eventfd, never fail.
verdict judge_transfer(int fd, call on_socket) {
    struct stat about {};
    if (REAL(fstat)(fd, &about) != 0) return verdict::passes;
    if (S_ISSOCK(about.st_mode)) return judge(on_socket);
    if (S_ISREG(about.st_mode) && on_socket == call::recv) return judge(call::read);
    return verdict::passes;
}

template <class Size>
Size cut(verdict v, Size size) {
    return v == verdict::is_short && size > 1 ? Size{1} : size;
}

template <class Real>
ssize_t transfer_vectors(call on_socket, Real real, int fd, const iovec* vectors, int count) {
    const verdict v = judge_transfer(fd, on_socket);
    if (v == verdict::fails) return -1;
    if (v == verdict::passes || count == 0) return real(fd, vectors, count);
    const iovec first{vectors[0].iov_base, cut(v, vectors[0].iov_len)};
    return real(fd, &first, 1);
}

} // namespace

extern "C" {

int socket(int domain, int type, int protocol) noexcept {
    return is_doomed(call::socket) ? -1 : REAL(socket)(domain, type, protocol);
}

int bind(int fd, const sockaddr* address, socklen_t size) noexcept {
    return is_doomed(call::bind) ? -1 : REAL(bind)(fd, address, size);
}

int listen(int fd, int backlog) noexcept {
    return is_doomed(call::listen) ? -1 : REAL(listen)(fd, backlog);
}

int accept(int fd, sockaddr* address, socklen_t* size) {
    return is_doomed(call::accept) ? -1 : REAL(accept)(fd, address, size);
}

int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
    return is_doomed(call::accept) ? -1 : REAL(accept4)(fd, address, size, flags);
}

int getsockname(int fd, sockaddr* address, socklen_t* size) noexcept {
    return is_doomed(call::name) ? -1 : REAL(getsockname)(fd, address, size);
}

int getpeername(int fd, sockaddr* address, socklen_t* size) noexcept {
    return is_doomed(call::name) ? -1 : REAL(getpeername)(fd, address, size);
}

int setsockopt(int fd, int level, int option, const void* value, socklen_t size) noexcept {
    return is_doomed(call::setsockopt) ? -1 : REAL(setsockopt)(fd, level, option, value, size);
}

int getsockopt(int fd, int level, int option, void* value, socklen_t* size) noexcept {
    return is_doomed(call::getsockopt) ? -1 : REAL(getsockopt)(fd, level, option, value, size);
}

int ioctl(int fd, unsigned long request, ...) noexcept {
    va_list arguments;
    va_start(arguments, request);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    return is_doomed(call::ioctl) ? -1 : REAL(ioctl)(fd, request, argument);
}

ssize_t recv(int fd, void* bytes, size_t size, int flags) {
    const verdict v = judge(call::recv);
    return v == verdict::fails ? -1 : REAL(recv)(fd, bytes, cut(v, size), flags);
}

ssize_t recvmsg(int fd, msghdr* message, int flags) {
    return is_doomed(call::recv) ? -1 : REAL(recvmsg)(fd, message, flags);
}

int recvmmsg(int fd, mmsghdr* messages, unsigned count, int flags, timespec* timeout) {
    const verdict v = judge(call::recvmmsg);
    return v == verdict::fails ? -1 : REAL(recvmmsg)(fd, messages, cut(v, count), flags, timeout);
}

ssize_t send(int fd, const void* bytes, size_t size, int flags) {
    const verdict v = judge(call::send);
    return v == verdict::fails ? -1 : REAL(send)(fd, bytes, cut(v, size), flags);
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
    return is_doomed(call::send) ? -1 : REAL(sendmsg)(fd, message, flags);
}

ssize_t read(int fd, void* bytes, size_t size) {
    const verdict v = judge_transfer(fd, call::recv);
    return v == verdict::fails ? -1 : REAL(read)(fd, bytes, cut(v, size));
}

ssize_t write(int fd, const void* bytes, size_t size) {
    const verdict v = judge_transfer(fd, call::send);
    return v == verdict::fails ? -1 : REAL(write)(fd, bytes, cut(v, size));
}

ssize_t readv(int fd, const iovec* vectors, int count) {
    return transfer_vectors(call::recv, REAL(readv), fd, vectors, count);
}

ssize_t writev(int fd, const iovec* vectors, int count) {
    return transfer_vectors(call::send, REAL(writev), fd, vectors, count);
}

ssize_t pread(int fd, void* bytes, size_t size, off_t offset) {
    const verdict v = judge(call::read);
    return v == verdict::fails ? -1 : REAL(pread)(fd, bytes, cut(v, size), offset);
}

ssize_t sendfile(int to, int from, off_t* offset, size_t size) noexcept {
    const verdict v = judge(call::sendfile);
    return v == verdict::fails ? -1 : REAL(sendfile)(to, from, offset, cut(v, size));
}

int epoll_create(int size) noexcept {
    return is_doomed(call::epoll_create) ? -1 : REAL(epoll_create)(size);
}

int epoll_create1(int flags) noexcept {
    return is_doomed(call::epoll_create) ? -1 : REAL(epoll_create1)(flags);
}

// Only adding takes memory of the kernel; nothing else can fail where the descriptors are right.
int epoll_ctl(int epoll, int operation, int fd, epoll_event* event) noexcept {
    const bool doomed = operation == EPOLL_CTL_ADD && is_doomed(call::epoll_ctl);
    return doomed ? -1 : REAL(epoll_ctl)(epoll, operation, fd, event);
}

int epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
    return is_doomed(call::epoll_wait) ? -1 : REAL(epoll_wait)(epoll, events, most, timeout);
}

int timerfd_create(int clock, int flags) noexcept {
    return is_doomed(call::timerfd) ? -1 : REAL(timerfd_create)(clock, flags);
}

int eventfd(unsigned start, int flags) noexcept {
    return is_doomed(call::eventfd) ? -1 : REAL(eventfd)(start, flags);
}

int pipe(int ends[2]) noexcept {
    return is_doomed(call::pipe) ? -1 : REAL(pipe)(ends);
}

int pipe2(int ends[2], int flags) noexcept {
    return is_doomed(call::pipe) ? -1 : REAL(pipe2)(ends, flags);
}

void* mmap(void* at, size_t size, int protection, int flags, int fd, off_t offset) noexcept {
    return is_doomed(call::mmap) ? MAP_FAILED : REAL(mmap)(at, size, protection, flags, fd, offset);
}

int open(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return is_doomed(call::open) ? -1 : REAL(open)(path, flags, mode);
}

long syscall(long number, ...) noexcept {
    va_list list;
    va_start(list, number);
    long a[6];
    for (long& argument : a) argument = va_arg(list, long);
    va_end(list);
    if (number == SYS_openat2 && is_doomed(call::openat2)) return -1;
    if (number == SYS_getrandom && is_doomed(call::random)) return -1;
    return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int fstat(int fd, struct stat* about) noexcept {
    return is_doomed(call::fstat) ? -1 : REAL(fstat)(fd, about);
}

ssize_t getrandom(void* bytes, size_t size, unsigned flags) {
    return is_doomed(call::random) ? -1 : REAL(getrandom)(bytes, size, flags);
}

int getentropy(void* bytes, size_t size) {
    return is_doomed(call::random) ? -1 : REAL(getentropy)(bytes, size);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                   void* argument) noexcept {
    if (is_doomed(call::thread)) return planned_error();
    return REAL(pthread_create)(thread, attributes, run, argument);
}

} // extern "C"
