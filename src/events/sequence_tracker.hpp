#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace gateway::events {

// What the numbers of one source, or of several, say about its datagrams.
struct sequence_figures {
    std::uint64_t missing = 0;    // gaps that nothing has filled until now
    std::uint64_t duplicated = 0; // numbers that came again
    std::uint64_t reordered = 0;  // came behind a higher number
    std::uint64_t restarts = 0;   // the source has begun to count anew

    sequence_figures& operator+=(const sequence_figures& other);
    friend bool operator==(const sequence_figures&, const sequence_figures&) = default;
};

// Follows the numbers of one source: what is missing, doubled or late, after RFC 4737 (a datagram
// that comes behind a higher number is reordered) and RFC 3550, A.1 (two numbers in a row make a
// new run).
//
// - A run begins with the first number seen. What was lost in front of it, and behind the last one,
//   nobody can know here.
// - A number ahead of all others opens a gap: what lies between is missing. One that fills a gap
//   again is reordered, and no longer missing. One that was there is duplicated.
// - One that lies `window` or more behind, lies in front of the run or too far ahead may begin a
// new
//   run, and so may a beginning (0 or 1) that was there: it does where the next number is near it,
//   or is its successor. Until then one behind counts as what it looks like.
//
// Fixed size, nothing allocated; a few nanoseconds for a number that is the next one. One thread.
class sequence_tracker {
  public:
    // How far behind the newest number it is known which ones have come.
    static constexpr std::uint64_t window = 1'024;
    // A gap is at most this long: what is farther ahead belongs to another run. Of 16 bits it is at
    // most 4,096 (RFC 3550 takes 3,000), so that who begins anew is not taken for one who went on.
    static constexpr std::uint64_t longest_gap = std::uint64_t{1} << 20;
    // How far the first numbers of a run may be from each other, in whatever order they come.
    static constexpr std::uint64_t near = 4;

    // `bits`, 16, 32 or 64: how wide the number is; behind the largest one comes 0.
    explicit sequence_tracker(unsigned bits = 64) : bits_(bits) {}

    // Takes the number of the next datagram; it has no more than `bits` bits.
    void take(std::uint64_t number);

    const sequence_figures& figures() const { return figures_; }

    // The highest number of this run, as it was sent.
    std::uint64_t last() const { return highest_ & mask(); }

    // Whether two numbers came one behind the other: not any number is one of a sequence.
    bool is_regular() const { return regular_; }

  private:
    // Which figure a number counted as that may have begun a new run.
    enum class counted : std::uint8_t { nowhere, duplicated, reordered };

    std::uint64_t mask() const { return ~std::uint64_t{0} >> (64 - bits_); }
    std::uint64_t half() const { return std::uint64_t{1} << (bits_ - 1); }
    void begin(std::uint64_t at);
    void move_ahead(std::uint64_t by);
    void take_behind(std::uint64_t number, std::uint64_t behind);
    void suspect(std::uint64_t number, counted as, std::uint64_t reach);
    bool begins_anew(std::uint64_t number);
    bool has(std::uint64_t at) const { return (seen_[word(at)] >> (at % 64) & 1) != 0; }
    void mark(std::uint64_t at) { seen_[word(at)] |= std::uint64_t{1} << (at % 64); }
    void clear(std::uint64_t from, std::uint64_t count);
    static std::size_t word(std::uint64_t at) { return at % window / 64; }

    // Numbers are kept without their wrap: those of a narrow field go on above it.
    std::uint64_t highest_ = 0, lowest_ = 0; // of this run
    std::uint64_t suspected_ = 0;            // what may have begun a new run
    std::uint64_t reach_ = 0; // how near the next one has to be for that; 0: nothing is suspected
    counted suspected_as_ = counted::nowhere;
    bool begun_ = false;
    bool regular_ = false;
    unsigned bits_;
    sequence_figures figures_;
    std::array<std::uint64_t, window / 64> seen_{}; // bit `number % window`, of this run
};

} // namespace gateway::events
