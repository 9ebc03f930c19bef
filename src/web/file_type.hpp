#pragma once

#include <string_view>

namespace gateway::web {

// What a file is, by the ending of its name (in any case).
struct file_type {
    std::string_view name;     // the media type, with charset=utf-8 where it is text
    bool compressible = false; // worth compressing: text, more or less
    bool active = false;       // a document that a browser would run scripts of
};

// application/octet-stream for an ending that is not known.
file_type type_of(std::string_view file_name);

} // namespace gateway::web
