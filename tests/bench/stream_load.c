/*
 * Reads a live stream (Server-Sent Events) over READERS connections while it sends RATE events a
 * second, SECONDS long, as datagrams or as requests that publish them; says what a delivered event
 * cost the server PID, how long it was under way, and which ones never came.
 *
 *   stream_load PID HTTP_PORT PATH READERS RATE SECONDS udp UDP_PORT
 *   stream_load PID HTTP_PORT PATH READERS RATE SECONDS post PATH
 *
 * One program sends and reads, so that one clock tells the time, and it never sleeps: an event is
 * sent at its own instant, and nobody has to wake it up. Each event has a number in its payload; a
 * reader has to see the numbers in order, none of them twice: all others are wrong. What has not
 * come a second after the last one was sent is missing. The first half second, or 50,000 events to
 * all readers together, is not counted. Prints "sent N delivered N missing N wrong N cpu NS p50 US
 * p99 US p99.9 US".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>

#include "load.h"

enum { most_readers = 4096, most_events = 1 << 20, batch = 32, slots = 1 << 21 };
enum { mark_size = 4, number_size = 10, whole_mark = mark_size + number_size };
static const char mark[] = "seq=";

struct reader {
    int fd;
    uint32_t newest; /* the number it saw last */
    size_t carried;  /* the beginning of a mark that was cut by the end of a read */
    char carry[whole_mark];
    int is_chunked;
    enum { size_line, content, line_end } part; /* of a chunk */
    size_t left;                                /* of its content */
};
static struct reader readers[most_readers];
static int64_t sent_at[most_events];
static uint32_t waited[slots]; /* how many were under way for so many microseconds */
static uint32_t first_counted, newest_sent;
static uint64_t delivered, wrong;
static struct {
    int fd, is_post;
    char head[256];
} to;

static void refuse(const char* what) {
    fprintf(stderr, "stream_load: %s\n", what);
    exit(1);
}

/* Asks for the stream and reads the head of the answer, and not a byte more. */
static void subscribe(struct reader* r, uint16_t port, const char* path) {
    char text[4096];
    r->fd = connect_to(SOCK_STREAM, port);
    const int size = snprintf(text, sizeof text,
                              "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
                              "Accept: text/event-stream\r\n\r\n",
                              path, port);
    if (send(r->fd, text, (size_t)size, MSG_NOSIGNAL) != size) fail("send");
    size_t n = 0;
    while (n < 4 || memcmp(text + n - 4, "\r\n\r\n", 4) != 0) {
        if (n == sizeof text || recv(r->fd, text + n, 1, 0) != 1) refuse("no stream");
        ++n;
    }
    if (memcmp(text, "HTTP/1.1 200", 12) != 0) refuse("a stream was refused");
    text[n - 1] = 0;
    r->is_chunked = strcasestr(text, "\r\nTransfer-Encoding: chunked") != NULL;
}

static void note(struct reader* r, uint32_t number, int64_t now) {
    if (number == 0 || number > newest_sent) refuse("an event that was not sent");
    if (number <= r->newest) {
        ++wrong;
        return;
    }
    r->newest = number;
    if (number < first_counted) return;
    ++delivered;
    const int64_t us = (now - sent_at[number]) / 1000;
    ++waited[us < slots ? us : slots - 1];
}

