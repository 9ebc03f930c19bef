#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gateway::events {

// A ring file's arena, read through one buffer. What it gives is this process's own copy: it does
// not change while it is looked at, whoever writes to the file, and a file that is cut or a disk
// that fails is an error here instead of a signal.
class ring_window {
  public:
    // `name` is for the messages. `fd` has to stay open.
    ring_window(int fd, std::string name, std::size_t capacity);

    std::size_t capacity() const { return capacity_; }

    // `size` bytes at `offset`, both within the arena; valid until the next call. Bytes behind the
    // file's end are zeros. Throws std::system_error where the file can't be read.
    const std::byte* at(std::size_t offset, std::size_t size) {
        if (offset < start_ || offset + size > end_) load(offset, size);
        return buffer_.data() + (offset - start_);
    }

    // `offset`, or the first one behind it at which the file may hold anything but zeros.
    std::size_t skip_hole(std::size_t offset) {
        return !skips_holes_ || (offset >= start_ && offset < end_) ? offset : find_data(offset);
    }
    void read_holes() { skips_holes_ = false; }

    // Forgets what was read: the file may have changed.
    void forget() { start_ = end_ = 0; }

  private:
    void load(std::size_t offset, std::size_t size);
    std::size_t find_data(std::size_t offset) const;

    int fd_;
    std::string name_;
    std::size_t capacity_;
    bool skips_holes_ = true;
    std::vector<std::byte> buffer_; // of [start_, end_)
    std::size_t start_ = 0, end_ = 0;
};

// Reads `size` bytes at `offset` of a file, and zeros behind its end; throws std::system_error.
void read_file(int fd, const std::string& name, void* into, std::size_t size, std::size_t offset);

} // namespace gateway::events
