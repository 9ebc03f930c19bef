#pragma once

#include <string>
#include <string_view>

// Bytes that somebody else chose, made harmless for the place where they are shown. Plain
// functions, any thread; each appends to `out`.
namespace gateway::text {

// The inside of a JSON string (RFC 8259, 7). `utf8` has to be well-formed UTF-8. Also escaped:
// DEL, U+2028 and U+2029, and '<', so that no JSON can end a script element.
void append_json_string(std::string& out, std::string_view utf8);

// The inside of a field in quotes (RFC 4180, 2.7): each quote twice.
void append_quotes_doubled(std::string& out, std::string_view text);

// The text of an HTML element, or the value of an attribute in quotes.
void append_html(std::string& out, std::string_view text);

// One line for a log, a terminal or a text export: printable ASCII and well-formed UTF-8 as they
// stand, every control byte, malformed byte, backslash, and the invisible characters that change
// a line's direction (bidi) or break it as \n, \r, \t, \\ or \xHH.
void append_printable(std::string& out, std::string_view bytes);
std::string printable(std::string_view bytes);

} // namespace gateway::text
