#pragma once

#include <cstddef>
#include <string>

#include "http/file_body.hpp"

// Moves a body that lies in a file towards its reader, and takes off the body what has gone. Reads
// of a disk block: one call moves at most what is asked for. Plain functions.
namespace gateway::net {

enum class transfer {
    done,    // nothing is left
    more,    // `most` bytes have gone, or nearly
    blocked, // the socket takes no more at the moment
    failed,  // the reader has gone, or the file has become shorter or unreadable
};

// Gives a non-blocking socket up to about `most` bytes, the file's by sendfile(2).
transfer send_part(int socket, http::file_body& body, std::size_t most);

// Appends the next bytes of the body to `out`, at most `most`: `done`, `more` or `failed`. For a
// socket that sendfile can't be used on.
transfer read_part(http::file_body& body, std::string& out, std::size_t most);

} // namespace gateway::net
