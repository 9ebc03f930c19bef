#include "events/run_list.hpp"

namespace gateway::events {
namespace {

constexpr std::size_t max_run = 512;
// Runs below a quarter of it are made one with a neighbour where both fill three quarters at most.
constexpr std::size_t small_run = max_run / 4;
constexpr std::size_t merged_run = max_run / 4 * 3;

std::vector<std::uint32_t> make_run() {
    std::vector<std::uint32_t> run;
    run.reserve(max_run);
    return run;
}

auto offset(std::size_t n) {
    return static_cast<std::ptrdiff_t>(n);
}

} // namespace

void run_list::insert(place before, std::uint32_t number) {
    if (before == end()) { // behind all others
        if (!runs_.empty() && runs_.back().size() < max_run) return runs_.back().push_back(number);
        runs_.push_back(make_run());
        return runs_.back().push_back(number);
    }
    if (runs_[before.run].size() == max_run) {
        const auto second = runs_.insert(runs_.begin() + offset(before.run) + 1, make_run());
        auto& first = runs_[before.run];
        second->assign(first.begin() + offset(max_run / 2), first.end());
        first.resize(max_run / 2);
        if (before.at > first.size()) before = {before.run + 1, before.at - first.size()};
    }
    auto& run = runs_[before.run];
    run.insert(run.begin() + offset(before.at), number);
}

void run_list::erase(place p) {
    auto& run = runs_[p.run];
    run.erase(run.begin() + offset(p.at));
    if (run.empty()) {
        runs_.erase(runs_.begin() + offset(p.run));
    } else if (run.size() < small_run) {
        if (p.run + 1 < runs_.size()) merge(p.run);
        if (p.run != 0) merge(p.run - 1);
    }
}

// Makes the run `left` and the next one a single run, where that is not too full.
void run_list::merge(std::size_t left) {
    auto& first = runs_[left];
    const auto& second = runs_[left + 1];
    if (first.size() + second.size() > merged_run) return;
    first.insert(first.end(), second.begin(), second.end());
    runs_.erase(runs_.begin() + offset(left) + 1);
}

} // namespace gateway::events