/* Leaves of `size` bytes only what stands in chunks (RFC 9112, 7.1); how much that is. */
static size_t take_content(struct reader* r, char* text, size_t size) {
    size_t kept = 0;
    for (size_t i = 0; i < size;) {
        if (r->part == content) {
            const size_t n = r->left < size - i ? r->left : size - i;
            memmove(text + kept, text + i, n);
            kept += n;
            i += n;
            r->left -= n;
            if (r->left == 0) r->part = line_end;
            continue;
        }
        const char c = text[i++];
        if (c == '\n') {
            r->part = r->part == line_end ? size_line : content;
        } else if (r->part == size_line && c != '\r') {
            r->left = r->left * 16 + (size_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
        }
    }
    return kept;
}

/* Takes what has come for a reader. */
static void receive(struct reader* r) {
    static char text[(1 << 18) + whole_mark];
    memcpy(text, r->carry, r->carried);
    ssize_t n = recv(r->fd, text + r->carried, sizeof text - whole_mark, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) refuse("a stream has ended");
    const int64_t now = now_ns();
    if (r->is_chunked) n = (ssize_t)take_content(r, text + r->carried, (size_t)n);
    const char *at = text, *end = text + r->carried + n, *found;
    while ((found = memmem(at, (size_t)(end - at), mark, mark_size)) && end - found >= whole_mark) {
        uint32_t number = 0;
        for (int i = 0; i < number_size; ++i)
            number = number * 10 + (uint32_t)(found[mark_size + i] - '0');
        note(r, number, now);
        at = found + whole_mark;
    }
    if (!found) found = end - at < mark_size - 1 ? at : end - (mark_size - 1);
    r->carried = (size_t)(end - found);
    memcpy(r->carry, found, r->carried);
}

static void send_event(void) {
    static char discarded[1 << 16];
    char text[512];
    const uint32_t number = newest_sent + 1;
    if (number == most_events) refuse("too many events");
    int size = snprintf(text, sizeof text, "%s%s%010u%*s", to.head, mark, number, 50, "");
    /* Published, it is as long as the JSON which the others make of a datagram. */
    if (to.is_post) size += snprintf(text + size, sizeof text - (size_t)size, "%*s", 170, "");
    newest_sent = number;
    sent_at[number] = now_ns();
    if (send(to.fd, text, (size_t)size, MSG_NOSIGNAL) != size) fail("send");
    if (to.is_post) recv(to.fd, discarded, sizeof discarded, MSG_DONTWAIT);
}

static int open_streams(size_t count, uint16_t port, const char* path) {
    const int poller = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; i < count; ++i) {
        subscribe(&readers[i], port, path);
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = &readers[i]};
        if (epoll_ctl(poller, EPOLL_CTL_ADD, readers[i].fd, &e) != 0) fail("epoll_ctl");
    }
    return poller;
}

/* Sends `count` events and reads until all have come, or one second after the last of them. */
static void run(int poller, size_t open, double rate, uint32_t count) {
    const uint32_t before = newest_sent;
    const uint64_t wanted = (uint64_t)open * count;
    delivered = 0;
    memset(waited, 0, sizeof waited);
    const int64_t start = now_ns();
    for (int64_t now = start, last = start; delivered < wanted; now = now_ns()) {
        if (newest_sent - before == count) {
            if (now - last > 1000000000) return;
        } else if ((double)(now - start) * rate / 1e9 >= newest_sent - before) {
            send_event();
            last = now;
        }
        struct epoll_event events[batch];
        const int n = epoll_wait(poller, events, batch, 0);
        for (int i = 0; i < n; ++i) receive(events[i].data.ptr);
    }
}

/* In how many microseconds this share of the delivered events came. */
static unsigned within(double share) {
    uint64_t sum = 0;
    unsigned us = 0;
    while (us < slots - 1 && (double)(sum + waited[us]) < share * (double)delivered)
        sum += waited[us++];
    return us;
}

int main(int argc, char** argv) {
    const size_t open = argc == 9 ? strtoul(argv[4], NULL, 10) : 0;
    if (open == 0 || open > most_readers) {
        fprintf(stderr,
                "usage: stream_load PID HTTP_PORT PATH READERS RATE SECONDS "
                "udp UDP_PORT|post PATH\n");
        return 2;
    }
    const clockid_t cpu = (clockid_t)(~(unsigned)atoi(argv[1]) << 3 | 2);
    const uint16_t port = (uint16_t)atoi(argv[2]);
    const double rate = atof(argv[5]);
    to.is_post = strcmp(argv[7], "post") == 0;
    to.fd = connect_to(to.is_post ? SOCK_STREAM : SOCK_DGRAM,
                       to.is_post ? port : (uint16_t)atoi(argv[8]));
    if (to.is_post)
        snprintf(to.head, sizeof to.head,
                 "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n", argv[8],
                 whole_mark + 50 + 170);
    const int poller = open_streams(open, port, argv[3]);
    const double uncounted = 50000.0 / (double)open;
    run(poller, open, rate, (uint32_t)(rate / 2 < uncounted ? rate / 2 : uncounted));
    first_counted = newest_sent + 1;
    const int64_t spent = clock_ns(cpu);
    const uint32_t count = (uint32_t)(rate * atof(argv[6]));
    run(poller, open, rate, count);
    printf("sent %u delivered %llu missing %llu wrong %llu cpu %lld p50 %u p99 %u p99.9 %u\n",
           count, (unsigned long long)delivered, (unsigned long long)open * count - delivered,
           (unsigned long long)wrong, (long long)(clock_ns(cpu) - spent), within(0.5), within(0.99),
           within(0.999));
    return 0;
}
