#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace gateway::web {

// A file that lies in the binary. All views live as long as the program.
struct asset {
    std::string_view name;  // the file's name: "live.js"
    std::string_view plain; // its bytes
    std::string_view gzip;  // the same bytes, gzipped when the gateway was built
    std::string_view hash;  // 16 hexadecimal digits of the SHA-256 of the plain bytes
    std::int64_t modified;  // when the file was changed: seconds since 1970-01-01 UTC
};

// Every file of src/web/assets and src/web/templates, sorted by name. Defined in files that the
// build generates (scripts/cmake/GenerateAssets.cmake).
std::span<const asset> embedded_assets();
std::span<const asset> embedded_templates();

} // namespace gateway::web
