/*
 * Sends COUNT datagrams of SIZE bytes to a port of 127.0.0.1: one after the other, each at its own
 * instant, or (RATE 0) in batches of 64 as fast as the kernel takes them.
 *
 *   udp_load PORT COUNT SIZE RATE
 *
 * The schedule is absolute: what was held up is made up for, so that the rate is the asked one.
 * It waits by looking at the clock, since a sleep is not exact to 10 us, and occupies its core.
 * Prints "sent N seconds S alone P": P per cent went out alone, as an even load has it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { batch = 64, largest = 65507 };

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

int main(int argc, char** argv) {
    if (argc != 5 || atoll(argv[3]) > largest) {
        fprintf(stderr, "usage: udp_load PORT COUNT SIZE RATE\n");
        return 2;
    }
    const int fd = connect_to((uint16_t)atoi(argv[1]));
    const int64_t count = atoll(argv[2]);
    const double rate = atof(argv[4]);
    static char payload[largest];
    memset(payload, 'x', sizeof payload);
    struct iovec bytes = {payload, (size_t)atoll(argv[3])};
    static struct mmsghdr messages[batch];
    for (int i = 0; i < batch; ++i)
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &bytes, .msg_iovlen = 1};

    const int64_t start = now_ns();
    int64_t alone = 0;
    for (int64_t sent = 0; sent < count;) {
        int64_t due = batch;
        if (rate > 0) due = (int64_t)((double)(now_ns() - start) * rate / 1e9) + 1 - sent;
        if (due > batch) due = batch;
        if (due > count - sent) due = count - sent;
        if (due <= 0) continue;
        send_some(fd, messages, due);
        sent += due;
        alone += due == 1;
    }
    printf("sent %lld seconds %.3f alone %.1f\n", (long long)count,
           (double)(now_ns() - start) / 1e9, 100.0 * (double)alone / (double)count);
    return 0;
}
