// The functions that give memory. operator new is libstdc++'s, which asks malloc; that of the
// address sanitizer does not, so there it is interposed itself.
#include <cerrno>
#include <cstdlib>
#include <new>

#include "fault/inject.hpp"

using gateway::fault::call;
using gateway::fault::is_doomed;

extern "C" {

void* malloc(std::size_t size) noexcept {
    return is_doomed(call::memory) ? nullptr : REAL(malloc)(size);
}

void* calloc(std::size_t count, std::size_t size) noexcept {
    return is_doomed(call::memory) ? nullptr : REAL(calloc)(count, size);
}

void* realloc(void* p, std::size_t size) noexcept {
    return is_doomed(call::memory) ? nullptr : REAL(realloc)(p, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    return is_doomed(call::memory) ? nullptr : REAL(aligned_alloc)(alignment, size);
}

int posix_memalign(void** p, std::size_t alignment, std::size_t size) noexcept {
    return is_doomed(call::memory) ? ENOMEM : REAL(posix_memalign)(p, alignment, size);
}

} // extern "C"

#ifdef INJECT_INTO_NEW

namespace {

// By its name in the object file: operators have overloads, of which there is no address to name.
template <class... Arguments>
void* real_new(const char* name, Arguments... arguments) {
    return reinterpret_cast<void* (*)(Arguments...)>(::dlsym(RTLD_NEXT, name))(arguments...);
}

} // namespace

void* operator new(std::size_t size) {
    if (is_doomed(call::memory)) throw std::bad_alloc{};
    return real_new("_Znwm", size);
}

void* operator new[](std::size_t size) {
    if (is_doomed(call::memory)) throw std::bad_alloc{};
    return real_new("_Znam", size);
}

void* operator new(std::size_t size, std::align_val_t alignment) {
    if (is_doomed(call::memory)) throw std::bad_alloc{};
    return real_new("_ZnwmSt11align_val_t", size, alignment);
}

void* operator new(std::size_t size, const std::nothrow_t& nothrow) noexcept {
    if (is_doomed(call::memory)) return nullptr;
    return real_new<std::size_t, const std::nothrow_t&>("_ZnwmRKSt9nothrow_t", size, nothrow);
}

#endif
