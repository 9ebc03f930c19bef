#pragma once

#include <string>

#include "events/ring_format.hpp"

namespace gateway::events {

// Throws a std::runtime_error that says what the file is instead, where it is no regular file.
// Returns its size.
std::size_t regular_file_size(int fd, const std::string& name);

// What the file says of itself, on its first page or, where that is damaged, on its last one.
// Throws std::runtime_error with one sentence: what is wrong with it, and how to go on.
ring_head read_head(int fd, const std::string& name);

// Throws where a ring that is asked to have `asked` bytes has another capacity.
void check_capacity(const ring_head& head, std::size_t asked, const std::string& name);

} // namespace gateway::events
