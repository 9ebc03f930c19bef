/*
 * How fast this machine reads memory: the limit of any search over bytes that lie there.
 *
 *   memory_read FILE [NEEDLE]
 *
 * Reads FILE into memory and adds up all of its words; with NEEDLE it looks for that instead with
 * memmem(3), from one end to the other, and counts. Some rounds, of which the median counts. Prints
 * "bytes N ns N found N", ns of CPU time.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "whole_file.h"

enum { rounds = 5 };

static int64_t cpu_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static uint64_t sum(const char* bytes, size_t size) {
    const uint64_t* words = (const uint64_t*)(const void*)bytes;
    uint64_t total = 0;
    for (size_t i = 0; i < size / sizeof *words; ++i) total += words[i];
    return total;
}

static uint64_t count(const char* bytes, size_t size, const char* needle) {
    const size_t length = strlen(needle);
    const char* const end = bytes + size;
    uint64_t found = 0;
    for (const char* at = bytes; (at = memmem(at, (size_t)(end - at), needle, length)); ++at)
        ++found;
    return found;
}

static int compare(const void* a, const void* b) {
    const int64_t x = *(const int64_t*)a, y = *(const int64_t*)b;
    return (x > y) - (x < y);
}

int main(int argc, char** argv) {
    if (argc != 2 && argc != 3) {
        fprintf(stderr, "usage: memory_read FILE [NEEDLE]\n");
        return 2;
    }
    size_t size;
    const char* bytes = read_file(argv[1], &size);
    int64_t spent[rounds];
    uint64_t found = 0;
    for (int i = 0; i < rounds; ++i) {
        const int64_t before = cpu_ns();
        found = argc == 3 ? count(bytes, size, argv[2]) : sum(bytes, size);
        spent[i] = cpu_ns() - before;
    }
    qsort(spent, rounds, sizeof *spent, compare);
    printf("bytes %zu ns %lld found %llu\n", size, (long long)spent[rounds / 2],
           (unsigned long long)found);
    return 0;
}
