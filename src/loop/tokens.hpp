#pragma once

#include <asio/awaitable.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/use_awaitable.hpp>

namespace gateway::loop {

// How a coroutine waits for an operation: `const auto [ec, n] = co_await op(..., result);`.
// Errors are values: nothing is thrown. (The one place that knows which Asio this is: in 1.22
// as_tuple is still experimental.)
inline constexpr auto result = asio::experimental::as_tuple(asio::use_awaitable);

using asio::awaitable;

} // namespace gateway::loop
