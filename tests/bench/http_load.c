/*
 * Sends COUNT times the same GET over CONNECTIONS connections that stay open, one request at a time
 * on each, and counts the answers.
 *
 *   http_load PORT PATH CONNECTIONS COUNT [STATUS]
 *
 * It costs less a request than a server that has to parse one, and it never sleeps, as the server
 * would have to wake it up: so that the server is always busy and alone decides the rate. (With
 * wrk(1) a fast server waits for wrk, and pays more a request for going to sleep and waking up.)
 * One more is asked first, and read with care: its status (200 where none is given), and how long
 * it is. All others have to be as long and begin the same way. Prints "answered N seconds S size B",
 * the first one not in N.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

enum { most = 4096, batch = 64 };
static const double patience = 10; /* seconds without an answer */

static char begin[16]; /* of each answer */
static char request[1024];
static size_t request_size, answer_size;
static struct {
    int fd;
    size_t received; /* of the answer that is awaited */
} connections[most];

static void fail(const char* what) {
    perror(what);
    exit(1);
}

static void refuse(const char* what) {
    fprintf(stderr, "http_load: %s\n", what);
    exit(1);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int connect_to(uint16_t port) {
    const struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr*)&to, sizeof to) != 0) fail("connect");
    return fd;
}

static void ask(int fd) {
    if (send(fd, request, request_size, MSG_NOSIGNAL) != (ssize_t)request_size) fail("send");
}

/* The length of a whole answer, 0 where more is to come. */
static size_t whole_answer(const char* text) {
    const char* end = strstr(text, "\r\n\r\n");
    const char* length = strcasestr(text, "\r\nContent-Length:");
    if (!end) return 0;
    if (!length || length > end) refuse("an answer without Content-Length");
    const size_t size = (size_t)(end + 4 - text) + strtoul(length + 17, NULL, 10);
    return strlen(text) >= size ? size : 0;
}

static void measure_answer(int fd) {
    static char text[1 << 16];
    size_t received = 0;
    ask(fd);
    while (!answer_size) {
        const ssize_t n = recv(fd, text + received, sizeof text - 1 - received, 0);
        if (n <= 0) refuse("no answer");
        received += (size_t)n;
        answer_size = whole_answer(text);
    }
    if (strncmp(text, begin, strlen(begin)) != 0) refuse(text);
}

/* Takes what has come at a connection; 1 where an answer is complete. */
static int receive(size_t i) {
    static char text[1 << 16];
    const ssize_t n = recv(connections[i].fd, text, sizeof text, 0);
    if (n <= 0) refuse("a connection was closed");
    if (connections[i].received == 0 && memcmp(text, begin, strlen(begin)) != 0) {
        refuse("an answer with another status");
    }
    connections[i].received += (size_t)n;
    if (connections[i].received > answer_size) refuse("an answer of another length");
    if (connections[i].received < answer_size) return 0;
    connections[i].received = 0;
    return 1;
}

/* Connects and has all of them wait for readable. */
static int open_connections(uint16_t port, size_t count) {
    const int poller = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; i < count; ++i) {
        connections[i].fd = connect_to(port);
        if (i == 0) measure_answer(connections[0].fd);
        struct epoll_event e = {.events = EPOLLIN, .data.u64 = i};
        if (epoll_ctl(poller, EPOLL_CTL_ADD, connections[i].fd, &e) != 0) fail("epoll_ctl");
    }
    return poller;
}

int main(int argc, char** argv) {
    const int given = argc == 5 || argc == 6;
    const size_t open = given ? strtoul(argv[3], NULL, 10) : 0;
    const size_t count = given ? strtoul(argv[4], NULL, 10) : 0;
    if (open == 0 || open > most || count < open) {
        fprintf(stderr, "usage: http_load PORT PATH CONNECTIONS COUNT [STATUS]\n");
        return 2;
    }
    snprintf(begin, sizeof begin, "HTTP/1.1 %.3s", argc == 6 ? argv[5] : "200");
    const uint16_t port = (uint16_t)atoi(argv[1]);
    request_size = (size_t)snprintf(request, sizeof request,
                                    "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", argv[2], port);
    if (request_size >= sizeof request) refuse("the path is too long");
    const int poller = open_connections(port, open);
    const double start = now();
    double last = start;
    size_t answered = 0, asked = open;
    for (size_t i = 0; i < open; ++i) ask(connections[i].fd);
    while (answered < count) {
        struct epoll_event events[batch];
        const int n = epoll_wait(poller, events, batch, 0);
        if (n > 0)
            last = now();
        else if (now() - last > patience)
            refuse("no answer for ten seconds");
        int ready[batch], complete = 0;
        for (int k = 0; k < n; ++k) {
            const size_t i = events[k].data.u64;
            if (receive(i)) ready[complete++] = connections[i].fd;
        }
        answered += (size_t)complete;
        for (int k = 0; k < complete && asked < count; ++k, ++asked) ask(ready[k]);
    }
    printf("answered %zu seconds %.4f size %zu\n", answered, now() - start, answer_size);
    return 0;
}
