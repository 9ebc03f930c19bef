#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/file_body.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace gateway::web {

// The policy of documents that lie in the folder: somebody else's, so that nothing in them runs and
// nothing of them acts for whoever looks at them (CSP level 3; see DECISIONS).
inline constexpr std::string_view foreign_policy =
    "Content-Security-Policy: sandbox allow-same-origin; default-src 'none'; img-src 'self' data:; "
    "media-src 'self'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'\r\n";

// The folder of --static. It is opened once: whatever its name stands for later, files come from
// this one, and none from outside of it (openat2(2), RESOLVE_BENEATH). Files are opened and read on
// the one thread.
class static_folder {
  public:
    // Throws std::system_error: the folder can't be opened or searched, or (ENOSYS, EPERM) the
    // kernel has no openat2, which came with Linux 5.6.
    explicit static_folder(const std::string& path);

    struct lookup {
        std::optional<http::response> found; // whole, with its validators: see serve_content.hpp
        int status = 404;                    // where there is none
        std::string_view detail = "There is no such file.";
    };
    // The file of a path that decode_file_path() has passed, gzipped where the client wants that
    // and it is worth it. Only regular files are found.
    lookup find(const http::request& r, const std::string& path) const;

  private:
    http::open_file open(const std::string& path) const;

    http::open_file folder_;
};

} // namespace gateway::web
