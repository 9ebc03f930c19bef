/*
 * A whole file in memory whose pages are all there.
 */
#ifndef WHOLE_FILE_H
#define WHOLE_FILE_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

static inline void fail(const char* what) {
    perror(what);
    exit(1);
}

static inline char* read_file(const char* path, size_t* size) {
    FILE* file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) fail(path);
    *size = (size_t)ftell(file);
    rewind(file);
    char* bytes = mmap(NULL, *size + 1, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (bytes == MAP_FAILED || fread(bytes, 1, *size, file) != *size) fail(path);
    fclose(file);
    return bytes;
}

#endif
