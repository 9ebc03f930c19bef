#include "support/allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> count = 0;

} // namespace

// operator new[] and the nothrow forms of the library come here as well.
void* operator new(std::size_t size) {
    ++count;
    void* const p = std::malloc(size == 0 ? 1 : size);
    if (p == nullptr) throw std::bad_alloc();
    return p;
}

void operator delete(void* p) noexcept {
    std::free(p);
}
void operator delete(void* p, std::size_t) noexcept {
    std::free(p);
}

namespace gateway::tests {

std::size_t allocations() {
    return count;
}

} // namespace gateway::tests
