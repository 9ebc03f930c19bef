#include "app/start_pages.hpp"

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace gateway::app {
namespace {

int release(dl_phdr_info* object, std::size_t, void*) {
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const ElfW(Phdr)& part = object->dlpi_phdr[i];
        if (part.p_type != PT_LOAD || (part.p_flags & PF_W) != 0) continue;
        const std::uintptr_t begin = object->dlpi_addr + part.p_vaddr;
        const std::uintptr_t from = begin / page * page;
        ::madvise(reinterpret_cast<void*>(from), begin + part.p_memsz - from, MADV_DONTNEED);
    }
    return 0;
}

} // namespace

void release_start_pages() {
    ::dl_iterate_phdr(release, nullptr);
}

} // namespace gateway::app
