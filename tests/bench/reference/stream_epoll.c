/*
 * What a live stream costs at least: datagrams in, Server-Sent Events out to everybody who has
 * asked. Each datagram is rendered once, as a chunk of its own, into one buffer; each reader has a
 * place in it and gets all that is behind that place in one write: what came while the others were
 * written to goes with it. A reader that takes less is written to when it can take more, and is cut
 * off when the buffer is about to be written over. No request is parsed, no event is kept.
 *
 *   stream_epoll
 *
 * Takes free ports of 127.0.0.1 and prints "udp PORT http PORT".
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
#include <time.h>
#include <unistd.h>

enum { most_readers = 4096, batch = 64, largest = 2048, buffer_size = 16 << 20 };
static const char head[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
    "Transfer-Encoding: chunked\r\n\r\n";

struct reader {
    int fd;
    size_t place; /* up to here the buffer was written to it */
};
static struct reader* readers[most_readers];
static size_t open_readers;
static char buffer[buffer_size];
static size_t filled;
static uint64_t newest;
static char udp_name[32];

static void check(int result, const char* what) {
    if (result >= 0) return;
    perror(what);
    exit(1);
}

static int bind_to(int type, uint16_t* port) {
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof where;
    const int fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    check(fd, "socket");
    check(bind(fd, (struct sockaddr*)&where, size), "bind");
    check(getsockname(fd, (struct sockaddr*)&where, &size), "getsockname");
    *port = ntohs(where.sin_port);
    return fd;
}

static void watch(int poller, int fd, uint32_t what, void* who) {
    struct epoll_event e = {.events = what, .data.ptr = who};
    check(epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e), "epoll_ctl");
}

static void end_reader(struct reader* r) {
    for (size_t i = 0; i < open_readers; ++i)
        if (readers[i] == r) readers[i] = readers[--open_readers];
    close(r->fd);
    free(r);
}

static void give(struct reader* r) {
    if (r->place == filled) return;
    const ssize_t n = send(r->fd, buffer + r->place, filled - r->place, MSG_NOSIGNAL);
    if (n > 0) r->place += (size_t)n;
}

static void render(const char* payload, unsigned size, const struct sockaddr_in* from,
                   const struct timespec* t) {
    char text[largest + 512], name[INET_ADDRSTRLEN], date[32];
    struct tm parts;
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", gmtime_r(&t->tv_sec, &parts));
    inet_ntop(AF_INET, &from->sin_addr, name, sizeof name);
    ++newest;
    const int length =
        snprintf(text, sizeof text,
                 "id: %llu\ndata: {\"seq\":%llu,\"time\":\"%s.%09ldZ\",\"via\":\"udp\","
                 "\"source\":\"%s:%u\",\"local\":\"%s\",\"size\":%u,\"encoding\":\"utf-8\","
                 "\"data\":\"%.*s\"}\n\n",
                 (unsigned long long)newest, (unsigned long long)newest, date, t->tv_nsec, name,
                 ntohs(from->sin_port), udp_name, size, (int)size, payload);
    filled += (size_t)sprintf(buffer + filled, "%08x\r\n%s\r\n", (unsigned)length, text);
}

/* Readers that are behind would have to read what is overwritten: none is, or it is cut off. */
static void make_room(void) {
    if (sizeof buffer - filled > batch * (largest + 512)) return;
    for (size_t i = open_readers; i-- > 0;) {
        if (readers[i]->place != filled)
            end_reader(readers[i]);
        else
            readers[i]->place = 0;
    }
    filled = 0;
}

static void receive(int fd) {
    static char payloads[batch][largest];
    static struct sockaddr_in from[batch];
    static char control[batch][64];
    struct iovec bytes[batch];
    struct mmsghdr messages[batch];
    for (int i = 0; i < batch; ++i) {
        bytes[i] = (struct iovec){payloads[i], largest};
        messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i],
                                              .msg_namelen = sizeof from[i],
                                              .msg_iov = &bytes[i],
                                              .msg_iovlen = 1,
                                              .msg_control = control[i],
                                              .msg_controllen = sizeof control[i]};
    }
    make_room();
    const int n = recvmmsg(fd, messages, batch, MSG_DONTWAIT, NULL);
    for (int i = 0; i < n; ++i) {
        struct timespec t = {0, 0};
        const struct cmsghdr* c = CMSG_FIRSTHDR(&messages[i].msg_hdr);
        if (c && c->cmsg_type == SCM_TIMESTAMPNS) memcpy(&t, CMSG_DATA(c), sizeof t);
        render(payloads[i], messages[i].msg_len, &from[i], &t);
    }
    for (size_t i = 0; i < open_readers; ++i) give(readers[i]);
}

/* A reader may have sent its request already, or not yet: its head is as good before as behind. */
static void welcome(int listener, int poller) {
    const int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    struct reader* r = malloc(sizeof *r);
    const int on = 1;
    if (!r || open_readers == most_readers) exit(1);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    *r = (struct reader){fd, filled};
    readers[open_readers++] = r;
    if (send(fd, head, sizeof head - 1, MSG_NOSIGNAL) < 0) return end_reader(r);
    watch(poller, fd, EPOLLIN | EPOLLOUT | EPOLLET, r);
}

static void serve(struct reader* r) {
    static char discarded[4096];
    const ssize_t n = recv(r->fd, discarded, sizeof discarded, 0);
    if (n == 0 || (n < 0 && errno != EAGAIN)) return end_reader(r);
    give(r);
}

int main(void) {
    static char udp_mark, http_mark;
    uint16_t udp_port, http_port;
    const int on = 1, room = 8 << 20;
    const int udp = bind_to(SOCK_DGRAM, &udp_port), http = bind_to(SOCK_STREAM, &http_port);
    check(setsockopt(udp, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on), "SO_TIMESTAMPNS");
    setsockopt(udp, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    check(listen(http, 1024), "listen");
    snprintf(udp_name, sizeof udp_name, "127.0.0.1:%u", udp_port);
    const int poller = epoll_create1(EPOLL_CLOEXEC);
    check(poller, "epoll_create1");
    watch(poller, udp, EPOLLIN, &udp_mark);
    watch(poller, http, EPOLLIN, &http_mark);
    printf("udp %u http %u\n", udp_port, http_port);
    fflush(stdout);
    for (;;) {
        struct epoll_event events[batch];
        const int n = epoll_wait(poller, events, batch, -1);
        for (int i = 0; i < n; ++i) {
            if (events[i].data.ptr == &udp_mark)
                receive(udp);
            else if (events[i].data.ptr == &http_mark)
                welcome(http, poller);
            else
                serve(events[i].data.ptr);
        }
    }
}
