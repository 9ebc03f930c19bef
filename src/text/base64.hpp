#pragma once

#include <optional>
#include <string>
#include <string_view>

// RFC 4648, section 4: the standard alphabet, padded.
namespace gateway::text {

// Appends `bytes` as Base64. Plain function, any thread.
void append_base64(std::string& out, std::string_view bytes);

// The bytes that `base64` stands for; nullopt where it is not what append_base64 writes.
std::optional<std::string> decode_base64(std::string_view base64);

} // namespace gateway::text
