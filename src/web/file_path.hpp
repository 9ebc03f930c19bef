#pragma once

#include <string>
#include <string_view>

#include "http/head_scanner.hpp"

namespace gateway::web {

inline constexpr std::string_view malformed_percent =
    "The path has a percent sign without two hexadecimal digits.";

// The path of a file as the folder of --static is asked for it, or why it is not looked for.
struct file_path {
    std::string path;    // segments with one '/' between, none empty, none with a dot in front
    http::refusal error; // status 0: the path is in order
};

// Decodes the raw path behind "/static/" once. 400 where no decoding can make a file's name of it:
// a broken %XX, NUL, a backslash, a slash that is encoded. 404, as for any name that is not there,
// for a segment that is empty or begins with a dot: "..", ".git", "a//b".
file_path decode_file_path(std::string_view raw);

} // namespace gateway::web
