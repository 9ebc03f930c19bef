#pragma once

#include <string_view>
#include <vector>

namespace gateway::fuzz {

// The code points of well-formed UTF-8; ends the program (see require) where it is none. A decoder
// of its own, so that it can say something about that of text/.
std::vector<char32_t> code_points(std::string_view utf8);

// Whether `utf8` shows what it holds, in one line, left to right: no control character (C0, DEL,
// C1), no line separator, no mark, embedding, override or isolate of direction.
bool is_printable(std::string_view utf8);

} // namespace gateway::fuzz
