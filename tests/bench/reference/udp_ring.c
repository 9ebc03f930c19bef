/*
 * What catching datagrams costs at least: epoll, recvmmsg in batches of 64, kernel timestamps, the
 * sender's and our own address, and one copy behind a 64-byte header into a packed ring of bytes.
 * The ring forgets by overwriting; nobody can read it. The measure for event-gateway's receiver,
 * which does the same work and can be asked.
 *
 *   udp_ring [-b] [-g] ADDRESS [RECEIVE_BUFFER]   ADDRESS: 127.0.0.1, or :: for IPv4 and IPv6
 *
 * -b: bare, nothing but epoll and recvmmsg: no timestamp, no address, no copy.
 * -g: takes datagrams coalesced (UDP_GRO) and stores each by itself.
 * Takes a free port and prints "listening PORT"; on SIGTERM prints "received N dropped N".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { batch = 64, buffer_size = 65536 + 64 };
static const size_t arena_size = (size_t)64 << 20;

struct record {
    uint64_t seq;
    int64_t time_ns;
    uint32_t size;
    uint16_t source_port, local_port;
    uint32_t source_scope;
    uint8_t source[16], local[16];
    uint32_t reserved;
};
_Static_assert(sizeof(struct record) == 64, "one cache line");

static struct {
    char* bytes;
    size_t head;
    uint64_t newest;
} ring;

static union {
    char bytes[CMSG_SPACE(sizeof(struct timespec)) + CMSG_SPACE(sizeof(struct in6_pktinfo)) +
               CMSG_SPACE(sizeof(struct in_pktinfo)) + CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
} controls[batch];
static struct sockaddr_in6 senders[batch];
static struct iovec vectors[batch];
static struct mmsghdr messages[batch];
static uint16_t local_port;
static int bare, coalesced;

static void fail(const char* what) {
    perror(what);
    exit(1);
}

static void check(int result, const char* what) {
    if (result < 0) fail(what);
}

static void set_ipv4(uint8_t* address, struct in_addr ip) {
    static const uint8_t prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    memcpy(address, prefix, sizeof prefix);
    memcpy(address + sizeof prefix, &ip, sizeof ip);
}

static void set_source(struct record* r, const struct sockaddr_in6* from) {
    if (from->sin6_family == AF_INET) {
        const struct sockaddr_in* v4 = (const struct sockaddr_in*)from;
        set_ipv4(r->source, v4->sin_addr);
        r->source_port = ntohs(v4->sin_port);
        r->source_scope = 0;
    } else {
        memcpy(r->source, &from->sin6_addr, sizeof r->source);
        r->source_port = ntohs(from->sin6_port);
        r->source_scope = from->sin6_scope_id;
    }
}

/* Returns the size of the datagrams that came coalesced, or 0. */
static uint32_t set_time_and_local(struct record* r, struct msghdr* h) {
    int each = 0;
    for (struct cmsghdr* c = CMSG_FIRSTHDR(h); c; c = CMSG_NXTHDR(h, c)) {
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec t;
            memcpy(&t, CMSG_DATA(c), sizeof t);
            r->time_ns = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
        } else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            set_ipv4(r->local, ((struct in_pktinfo*)CMSG_DATA(c))->ipi_addr);
        } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
            memcpy(r->local, &((struct in6_pktinfo*)CMSG_DATA(c))->ipi6_addr, sizeof r->local);
        } else if (c->cmsg_level == SOL_UDP && c->cmsg_type == UDP_GRO) {
            memcpy(&each, CMSG_DATA(c), sizeof each);
        }
    }
    return (uint32_t)each;
}

static void append(const struct record* fields, const char* payload, uint32_t size) {
    const size_t whole = (sizeof(struct record) + size + 7) & ~(size_t)7;
    if (arena_size - ring.head < whole) ring.head = 0;
    struct record* r = (struct record*)(ring.bytes + ring.head);
    *r = *fields;
    r->seq = ++ring.newest;
    r->size = size;
    memcpy(r + 1, payload, size);
    ring.head += whole;
}

static void store(int i) {
    if (bare) {
        ++ring.newest;
        return;
    }
    struct record fields = {.local_port = local_port};
    set_source(&fields, &senders[i]);
    const uint32_t each = set_time_and_local(&fields, &messages[i].msg_hdr);
    const char* payload = vectors[i].iov_base;
    uint32_t left = messages[i].msg_len;
    for (; each && left > each; left -= each, payload += each) append(&fields, payload, each);
    append(&fields, payload, left);
}

