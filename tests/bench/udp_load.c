/*
 * Sends COUNT datagrams of SIZE bytes to a port of 127.0.0.1: one after the other, each at its own
 * instant, or (RATE 0) in batches of 64 as fast as the kernel takes them.
 *
 *   udp_load [-b BURST] [-g SEGMENTS] [-t SECONDS] PORT COUNT SIZE RATE
 *
 * With a BURST so many go out together, at the instant of the last one. With SEGMENTS the kernel is
 * handed so many datagrams in one piece (UDP_SEGMENT). It ends after SECONDS, whatever is left.
 * The payload is a line that InfluxDB understands; to all others it is bytes.
 * The schedule is absolute: what was held up is made up for, so that the rate is the asked one.
 * It waits by looking at the clock, since a sleep is not exact to 10 us, and occupies its core.
 * Prints "sent N seconds S alone P": P per cent went out alone, as an even load has it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { batch = 64, largest = 65507 };

static struct {
    int64_t burst, segments, seconds;
} asked = {1, 1, 3600};

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int connect_to(uint16_t port) {
    const struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr*)&to, sizeof to) != 0) {
        perror("udp_load: connect");
        exit(1);
    }
    return fd;
}

static void send_some(int fd, struct mmsghdr* messages, int64_t count) {
    for (int64_t done = 0; done < count;) {
        const int n = sendmmsg(fd, messages + done, (unsigned)(count - done), 0);
        if (n > 0) {
            done += n;
        } else if (errno != ENOBUFS && errno != EINTR) {
            perror("udp_load: sendmmsg");
            exit(1);
        }
    }
}

static void usage(void) {
    fprintf(stderr, "usage: udp_load [-b BURST] [-g SEGMENTS] [-t SECONDS] PORT COUNT SIZE RATE\n");
    exit(2);
}

static void read_options(int argc, char** argv) {
    for (int o; (o = getopt(argc, argv, "b:g:t:")) != -1;) {
        if (o == '?' || atoll(optarg) < 1) usage();
        *(o == 'b' ? &asked.burst : o == 'g' ? &asked.segments : &asked.seconds) = atoll(optarg);
    }
    if (argc - optind != 4) usage();
}

/* SEGMENTS datagrams, one behind the other: m v="...". */
static char* make_payload(int64_t size) {
    char* payload = malloc((size_t)(size * asked.segments) + 1);
    if (!payload || size * asked.segments > largest) usage();
    memset(payload, 'x', (size_t)(size * asked.segments));
    for (int64_t i = 0; size > 7 && i < asked.segments; ++i) {
        memcpy(payload + i * size, "m v=\"", 5);
        payload[(i + 1) * size - 1] = '"';
    }
    return payload;
}

/* How many are due `elapsed` nanoseconds after the start, of those that go out together. */
static int64_t due_at(int64_t elapsed, double rate) {
    const int64_t due = (int64_t)((double)elapsed * rate / 1e9) + 1;
    return asked.burst == 1 ? due : due / asked.burst * asked.burst;
}

static void segment_socket(int fd, int64_t size) {
    const int each = (int)size;
    if (asked.segments == 1) return;
    if (setsockopt(fd, SOL_UDP, UDP_SEGMENT, &each, sizeof each) != 0) {
        perror("udp_load: UDP_SEGMENT");
        exit(1);
    }
}

int main(int argc, char** argv) {
    read_options(argc, argv);
    const int64_t count = atoll(argv[optind + 1]), size = atoll(argv[optind + 2]);
    const double rate = atof(argv[optind + 3]);
    const int fd = connect_to((uint16_t)atoi(argv[optind]));
    segment_socket(fd, size);
    struct iovec bytes = {make_payload(size), (size_t)(size * asked.segments)};
    static struct mmsghdr messages[batch];
    for (int i = 0; i < batch; ++i)
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &bytes, .msg_iovlen = 1};

    const int64_t start = now_ns(), end = start + asked.seconds * 1000000000;
    int64_t alone = 0, sent = 0;
    while (sent < count) {
        const int64_t now = now_ns();
        int64_t due = batch;
        if (now >= end) break;
        if (rate > 0) due = (due_at(now - start, rate) - sent) / asked.segments;
        if (due > batch) due = batch;
        if (due > (count - sent) / asked.segments) due = (count - sent) / asked.segments;
        if (due <= 0) continue;
        send_some(fd, messages, due);
        sent += due * asked.segments;
        alone += due == 1;
    }
    printf("sent %lld seconds %.3f alone %.1f\n", (long long)sent,
           (double)(now_ns() - start) / 1e9, 100.0 * (double)alone / (double)sent);
    return 0;
}
