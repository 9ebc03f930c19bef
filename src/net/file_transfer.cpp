#include "net/file_transfer.hpp"

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace gateway::net {
namespace {

using piece = http::file_body::piece;

void drop_sent(http::file_body& body) {
    const auto rest = std::find_if(body.pieces.begin(), body.pieces.end(),
                                   [](const piece& p) { return p.size() != 0; });
    body.pieces.erase(body.pieces.begin(), rest);
}

// What the kernel takes of the text or, behind it, of the file; as a system call returns it.
ssize_t send_some(int socket, int file, piece& p, std::size_t most) {
    if (!p.text.empty()) {
        const ssize_t sent =
            ::send(socket, p.text.data(), p.text.size(), MSG_NOSIGNAL | (p.length ? MSG_MORE : 0));
        if (sent > 0) p.text.erase(0, static_cast<std::size_t>(sent));
        return sent;
    }
    auto offset = static_cast<off_t>(p.offset);
    const ssize_t sent = ::sendfile(socket, file, &offset, std::min<std::uint64_t>(p.length, most));
    if (sent > 0) {
        p.offset += static_cast<std::uint64_t>(sent);
        p.length -= static_cast<std::uint64_t>(sent);
    }
    return sent;
}

} // namespace

transfer send_part(int socket, http::file_body& body, std::size_t most) {
    for (drop_sent(body); !body.pieces.empty(); drop_sent(body)) {
        if (most == 0) return transfer::more;
        const ssize_t sent = send_some(socket, body.file.descriptor(), body.pieces.front(), most);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && errno == EAGAIN) return transfer::blocked;
        if (sent <= 0) return transfer::failed; // 0: the file ends before the body does
        most -= std::min(most, static_cast<std::size_t>(sent));
    }
    return transfer::done;
}

transfer read_part(http::file_body& body, std::string& out, std::size_t most) {
    for (drop_sent(body); !body.pieces.empty(); drop_sent(body)) {
        if (most == 0) return transfer::more;
        piece& p = body.pieces.front();
        const std::size_t of_text = std::min(p.text.size(), most);
        out.append(p.text, 0, of_text);
        p.text.erase(0, of_text);
        most -= of_text;
        const std::size_t wanted = p.text.empty() ? std::min<std::uint64_t>(p.length, most) : 0;
        if (wanted == 0) continue;
        const std::size_t before = out.size();
        out.resize(before + wanted);
        const ssize_t n = ::pread(body.file.descriptor(), out.data() + before, wanted,
                                  static_cast<off_t>(p.offset));
        out.resize(before + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return transfer::failed;
        p.offset += static_cast<std::uint64_t>(n);
        p.length -= static_cast<std::uint64_t>(n);
        most -= static_cast<std::size_t>(n);
    }
    return transfer::done;
}

} // namespace gateway::net
