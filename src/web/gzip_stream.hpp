#pragma once

#include <cstdint>
#include <memory>

#include "http/body_stream.hpp"
#include "http/file_body.hpp"

namespace gateway::web {

// A file, gzipped while it is sent (RFC 1952). Small windows: some 40 KB for each reader at work.
class gzip_stream : public http::body_stream {
  public:
    // The first `size` bytes of `file`.
    gzip_stream(http::open_file file, std::uint64_t size);
    ~gzip_stream() override;

    // One slice of 16 KiB of the file. Throws std::runtime_error where the file has become shorter,
    // so that what was sent does not seem whole.
    progress produce(std::string& out, time_point now) override;

  private:
    struct deflater;

    http::open_file file_;
    std::uint64_t left_;
    std::uint64_t offset_ = 0;
    std::unique_ptr<deflater> deflater_; // made when it is first needed: not for a 304
};

} // namespace gateway::web
