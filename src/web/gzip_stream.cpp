#include "web/gzip_stream.hpp"

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <stdexcept>

namespace gateway::web {
namespace {

constexpr std::size_t slice = 16 * 1024;
constexpr int level = 1;
// A window of 4 KiB and hash tables to go with it: 16 KiB each, where zlib's usual ones take 128.
constexpr int window_bits = 12;
constexpr int memory_level = 5;
constexpr int gzip_format = 16;

} // namespace

struct gzip_stream::deflater {
    deflater() {
        const int made = deflateInit2(&z, level, Z_DEFLATED, gzip_format + window_bits,
                                      memory_level, Z_DEFAULT_STRATEGY);
        if (made != Z_OK) throw std::bad_alloc{};
    }
    deflater(const deflater&) = delete;
    deflater& operator=(const deflater&) = delete;
    ~deflater() { deflateEnd(&z); }

    void append(std::string& out, char* bytes, std::size_t size, bool last) {
        z.next_in = reinterpret_cast<Bytef*>(bytes);
        z.avail_in = static_cast<uInt>(size);
        do {
            const std::size_t before = out.size();
            out.resize(before + slice);
            z.next_out = reinterpret_cast<Bytef*>(out.data() + before);
            z.avail_out = slice;
            deflate(&z, last ? Z_FINISH : Z_NO_FLUSH); // can't fail: there is room for output
            out.resize(out.size() - z.avail_out);
        } while (z.avail_out == 0);
    }

    z_stream z{};
};

gzip_stream::gzip_stream(http::open_file file, std::uint64_t size)
    : file_(std::move(file)), left_(size) {}

gzip_stream::~gzip_stream() = default;

http::body_stream::progress gzip_stream::produce(std::string& out, time_point) {
    if (!deflater_) deflater_ = std::make_unique<deflater>();
    std::array<char, slice> bytes;
    const std::size_t wanted = std::min<std::uint64_t>(left_, bytes.size());
    ssize_t read = -1;
    do {
        read = ::pread(file_.descriptor(), bytes.data(), wanted, static_cast<off_t>(offset_));
    } while (read < 0 && errno == EINTR);
    if (read < 0 || (read == 0 && wanted != 0)) {
        throw std::runtime_error("a file became shorter, or unreadable, while it was sent");
    }
    left_ -= static_cast<std::uint64_t>(read);
    offset_ += static_cast<std::uint64_t>(read);
    deflater_->append(out, bytes.data(), static_cast<std::size_t>(read), left_ == 0);
    return left_ == 0 ? progress::done : progress::more;
}

} // namespace gateway::web
