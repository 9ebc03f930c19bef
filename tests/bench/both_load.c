/*
 * Sends RATE datagrams of 64 bytes a second, each at its own instant, and meanwhile asks for the
 * same page over CONNECTIONS connections that stay open, one request at a time on each, SECONDS
 * long.
 *
 *   both_load UDP_PORT RATE HTTP_PORT PATH CONNECTIONS SECONDS
 *
 * One program does both on one core: between any two answers it looks whether a datagram is due, so
 * that no page can hold up the sender. It never sleeps. The schedule is absolute: what was held up
 * is made up for. RATE 0 asks for pages only. Any answer but a 200 ends it. Prints "datagrams N
 * late N answers N seconds S p50 US p99 US": so many datagrams were sent more than a millisecond
 * too late.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>

#include "load.h"

enum { most = 4096, at_once = 64, datagram_size = 64, slots = 1 << 20, head_size = 2048 };

struct connection {
    int fd;
    int64_t asked;     /* when */
    size_t missing;    /* of the answer's body, once its head has come */
    size_t head_taken; /* bytes of a head that is not whole yet */
    char head[head_size];
};
static struct connection connections[most];
static struct mmsghdr messages[at_once];
static char request[1024];
static size_t request_size;
static uint32_t waited[slots]; /* how many answers took so many microseconds */
static uint64_t answers, datagrams, late;
static int64_t start;

static void refuse(const char* what) {
    fprintf(stderr, "both_load: %s\n", what);
    exit(1);
}

/* Sends what is due at `now`. */
static void send_due(int fd, double rate, int64_t now) {
    int64_t due = (int64_t)((double)(now - start) * rate / 1e9) - (int64_t)datagrams;
    if (due <= 0) return;
    const int is_late = (double)due > rate / 1000;
    if (due > at_once) due = at_once;
    const int n = sendmmsg(fd, messages, (unsigned)due, 0);
    if (n < 0 && errno != ENOBUFS && errno != EINTR) fail("sendmmsg");
    if (n > 0) datagrams += (uint64_t)n;
    if (n > 0 && is_late) late += (uint64_t)n;
}

static void ask(struct connection* c) {
    c->asked = now_ns();
    if (send(c->fd, request, request_size, MSG_NOSIGNAL) != (ssize_t)request_size) fail("send");
}

/* Takes a whole head from the connection's buffer; what stands behind it belongs to the body. */
static void take_head(struct connection* c) {
    c->head[c->head_taken] = 0;
    const char* end = strstr(c->head, "\r\n\r\n");
    if (!end) {
        if (c->head_taken == head_size - 1) refuse("a head without an end");
        return;
    }
    const char* length = strcasestr(c->head, "\r\nContent-Length:");
    if (strncmp(c->head, "HTTP/1.1 200", 12) != 0) refuse(c->head);
    if (!length || length > end) refuse("an answer without Content-Length");
    const size_t size = strtoul(length + 17, NULL, 10);
    const size_t behind = c->head_taken - (size_t)(end + 4 - c->head);
    if (behind > size) refuse("more than one answer");
    c->missing = size - behind;
    c->head_taken = 0;
    if (c->missing == 0) c->missing = SIZE_MAX; /* it is complete */
}

/* Takes what has come; asks again where an answer is complete. */
static void receive(struct connection* c) {
    static char body[1 << 18];
    if (c->missing == 0) {
        const ssize_t n = recv(c->fd, c->head + c->head_taken, head_size - 1 - c->head_taken, 0);
        if (n <= 0) refuse("a connection was closed");
        c->head_taken += (size_t)n;
        take_head(c);
        if (c->missing == 0) return;
    }
    if (c->missing != SIZE_MAX) {
        const size_t most_wanted = c->missing < sizeof body ? c->missing : sizeof body;
        const ssize_t n = recv(c->fd, body, most_wanted, MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) refuse("a connection was closed");
        c->missing -= (size_t)n;
        if (c->missing != 0) return;
    }
    c->missing = 0;
    const int64_t us = (now_ns() - c->asked) / 1000;
    ++waited[us < slots ? us : slots - 1];
    ++answers;
    ask(c);
}

static int open_connections(uint16_t port, size_t count) {
    const int poller = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; i < count; ++i) {
        connections[i].fd = connect_to(SOCK_STREAM, port);
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = &connections[i]};
        if (epoll_ctl(poller, EPOLL_CTL_ADD, connections[i].fd, &e) != 0) fail("epoll_ctl");
    }
    return poller;
}

static unsigned within(double share) {
    uint64_t sum = 0;
    unsigned us = 0;
    while (us < slots - 1 && (double)(sum + waited[us]) < share * (double)answers)
        sum += waited[us++];
    return us;
}

int main(int argc, char** argv) {
    const size_t open = argc == 7 ? strtoul(argv[5], NULL, 10) : 0;
    if (open == 0 || open > most) {
        fprintf(stderr, "usage: both_load UDP_PORT RATE HTTP_PORT PATH CONNECTIONS SECONDS\n");
        return 2;
    }
    const double rate = atof(argv[2]);
    const int udp = connect_to(SOCK_DGRAM, (uint16_t)atoi(argv[1]));
    static char payload[datagram_size];
    memset(payload, 'x', sizeof payload);
    struct iovec bytes = {payload, sizeof payload};
    for (int i = 0; i < at_once; ++i)
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &bytes, .msg_iovlen = 1};
    request_size = (size_t)snprintf(
        request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n", argv[4], argv[3]);
    if (request_size >= sizeof request) refuse("the path is too long");
    const int poller = open_connections((uint16_t)atoi(argv[3]), open);
    start = now_ns();
    const int64_t end = start + (int64_t)(atof(argv[6]) * 1e9);
    for (size_t i = 0; i < open; ++i) ask(&connections[i]);
    int64_t now;
    while ((now = now_ns()) < end) {
        struct epoll_event events[at_once];
        if (rate > 0) send_due(udp, rate, now);
        const int n = epoll_wait(poller, events, at_once, 0);
        for (int i = 0; i < n; ++i) {
            if (rate > 0) send_due(udp, rate, now_ns());
            receive(events[i].data.ptr);
        }
    }
    printf("datagrams %llu late %llu answers %llu seconds %.4f p50 %u p99 %u\n",
           (unsigned long long)datagrams, (unsigned long long)late, (unsigned long long)answers,
           (double)(now_ns() - start) / 1e9, within(0.5), within(0.99));
    return 0;
}
