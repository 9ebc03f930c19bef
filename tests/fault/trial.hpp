#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fault/victim.hpp"
#include "fault/witness.hpp"

namespace gateway::tests {

// A gateway's options, what clients do with it, and how its ledger is asked for.
struct scenario {
    std::vector<std::string> options;
    std::function<void(const doors&, witness&)> play;
    std::function<figures(const doors&, witness&)> ledger;
};

struct trial {
    std::vector<std::uint64_t> calls; // by fault::call, in the whole life of the process
    bool failed = false;              // the planned call was reached
    bool started = false;
    std::vector<std::string> harmed; // see witness
    std::vector<std::string> wrong;  // what may not be so, whatever fails
    std::string err;                 // all of its standard error
};

// Plays the scenario once with this fault, or none.
trial run_trial(const scenario& s, const std::optional<planned_fault>& fault);

} // namespace gateway::tests
