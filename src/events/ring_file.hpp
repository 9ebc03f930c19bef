#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "events/descriptor.hpp"
#include "events/ring_format.hpp"
#include "events/ring_recovery.hpp"

namespace gateway::events {

struct ring_file_options {
    std::string path;
    std::optional<std::size_t> capacity;                  // of the arena; none: as the file has it
    std::size_t default_capacity = std::size_t{64} << 20; // of a new file
    std::int64_t now_ns = 0;                              // UTC
    std::uint64_t id = 0, secret = 0;                     // of a new file: random numbers
};

// A ring's file, open for its one writer: made where there was none, locked, with all its blocks
// allocated, read and judged, then mapped. Whatever is wrong is thrown as one sentence that names
// the file (std::runtime_error; std::system_error where the system gave the reason).
class ring_file {
  public:
    explicit ring_file(const ring_file_options& options);
    ~ring_file();
    ring_file(const ring_file&) = delete;
    ring_file& operator=(const ring_file&) = delete;

    std::byte* arena() const { return mapping_ + arena_offset; }
    ring_state& state() const { return *reinterpret_cast<ring_state*>(mapping_ + state_offset); }
    std::size_t capacity() const { return head_.capacity; }
    std::uint64_t id() const { return head_.id; }
    std::uint64_t secret() const { return head_.secret; }
    bool is_new() const { return new_; }

    // What was in it when it was opened.
    const ring_recovery& found() const { return found_; }

  private:
    void lock() const;
    void make(const ring_file_options& options);
    void write(const void* bytes, std::size_t size, std::size_t offset) const;
    void allocate() const;
    void map();

    std::string name_; // as messages show it
    bool new_ = false;
    descriptor file_;
    ring_head head_{};
    ring_recovery found_;
    std::byte* mapping_ = nullptr;
};

} // namespace gateway::events
