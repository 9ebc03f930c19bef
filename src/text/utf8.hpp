#pragma once

#include <string_view>

// RFC 3629.
namespace gateway::text {

// Whether `bytes` are well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
// The empty text is. Plain function, any thread.
bool is_utf8(std::string_view bytes);

} // namespace gateway::text
