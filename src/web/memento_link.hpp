#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// The links of Memento (RFC 7089, 2.2), as a Link field and a TimeMap have them alike. No URL that
// a request can have contains what would end one: '>', quotes, blanks. Plain functions.
namespace gateway::web {

// Appends "<{url}>;rel=\"original\"" and the like.
void append_link(std::string& out, std::string_view address, std::string_view rel);

// Appends the link to the capture of this URL and time, behind the base path; `rel` stands in front
// of "memento": "first ", "first last " or "".
void append_memento_link(std::string& out, std::string_view base, std::string_view url,
                         std::int64_t time_s, std::string_view rel);

} // namespace gateway::web
