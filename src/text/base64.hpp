#pragma once

#include <string>
#include <string_view>

// RFC 4648, section 4: the standard alphabet, padded.
namespace gateway::text {

// Appends `bytes` as Base64. Plain function, any thread.
void append_base64(std::string& out, std::string_view bytes);

} // namespace gateway::text
