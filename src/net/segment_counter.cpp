#include "net/segment_counter.hpp"

#include <linux/bpf.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <utility>

namespace gateway::net {
namespace {

struct descriptor {
    int fd;
    explicit descriptor(int opened) : fd(opened) {}
    descriptor(const descriptor&) = delete;
    ~descriptor() {
        if (fd >= 0) ::close(fd);
    }
};

std::size_t page_size() {
    return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

int bpf(bpf_cmd command, bpf_attr& what) {
    return static_cast<int>(::syscall(SYS_bpf, command, &what, sizeof what));
}

// One number, in a page that can be mapped.
int make_map() {
    bpf_attr a{};
    a.map_type = BPF_MAP_TYPE_ARRAY;
    a.key_size = sizeof(std::uint32_t);
    a.value_size = sizeof(std::uint64_t);
    a.max_entries = 1;
    a.map_flags = BPF_F_MMAPABLE;
    return bpf(BPF_MAP_CREATE, a);
}

constexpr bpf_insn instruction(unsigned code, unsigned to, unsigned from, int offset, int value) {
    bpf_insn i{};
    i.code = static_cast<std::uint8_t>(code);
    i.dst_reg = to & 0xf;
    i.src_reg = from & 0xf;
    i.off = static_cast<std::int16_t>(offset);
    i.imm = value;
    return i;
}

// if (skb->gso_segs > 1) count += skb->gso_segs - 1; return all of it;
int load_filter(int map) {
    const std::array program{
        instruction(BPF_LDX | BPF_MEM | BPF_W, 2, 1, offsetof(__sk_buff, gso_segs), 0),
        instruction(BPF_JMP | BPF_JLE | BPF_K, 2, 0, 4, 1),
        instruction(BPF_ALU64 | BPF_SUB | BPF_K, 2, 0, 0, 1),
        instruction(BPF_LD | BPF_DW, 3, BPF_PSEUDO_MAP_VALUE, 0, map), // BPF_IMM
        instruction(0, 0, 0, 0, 0), // the second half of that one
        instruction(BPF_STX | BPF_ATOMIC | BPF_DW, 3, 2, 0, BPF_ADD),
        instruction(BPF_ALU | BPF_MOV | BPF_K, 0, 0, 0, -1),
        instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
    };
    bpf_attr a{};
    a.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
    a.insns = reinterpret_cast<std::uintptr_t>(program.data());
    a.insn_cnt = program.size();
    a.license = reinterpret_cast<std::uintptr_t>("");
    return bpf(BPF_PROG_LOAD, a);
}

} // namespace

void segment_counter::unmap::operator()(std::uint64_t* page) const {
    ::munmap(page, page_size());
}

segment_counter::segment_counter(int socket) {
    const descriptor map{make_map()};
    if (map.fd < 0) return;
    const descriptor filter{load_filter(map.fd)};
    if (filter.fd < 0) return;
    void* const page = ::mmap(nullptr, page_size(), PROT_READ, MAP_SHARED, map.fd, 0);
    if (page == MAP_FAILED) return;
    std::unique_ptr<std::uint64_t, unmap> count{static_cast<std::uint64_t*>(page)};
    if (::setsockopt(socket, SOL_SOCKET, SO_ATTACH_BPF, &filter.fd, sizeof filter.fd) != 0) return;
    count_ = std::move(count);
}

std::uint64_t segment_counter::more_than_buffers() const {
    return is_attached() ? std::atomic_ref(*count_).load(std::memory_order_acquire) : 0;
}

} // namespace gateway::net
