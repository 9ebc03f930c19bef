#include "events/ring_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "events/ring_head.hpp"
#include "text/escape.hpp"

namespace gateway::events {
namespace {

std::system_error failed(int error, const std::string& what) {
    return {error, std::generic_category(), what};
}

int open_or_make(const std::string& path, const std::string& name, bool& made) {
    int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    made = fd >= 0;
    // Also through a link to a file that is not there yet.
    if (!made && errno == EEXIST) fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) return fd;
    const int error = errno;
    const bool is_there = ::access(path.c_str(), F_OK) == 0;
    if (is_there && (error == EACCES || error == EROFS || error == EPERM)) {
        throw failed(error,
                     fmt::format("can't write to the ring file {}; --read-only shows it", name));
    }
    throw failed(error, fmt::format("can't {} the ring file {}", is_there ? "open" : "make", name));
}

} // namespace

ring_file::ring_file(const ring_file_options& options)
    : name_(text::printable(options.path)), file_(open_or_make(options.path, name_, new_)) {
    regular_file_size(file_.get(), name_);
    lock();
    if (regular_file_size(file_.get(), name_) != 0) head_ = read_head(file_.get(), name_);
    if (head_.finished == 0) { // empty, or its maker was ended before it was done
        make(options);
    } else {
        if (options.capacity) check_capacity(head_, *options.capacity, name_);
        allocate();
    }
    ring_state state;
    read_file(file_.get(), name_, &state, sizeof state, state_offset);
    ring_window arena{file_.get(), name_, head_.capacity};
    found_ = recover(arena, state, head_.secret);
    map();
}

ring_file::~ring_file() {
    if (mapping_ != nullptr) ::munmap(mapping_, ring_file_size(head_.capacity));
}

// Held by the open file, not by the process; whoever only reads asks for none.
void ring_file::lock() const {
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (::fcntl(file_.get(), F_OFD_SETLK, &whole) == 0) return;
    if (errno == EAGAIN || errno == EACCES) {
        throw std::runtime_error(
            fmt::format("the ring file {} is in use by another event-gateway: end that one first, "
                        "or look at it with --read-only",
                        name_));
    }
    throw failed(errno, fmt::format("can't lock the ring file {}", name_));
}

void ring_file::make(const ring_file_options& options) {
    const bool by_us = std::exchange(new_, true);
    head_.magic = ring_magic;
    head_.byte_order = ring_byte_order;
    head_.version = ring_version;
    head_.capacity = ring_capacity(options.capacity.value_or(options.default_capacity));
    head_.id = options.id;
    head_.secret = options.secret;
    head_.made_ns = options.now_ns;
    head_.check = head_check(head_);
    ring_state state{};
    state.oldest = 1;
    try {
        if (::ftruncate(file_.get(), 0) != 0) throw failed(errno, "can't empty " + name_);
        write(&head_, sizeof head_, 0);
        allocate();
        write(&state, sizeof state, state_offset);
        head_.finished = 1;
        head_.check = head_check(head_);
        write(&head_, sizeof head_, head_copy_offset(head_.capacity));
        write(&head_, sizeof head_, 0);
    } catch (...) {
        // What may be left takes no room, and the next start makes it anew.
        [[maybe_unused]] const int ignored = ::ftruncate(file_.get(), 0);
        if (by_us) ::unlink(options.path.c_str());
        throw;
    }
}

void ring_file::write(const void* bytes, std::size_t size, std::size_t offset) const {
    const ssize_t n = ::pwrite(file_.get(), bytes, size, static_cast<off_t>(offset));
    if (n == static_cast<ssize_t>(size)) return;
    throw failed(n < 0 ? errno : ENOSPC, fmt::format("can't write the ring file {}", name_));
}

// Every block of it: a hole that the disk has no room for would end the gateway when it is written.
void ring_file::allocate() const {
    const std::size_t size = ring_file_size(head_.capacity);
    const int error = ::posix_fallocate(file_.get(), 0, static_cast<off_t>(size));
    if (error == 0) return;
    throw failed(error, fmt::format("no room on the disk for the {} bytes of the ring file {}",
                                    size, name_));
}

void ring_file::map() {
    void* const p = ::mmap(nullptr, ring_file_size(head_.capacity), PROT_READ | PROT_WRITE,
                           MAP_SHARED, file_.get(), 0);
    if (p == MAP_FAILED) {
        throw failed(errno, fmt::format("can't map the ring file {} into memory", name_));
    }
    mapping_ = static_cast<std::byte*>(p);
    // Where one of the two was damaged or cut off.
    for (const std::size_t at : {std::size_t{0}, head_copy_offset(head_.capacity)}) {
        if (std::memcmp(mapping_ + at, &head_, sizeof head_) != 0) {
            std::memcpy(mapping_ + at, &head_, sizeof head_);
        }
    }
}

} // namespace gateway::events
