#pragma once

#include <string_view>

// What a client would rather have (RFC 9110, 12). Plain functions. Fields are given as one list; an
// element with a weight that is none is taken as not there.
namespace gateway::http {

// How much a media type is wanted by an Accept field (RFC 9110, 12.5.1).
struct preference {
    int weight = 0; // in thousandths; 0: not wanted
    int detail = 0; // how exactly the range says it: 1 is */*, 2 is text/*, more is the type itself
};

// The most exact range that covers the type decides; parameters of a range, as in
// "text/html;level=1", are not looked into. A field that is empty, or has nothing in it that can
// be read, wants everything.
preference preference_for(std::string_view accept, std::string_view media_type);

// Whether gzip is to be sent to a client with this Accept-Encoding field (RFC 9110, 12.5.3): its
// weight is not zero and not lower than that of no coding at all.
bool prefers_gzip(std::string_view accept_encoding);

// Whether an error is told to a client with this Accept field in JSON rather than in HTML: it
// wants it more, or names it and not HTML.
bool prefers_json(std::string_view accept);

} // namespace gateway::http
