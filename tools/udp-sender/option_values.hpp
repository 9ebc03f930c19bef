#pragma once

#include <map>
#include <optional>
#include <string>

#include "udp-sender/options.hpp"

namespace gateway::sender {

// What stood on the command line, as text, nothing checked.
struct raw_options {
    std::string destination;
    std::map<std::string, std::string> values; // by name, "--count"; those that were given
    std::optional<std::string> text;
    bool find_limit = false;
    bool json = false;
    bool quiet = false;
};

// The options these stand for. Throws usage_error where a value is wrong or two options exclude
// each other.
options check_options(const raw_options& raw);

} // namespace gateway::sender