/* A batch that is not full means that nothing more waits: no call to hear EAGAIN. */
static void drain(int fd) {
    int n;
    do {
        n = recvmmsg(fd, messages, batch, MSG_DONTWAIT, NULL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) fail("recvmmsg");
        for (int i = 0; i < n; ++i) {
            store(i);
            messages[i].msg_hdr.msg_namelen = sizeof senders[i];
            messages[i].msg_hdr.msg_controllen = sizeof controls[i].bytes;
        }
    } while (n == batch);
}

static void prepare(void) {
    ring.bytes = mmap(NULL, arena_size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    char* buffers = malloc((size_t)batch * buffer_size);
    if (ring.bytes == MAP_FAILED || !buffers) fail("memory");
    for (int i = 0; i < batch; ++i) {
        vectors[i] = (struct iovec){buffers + (size_t)i * buffer_size, buffer_size};
        messages[i].msg_hdr = (struct msghdr){.msg_name = &senders[i],
                                              .msg_namelen = sizeof senders[i],
                                              .msg_iov = &vectors[i],
                                              .msg_iovlen = 1,
                                              .msg_control = controls[i].bytes,
                                              .msg_controllen = sizeof controls[i].bytes};
    }
}

static void set(int fd, int level, int option, int value, const char* what) {
    check(setsockopt(fd, level, option, &value, sizeof value), what);
}

static int listen_at(const char* address, int receive_buffer) {
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    const int is_v4 = inet_pton(AF_INET, address, &v4.sin_addr) == 1;
    if (!is_v4 && inet_pton(AF_INET6, address, &v6.sin6_addr) != 1) fail(address);
    const int fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    check(fd, "socket");
    if (!is_v4) {
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0, "IPV6_V6ONLY");
        if (!bare) set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO");
    }
    if (!bare) {
        set(fd, IPPROTO_IP, IP_PKTINFO, 1, "IP_PKTINFO");
        set(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1, "SO_TIMESTAMPNS");
    }
    if (coalesced) set(fd, SOL_UDP, UDP_GRO, 1, "UDP_GRO");
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive_buffer, sizeof receive_buffer) != 0) {
        set(fd, SOL_SOCKET, SO_RCVBUF, receive_buffer, "SO_RCVBUF");
    }
    check(is_v4 ? bind(fd, (struct sockaddr*)&v4, sizeof v4)
                : bind(fd, (struct sockaddr*)&v6, sizeof v6),
          "bind");
    struct sockaddr_in6 bound; /* the port is at the same place in both families */
    socklen_t length = sizeof bound;
    check(getsockname(fd, (struct sockaddr*)&bound, &length), "getsockname");
    local_port = ntohs(bound.sin6_port);
    return fd;
}

static void watch(int poller, int fd) {
    struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
    check(epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e), "epoll_ctl");
}

static int end_signal(void) {
    sigset_t end;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    sigaddset(&end, SIGINT);
    check(sigprocmask(SIG_BLOCK, &end, NULL), "sigprocmask");
    const int fd = signalfd(-1, &end, SFD_CLOEXEC);
    check(fd, "signalfd");
    return fd;
}

int main(int argc, char** argv) {
    for (int o; (o = getopt(argc, argv, "bg")) != -1;) {
        if (o == '?') argc = 0;
        *(o == 'b' ? &bare : &coalesced) = 1;
    }
    if (argc <= optind) {
        fprintf(stderr, "usage: udp_ring [-b] [-g] ADDRESS [RECEIVE_BUFFER]\n");
        return 2;
    }
    prepare();
    const int fd = listen_at(argv[optind], argc > optind + 1 ? atoi(argv[optind + 1]) : 8 << 20);
    const int end = end_signal();
    const int poller = epoll_create1(EPOLL_CLOEXEC);
    check(poller, "epoll_create1");
    watch(poller, fd);
    watch(poller, end);
    printf("listening %u\n", local_port);
    fflush(stdout);
    for (int ended = 0; !ended;) {
        struct epoll_event events[2];
        const int n = epoll_wait(poller, events, 2, -1);
        for (int i = 0; i < n; ++i) {
            if (events[i].data.fd == fd)
                drain(fd);
            else
                ended = 1;
        }
    }
    uint32_t info[SK_MEMINFO_VARS] = {0};
    socklen_t length = sizeof info;
    check(getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &length), "SO_MEMINFO");
    printf("received %llu dropped %u\n", (unsigned long long)ring.newest, info[SK_MEMINFO_DROPS]);
    return 0;
}
