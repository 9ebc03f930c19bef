/*
 * The limit of an HTTP server: an epoll loop that looks for the ends of heads, understands nothing
 * of them, and answers each with the same bytes.
 *
 *   http_epoll FILE
 *
 * FILE holds the whole answer, head and body. Heads that arrived together are answered with one
 * write. Edge-triggered, as a read that does not fill the buffer has taken all there is: a request
 * costs recv and send, and its share of epoll_wait. Prints "listening PORT".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { most = 4096, batch = 128, together = 64, answer_limit = 1 << 16 };
static const char end_of_head[] = "\r\n\r\n";

static char answers[together * answer_limit];
static size_t answer_size;
static struct {
    unsigned matched; /* characters of end_of_head, at the end of what has come */
    size_t unsent;    /* bytes of answers that the kernel has not taken */
} connections[most];

static void fail(const char* what) {
    perror(what);
    exit(1);
}

static void read_answer(const char* path) {
    FILE* file = fopen(path, "rb");
    if (!file) fail(path);
    answer_size = fread(answers, 1, answer_limit, file);
    fclose(file);
    for (size_t k = 1; k < together; ++k) memcpy(answers + k * answer_size, answers, answer_size);
}

static int listen_anywhere(void) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int yes = 1;
    if (fd < 0 || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0 ||
        bind(fd, (struct sockaddr*)&at, size) != 0 || listen(fd, 1024) != 0 ||
        getsockname(fd, (struct sockaddr*)&at, &size) != 0) {
        fail("listen");
    }
    printf("listening %u\n", ntohs(at.sin_port));
    fflush(stdout);
    return fd;
}

static void accept_all(int listener, int poller) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct epoll_event e = {.events = EPOLLIN | EPOLLET, .data.fd = fd};
        if (fd >= most || epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e) != 0) fail("accept");
        connections[fd].matched = 0;
        connections[fd].unsent = 0;
    }
}

static size_t count_heads(int fd, const char* text, size_t size) {
    size_t heads = 0;
    unsigned matched = connections[fd].matched;
    for (size_t i = 0; i < size; ++i) {
        matched = text[i] == end_of_head[matched] ? matched + 1 : text[i] == '\r';
        if (matched != 4) continue;
        matched = 0;
        ++heads;
    }
    connections[fd].matched = matched;
    return heads;
}

/* Sends what is owed; false where the client takes no more, or has gone. */
static int send_owed(int fd) {
    size_t* unsent = &connections[fd].unsent;
    while (*unsent) {
        const size_t of_first = *unsent % answer_size; /* a rest of an answer goes first */
        const size_t size = *unsent < together * answer_size ? *unsent : together * answer_size;
        const char* from = answers + (of_first ? answer_size - of_first : 0);
        const size_t here = (size_t)(answers + together * answer_size - from);
        const ssize_t n = send(fd, from, size < here ? size : here, MSG_NOSIGNAL);
        if (n < 0) return 0;
        *unsent -= (size_t)n;
    }
    return 1;
}

static void serve(int fd, int poller, uint32_t events) {
    static char text[16384];
    if (events & EPOLLOUT && send_owed(fd)) {
        struct epoll_event e = {.events = EPOLLIN | EPOLLET, .data.fd = fd};
        epoll_ctl(poller, EPOLL_CTL_MOD, fd, &e);
    }
    ssize_t n = sizeof text;
    while (n == sizeof text) {
        n = recv(fd, text, sizeof text, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN)) {
            close(fd);
            return;
        }
        if (n < 0) return;
        connections[fd].unsent += answer_size * count_heads(fd, text, (size_t)n);
        if (!send_owed(fd)) {
            struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.fd = fd};
            epoll_ctl(poller, EPOLL_CTL_MOD, fd, &e);
        }
    }
}

int main(int argc, char** argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: http_epoll FILE\n");
        return 2;
    }
    read_answer(argv[1]);
    const int poller = epoll_create1(EPOLL_CLOEXEC);
    const int listener = listen_anywhere();
    struct epoll_event e = {.events = EPOLLIN, .data.fd = listener};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, listener, &e) != 0) fail("epoll_ctl");
    for (;;) {
        struct epoll_event events[batch];
        const int n = epoll_wait(poller, events, batch, -1);
        if (n < 0 && errno != EINTR) fail("epoll_wait");
        for (int k = 0; k < n; ++k) {
            if (events[k].data.fd == listener)
                accept_all(listener, poller);
            else
                serve(events[k].data.fd, poller, events[k].events);
        }
    }
}
