#pragma once

#include <optional>
#include <string>
#include <string_view>

// Bytes as hexadecimal digits. Plain functions, any thread.
namespace gateway::text {

inline constexpr char lower_hex_digits[] = "0123456789abcdef";

// The value of one hexadecimal digit of either case, -1 for any other character.
int hex_digit(char c);

// The bytes that `digits` name ("68 65 6c6c6f"); blanks between bytes are passed over. nullopt for
// any other character or half a byte.
std::optional<std::string> decode_hex(std::string_view digits);

// Appends the classic dump of `bytes`: offset, 16 bytes in hexadecimal, the printable ASCII of
// them, one line for each 16 bytes.
void append_hex_dump(std::string& out, std::string_view bytes);

} // namespace gateway::text
