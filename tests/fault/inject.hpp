#pragma once

#include <dlfcn.h>

#include "fault/calls.hpp"

// The inside of the preloaded object.
namespace gateway::fault {

enum class verdict { passes, is_short, fails };

// Counts a call and says what becomes of it; errno is set where it fails.
verdict judge(call kind);

// For calls that can't be short.
inline bool is_doomed(call kind) {
    return judge(kind) == verdict::fails;
}

// For calls that give their error back instead of setting errno.
int planned_error();

} // namespace gateway::fault

// The function of this name that would be called without this object. Not guarded against a second
// thread: both would find the same.
#define REAL(name)                                                                  \
    ([] {                                                                           \
        static decltype(&::name) found = nullptr;                                   \
        if (found == nullptr) {                                                     \
            found = reinterpret_cast<decltype(&::name)>(::dlsym(RTLD_NEXT, #name)); \
        }                                                                           \
        return found;                                                               \
    }())
