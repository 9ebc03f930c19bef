/*
 * What it costs at least to give somebody the bytes of a file over TCP: they lie in memory, and are
 * copied into a buffer of 32 KiB, as if they were rendered, and written from there.
 *
 *   bytes_send FILE
 *
 * Takes a free port of 127.0.0.1, prints "listening PORT", and sends whoever connects and asks
 * anything an HTTP answer with the file in it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "whole_file.h"

enum { part = 32 * 1024 };

static int send_all(int fd, const char* bytes, size_t size) {
    while (size != 0) {
        const ssize_t n = send(fd, bytes, size, MSG_NOSIGNAL);
        if (n < 0) return 0;
        bytes += n;
        size -= (size_t)n;
    }
    return 1;
}

static void answer(int fd, const char* bytes, size_t size) {
    static char buffer[part];
    if (recv(fd, buffer, sizeof buffer, 0) <= 0) return;
    const int head =
        snprintf(buffer, sizeof buffer,
                 "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", size);
    if (!send_all(fd, buffer, (size_t)head)) return;
    for (size_t done = 0; done < size;) {
        const size_t some = size - done < part ? size - done : part;
        memcpy(buffer, bytes + done, some);
        if (!send_all(fd, buffer, some)) return;
        done += some;
    }
}

int main(int argc, char** argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: bytes_send FILE\n");
        return 2;
    }
    size_t size;
    const char* bytes = read_file(argv[1], &size);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr*)&at, sizeof at) != 0 ||
        listen(listener, 8) != 0 || getsockname(listener, (struct sockaddr*)&at, &length) != 0) {
        fail("listen");
    }
    printf("listening %u\n", ntohs(at.sin_port));
    fflush(stdout);
    for (int fd; (fd = accept(listener, NULL, NULL)) >= 0; close(fd)) answer(fd, bytes, size);
    return 0;
}
