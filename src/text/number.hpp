#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Numbers, sizes and durations as people write them. Plain functions, any thread; a text that is
// not wholly of the form, or a value that does not fit, gives nullopt.
namespace gateway::text {

// Decimal digits only: no sign, no blank, no leading plus. "0" to "18446744073709551615".
std::optional<std::uint64_t> parse_uint(std::string_view digits);

// Bytes: a whole number, alone or followed by KiB, MiB or GiB ("64MiB", "1024").
std::optional<std::uint64_t> parse_size(std::string_view size);

// A whole or decimal number followed by ms, s, m or h ("10s", "0.5s", "250ms").
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view duration);

// Appends the number in decimal digits.
void append_uint(std::string& out, std::uint64_t number);

// Writes the last `count` decimal digits of `number` to `at`, zeros in front where it has fewer.
constexpr void write_digits(char* at, std::size_t count, std::uint64_t number) {
    for (char* p = at + count; p != at; number /= 10) *--p = static_cast<char>('0' + number % 10);
}

// "1,234,567"
std::string grouped(std::uint64_t number);

} // namespace gateway::text
