#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

// The entry of every fuzz target; libFuzzer or replay.cpp calls it. Returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace gateway::fuzz {

// A claim about the code under test. Where it does not hold the program ends, and the fuzzer keeps
// the input that showed it.
inline void require(bool holds, const char* claim) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", claim);
    std::abort();
}

// Takes an input apart: numbers from its end, so that what is left, the text under test, stands in
// the corpus as it is. Past the end every number is 0.
class input {
  public:
    input(const std::uint8_t* data, std::size_t size)
        : left_(reinterpret_cast<const char*>(data), size) {}

    std::uint8_t byte() {
        if (left_.empty()) return 0;
        const auto last = static_cast<std::uint8_t>(left_.back());
        left_.remove_suffix(1);
        return last;
    }

    template <class T>
    T number() {
        T value = 0;
        for (std::size_t i = 0; i < sizeof value; ++i) value = static_cast<T>(value << 8 | byte());
        return value;
    }

    // The next `size` bytes from the front, or what there is.
    std::string_view front(std::size_t size) {
        const std::string_view taken = left_.substr(0, size);
        left_.remove_prefix(taken.size());
        return taken;
    }

    std::string_view rest() const { return left_; }

  private:
    std::string_view left_;
};

// Whether `part` lies within `whole`; an empty one lies anywhere.
inline bool is_inside(std::string_view part, std::string_view whole) {
    return part.empty() || (part.data() >= whole.data() &&
                            part.data() + part.size() <= whole.data() + whole.size());
}

} // namespace gateway::fuzz
