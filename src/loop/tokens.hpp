#pragma once

#include <asio/awaitable.hpp>
#include <asio/error.hpp>
#include <asio/execution/blocking.hpp>
#include <asio/execution/execute.hpp>
#include <asio/io_context.hpp>
#include <asio/require.hpp>
#include <asio/use_awaitable.hpp>
#include <tuple>
#include <utility>

namespace gateway::loop {

// With the loop's own executor: for any other one Asio needs memory in places that are noexcept.
using executor = asio::io_context::executor_type;
template <class T>
using awaitable = asio::awaitable<T, executor>;

// How a coroutine waits for an operation: `const auto [ec, n] = co_await op(..., result);`.
// Errors are values: nothing is thrown. Where there is no memory to begin the operation with, that
// is its error (src/DECISIONS.md, 32).
struct result_token {};
inline constexpr result_token result;

// Resumes the coroutine that waits, `Handler` being what Asio would have for that. Knows whether it
// was moved into the operation.
template <class Handler, class... Args>
class result_handler : public Handler {
  public:
    explicit result_handler(Handler&& handler) : Handler(std::move(handler)) {}
    result_handler(result_handler&& other) noexcept
        : Handler(std::move(other)), is_here_(std::exchange(other.is_here_, false)) {}

    void operator()(Args... args) { Handler::operator()(std::tuple<Args...>{std::move(args)...}); }

    // For next_turn().
    void operator()() requires(sizeof...(Args) == 1) { (*this)(asio::error_code{}); }

    // The operation could not begin. Where it had the handler already, the coroutine is destroyed.
    void fail() {
        if (!is_here_) return;
        std::tuple<Args...> outcome;
        std::get<0>(outcome) = asio::error::no_memory;
        Handler::operator()(std::move(outcome));
    }

  private:
    bool is_here_ = true;
};

} // namespace gateway::loop

template <class... Args>
class asio::async_result<gateway::loop::result_token, void(Args...)> {
  public:
    template <class Initiation, class... Given>
    static auto initiate(Initiation&& initiation, gateway::loop::result_token, Given&&... given) {
        using token = use_awaitable_t<gateway::loop::executor>;
        return async_initiate<const token, void(std::tuple<std::decay_t<Args>...>)>(
            [](auto&& handler, auto&& begin, auto&&... with) {
                using handler_type = std::decay_t<decltype(handler)>;
                gateway::loop::result_handler<handler_type, std::decay_t<Args>...> resume{
                    std::forward<decltype(handler)>(handler)};
                try {
                    std::forward<decltype(begin)>(begin)(std::move(resume),
                                                         std::forward<decltype(with)>(with)...);
                } catch (...) { // the caller is noexcept
                    resume.fail();
                }
            },
            token{}, std::forward<Initiation>(initiation), std::forward<Given>(given)...);
    }
};

namespace gateway::loop {

// Ends when everything that is ready now has had its turn.
inline auto next_turn() {
    return asio::async_initiate<const result_token, void(asio::error_code)>(
        [](auto&& handler) {
            const auto later =
                asio::require(handler.get_executor(), asio::execution::blocking_t::never);
            asio::execution::execute(later, std::forward<decltype(handler)>(handler));
        },
        result);
}

} // namespace gateway::loop
