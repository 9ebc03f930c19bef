/*
 * Sends COUNT times the same GET over CONNECTIONS connections that stay open, one request at a time
 * on each, and counts the answers.
 *
 *   http_load [-d DEPTH] [-s SECONDS] [-p PID] PORT PATH CONNECTIONS COUNT [STATUS]
 *
 * -d: DEPTH requests are sent at once on a connection, and again when all are answered.
 * -s: ends after this time where COUNT is not reached before, and begins to count behind a fifth of
 *     it: the work that it takes to accept the connections stays outside.
 * -p: the server, whose CPU time in what is counted is told.
 *
 * It costs less a request than a server that has to parse one, and it never sleeps, as the server
 * would have to wake it up: so that the server is always busy and alone decides the rate. (With
 * wrk(1) a fast server waits for wrk, and pays more a request for going to sleep and waking up.)
 * One more is asked first, and read with care: its status (200 where none is given), and how long
 * it is. All others have to be as long and begin the same way. Prints "answered N seconds S size B
 * p50 MICROSECONDS p99 MICROSECONDS cpu NANOSECONDS of T", the first one not in N; T are all.
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "load.h"

enum { most = 4096, batch = 64, deepest = 64, ticks = 1000000 };
static const double patience = 10; /* seconds without an answer */
static const double tick = 1e-7;   /* of the histogram, seconds */

static char begin[16]; /* of each answer */
static char request[1024 * deepest];
static size_t request_size, answer_size, depth = 1;
static struct {
    int fd;
    size_t received; /* of the answers that are awaited */
    double asked;
} connections[most];
static uint32_t latencies[ticks];

static void refuse(const char* what) {
    fprintf(stderr, "http_load: %s\n", what);
    exit(1);
}

static double read_clock(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t) != 0) fail("clock_gettime");
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double now(void) {
    return read_clock(CLOCK_MONOTONIC);
}

static void ask(size_t i) {
    connections[i].asked = now();
    const size_t size = depth * request_size;
    if (send(connections[i].fd, request, size, MSG_NOSIGNAL) != (ssize_t)size) fail("send");
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
    if (send(fd, request, request_size, MSG_NOSIGNAL) != (ssize_t)request_size) fail("send");
    while (!answer_size) {
        const ssize_t n = recv(fd, text + received, sizeof text - 1 - received, 0);
        if (n <= 0) refuse("no answer");
        received += (size_t)n;
        answer_size = whole_answer(text);
    }
    if (strncmp(text, begin, strlen(begin)) != 0) refuse(text);
}

/* Takes what has come at a connection; 1 where all of its answers are complete. */
static int receive(size_t i) {
    static char text[1 << 18];
    const ssize_t n = recv(connections[i].fd, text, sizeof text, 0);
    if (n <= 0) refuse("a connection was closed");
    const size_t before = connections[i].received, after = before + (size_t)n;
    if (after > depth * answer_size) refuse("an answer of another length");
    size_t at = (before + answer_size - 1) / answer_size * answer_size; /* the next that begins */
    for (; at + strlen(begin) <= after; at += answer_size) {
        if (memcmp(text + (at - before), begin, strlen(begin)) != 0) {
            refuse("an answer with another status");
        }
    }
    connections[i].received = after % (depth * answer_size);
    if (connections[i].received != 0) return 0;
    const double took = (now() - connections[i].asked) / tick;
    ++latencies[took < ticks ? (size_t)took : ticks - 1];
    return 1;
}

/* Connects and has all of them wait for readable. */
static int open_connections(uint16_t port, size_t count) {
    const int poller = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; i < count; ++i) {
        connections[i].fd = connect_to(SOCK_STREAM, port);
        if (i == 0) measure_answer(connections[0].fd);
        struct epoll_event e = {.events = EPOLLIN, .data.u64 = i};
        if (epoll_ctl(poller, EPOLL_CTL_ADD, connections[i].fd, &e) != 0) fail("epoll_ctl");
    }
    return poller;
}

/* The latency that this share of all is not above, in microseconds. */
static double percentile(double share, size_t of) {
    size_t seen = 0, i = 0;
    while (i + 1 < ticks && (double)(seen += latencies[i]) < share * (double)of) ++i;
    return (double)i * tick * 1e6;
}

static void usage(void) {
    fprintf(stderr,
            "usage: http_load [-d DEPTH] [-s SECONDS] [-p PID] PORT PATH CONNECTIONS COUNT "
            "[STATUS]\n");
    exit(2);
}

static void run(int poller, size_t open, size_t count, double seconds, clockid_t server) {
    double start = now(), cpu = read_clock(server), last = start;
    const double end = seconds > 0 ? start + seconds : start + 1e9;
    const double counts_from = start + seconds / 5;
    int counts = seconds <= 0;
    size_t answered = 0, asked = open, uncounted = 0;
    for (size_t i = 0; i < open; ++i) ask(i);
    while (answered < asked) {
        struct epoll_event events[batch];
        const int n = epoll_wait(poller, events, batch, 0);
        const double time = now();
        if (n > 0)
            last = time;
        else if (time - last > patience)
            refuse("no answer for ten seconds");
        if (!counts && time > counts_from) {
            counts = 1;
            start = time, cpu = read_clock(server);
            asked -= answered, uncounted = answered, answered = 0;
            memset(latencies, 0, sizeof latencies);
        }
        size_t ready[batch], complete = 0;
        for (int k = 0; k < n; ++k) {
            if (receive(events[k].data.u64)) ready[complete++] = events[k].data.u64;
        }
        answered += complete;
        for (size_t k = 0; k < complete && asked * depth < count && time < end; ++k, ++asked) {
            ask(ready[k]);
        }
    }
    printf("answered %zu seconds %.4f size %zu p50 %.1f p99 %.1f cpu %.0f of %zu\n",
           answered * depth, now() - start, answer_size, percentile(0.5, answered),
           percentile(0.99, answered), (read_clock(server) - cpu) * 1e9,
           (uncounted + answered) * depth + 1);
}

int main(int argc, char** argv) {
    double seconds = 0;
    clockid_t server = CLOCK_PROCESS_CPUTIME_ID;
    for (int option; (option = getopt(argc, argv, "d:s:p:")) != -1;) {
        if (option == 'd')
            depth = strtoul(optarg, NULL, 10);
        else if (option == 's')
            seconds = strtod(optarg, NULL);
        else if (option == 'p')
            server = ~(clockid_t)atoi(optarg) * 8 + 2; /* clock_getcpuclockid(3) */
        else
            usage();
    }
    const int left = argc - optind;
    argv += optind;
    const size_t open = left >= 4 ? strtoul(argv[2], NULL, 10) : 0;
    const size_t count = left >= 4 ? strtoul(argv[3], NULL, 10) : 0;
    if (left > 5 || open == 0 || open > most || depth == 0 || depth > deepest ||
        count < open * depth) {
        usage();
    }
    snprintf(begin, sizeof begin, "HTTP/1.1 %.3s", left == 5 ? argv[4] : "200");
    const uint16_t port = (uint16_t)atoi(argv[0]);
    request_size = (size_t)snprintf(request, 1024, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n",
                                    argv[1], port);
    if (request_size >= 1024) refuse("the path is too long");
    for (size_t k = 1; k < depth; ++k) memcpy(request + k * request_size, request, request_size);
    run(open_connections(port, open), open, count, seconds, server);
    return 0;
}
