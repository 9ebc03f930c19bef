#pragma once

// Read by clang-tidy before each test: clang 14 cannot capture structured bindings, which doctest's
// CAPTURE and INFO do with the names they are given.
#include <doctest/doctest.h>

#undef CAPTURE
#undef INFO
#define CAPTURE(x) static_cast<void>(x)
#define INFO(...) static_cast<void>(0)
