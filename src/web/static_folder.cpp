#include "web/static_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "http/negotiation.hpp"
#include "web/file_type.hpp"
#include "web/gzip_stream.hpp"

namespace gateway::web {
namespace {

// Smaller ones gain nothing: they fit into the same packet.
constexpr std::uint64_t least_to_compress = 1024;
// The least that gzip makes. An empty file is one that is being written.
constexpr std::uint64_t least_gzip_size = 20;
// How often a look-up is begun again that a rename somewhere in the folder made doubtful.
constexpr int max_tries = 8;

int open_beneath(int folder, const char* path, std::uint64_t flags) {
    open_how how{};
    how.flags = flags | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    for (int i = 0; i < max_tries; ++i) {
        const long descriptor = ::syscall(SYS_openat2, folder, path, &how, sizeof how);
        if (descriptor >= 0 || (errno != EAGAIN && errno != EINTR)) {
            return static_cast<int>(descriptor);
        }
    }
    return -1;
}

// A regular file that is open, and what is known of it.
struct found_file {
    http::open_file file;
    std::uint64_t size = 0;
    std::int64_t modified_s = 0;
    std::int64_t modified_ns = 0; // within the second
    std::string tag;              // without quotes
};

std::optional<found_file> regular(http::open_file file) {
    struct stat about {};
    if (!file || ::fstat(file.descriptor(), &about) != 0 || !S_ISREG(about.st_mode)) {
        return std::nullopt;
    }
    found_file found;
    found.file = std::move(file);
    found.size = static_cast<std::uint64_t>(about.st_size);
    found.modified_s = about.st_mtim.tv_sec;
    found.modified_ns = about.st_mtim.tv_nsec;
    found.tag = fmt::format("{:x}-{:x}-{:x}.{:09}", about.st_ino, found.size, found.modified_s,
                            found.modified_ns);
    return found;
}

bool is_older(const found_file& a, const found_file& b) {
    return a.modified_s != b.modified_s ? a.modified_s < b.modified_s
                                        : a.modified_ns < b.modified_ns;
}

void serve_file(http::response& r, found_file f) {
    r.ranges = true;
    r.file = std::make_unique<http::file_body>();
    r.file->pieces.push_back({"", 0, f.size});
    r.file->file = std::move(f.file);
}

} // namespace

static_folder::static_folder(const std::string& path)
    : folder_(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
    const auto fail = [&] {
        throw std::system_error(errno, std::generic_category(), "can't open the folder " + path);
    };
    if (!folder_) fail();
    const http::open_file searched{open_beneath(folder_.descriptor(), ".", O_PATH | O_DIRECTORY)};
    if (!searched) fail();
}

// A FIFO or a device must not be waited for, nor become this process's terminal.
http::open_file static_folder::open(const std::string& path) const {
    return http::open_file{
        open_beneath(folder_.descriptor(), path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY)};
}

static_folder::lookup static_folder::find(const http::request& r, const std::string& path) const {
    errno = 0;
    auto plain = regular(open(path));
    if (!plain) {
        const bool exhausted = errno == EMFILE || errno == ENFILE || errno == ENOMEM;
        if (exhausted) return {{}, 503, "There are too many open files at the moment."};
        return {};
    }
    const file_type type = type_of(path);
    http::response answer;
    answer.content_type = type.name;
    answer.fields = "Cache-Control: no-cache\r\nVary: Accept-Encoding\r\n";
    if (type.active) answer.fields += foreign_policy;
    answer.last_modified = std::max<std::int64_t>(plain->modified_s, 0);
    answer.etag = fmt::format("\"{}\"", plain->tag);

    const bool gzip = http::prefers_gzip(r.combined("accept-encoding").value_or(""));
    auto packed = gzip && !path.ends_with(".gz") ? regular(open(path + ".gz")) : std::nullopt;
    if (packed && !is_older(*packed, *plain) && packed->size >= least_gzip_size) {
        answer.content_encoding = "gzip";
        answer.last_modified = std::max<std::int64_t>(packed->modified_s, 0);
        answer.etag = fmt::format("\"{}-gzip\"", packed->tag);
        serve_file(answer, std::move(*packed));
    } else if (gzip && type.compressible && plain->size >= least_to_compress &&
               r.header("range").empty()) {
        // Weak: another zlib makes other bytes of the same file. A part can be asked for of the
        // file as it is only.
        answer.content_encoding = "gzip";
        answer.etag = fmt::format("W/\"{}-gzip\"", plain->tag);
        answer.stream = std::make_unique<gzip_stream>(std::move(plain->file), plain->size);
    } else {
        serve_file(answer, std::move(*plain));
    }
    return {std::move(answer), 200, {}};
}

} // namespace gateway::web
