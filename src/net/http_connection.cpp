#include "net/http_connection.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>

#include <algorithm>
#include <asio/buffer.hpp>
#include <exception>
#include <utility>

#include "http/chunk.hpp"
#include "http/response_head.hpp"
#include "loop/clock.hpp"
#include "net/bind.hpp"

namespace gateway::net {
namespace {

// Answers are written when so much of them is rendered, even if more requests have arrived.
constexpr std::size_t output_limit = 8 * 1024;
// What all requests together may hold that have not come whole, besides eight of the largest.
constexpr std::size_t max_unfinished = 8 * 1024 * 1024;
// How long the requests of one client are answered before the others have their turn.
constexpr std::chrono::milliseconds turn{1};

} // namespace

http_connection::http_connection(client_socket socket, http_context& context)
    : socket_(std::move(socket)),
      context_(context),
      parser_(context.options.max_body),
      wake_(socket_.tcp().get_executor()) {
    http::request& r = parser_.message();
    r.secure = socket_.is_secure();
    asio::error_code unknown;
    const auto client = socket_.tcp().remote_endpoint(unknown);
    if (!unknown) r.client = to_endpoint(client);
    const auto local = socket_.tcp().local_endpoint(unknown);
    if (!unknown) r.local = to_endpoint(local);
    enter(connection_phase::idle);
}

http_connection::~http_connection() {
    if (looks_) context_.looks.remove(*this);
    context_.unfinished -= unfinished_;
}

// A phase begins: its deadline counts from here, not from the last byte.
void http_connection::enter(connection_phase phase) {
    phase_ = phase;
    const bool works = phase == connection_phase::answering; // so often that the clock would show
    deadline_ =
        works ? time_point::max() : deadline_of(phase, context_.options, loop::coarse_now());
}

loop::awaitable<void> http_connection::run() {
    bool connected = true;
    while (connected && !closing_) {
        const bool received = !input_.empty() || co_await receive();
        if (!received) {
            if (!expired_ || phase_ == connection_phase::idle) break;
            if (!socket_.is_established()) break; // there is nobody to talk to
            expired_ = false;
            context_.output.clear();
            refuse({408, "The request did not arrive in time."});
            connected = write_output();
        } else {
            connected = was_answered_ ? std::exchange(was_answered_, false) : answer_input();
        }
        if (connected && !stream_ && !unwritten_.empty()) connected = co_await write_rest();
        if (connected && stream_) connected = co_await send_stream();
        if (connected && file_) connected = co_await send_file();
        if (connected && !closing_ && !input_.empty()) { // the others have their turn first
            keep_input();
            const auto [no_turn] = co_await loop::next_turn();
            if (no_turn) break;
            input_ = unread_;
        }
    }
    tell_departure();
    // A client that was told of the end may be sending already what nobody reads.
    if (connected && (closing_ || socket_.is_secure())) socket_.shutdown_send();
    if (connected && closing_) co_await linger();
    socket_.close();
}

// Answers what has been received, as far as nothing has to be waited for; false where the client
// has gone.
bool http_connection::answer_input() {
    context_.output.clear(); // nothing is left in it, unless a handler threw
    take_requests();
    if (stream_ || file_) keep_input();
    const bool connected = write_output();
    context_.handler.answered();
    return connected;
}

// Whether there is room for what has come of this client's unfinished request.
bool http_connection::has_room() {
    context_.unfinished += parser_.buffered() - unfinished_;
    unfinished_ = parser_.buffered();
    const std::size_t most = max_unfinished + 8 * context_.options.max_body;
    return context_.unfinished <= most || unfinished_ <= most_ahead;
}

// Parses what has arrived and renders the answers, until a stream has to be sent first.
void http_connection::take_requests() {
    std::chrono::steady_clock::time_point end; // none while there is but one request
    while (!input_.empty() && !closing_ && !stream_ && !file_ && attached_.empty() &&
           context_.output.size() < output_limit) {
        const std::size_t rendered = context_.output.size();
        counted_ = false;
        try {
            take_input();
        } catch (const std::exception& e) {
            fail(rendered, e.what());
        }
        if (input_.empty()) break;
        const auto now = std::chrono::steady_clock::now();
        if (end == time_point{}) end = now + turn;
        if (now > end) return;
    }
    if (!closing_ && !has_room() && attached_.empty()) {
        refuse({503, "Too many requests are on their way here at once; try again later."});
    }
}

void http_connection::take_input() {
    input_.remove_prefix(parser_.feed(input_));
    if (parser_.state() == http::parse_state::complete) {
        take_request(parser_.message());
        parser_.next();
    } else if (parser_.state() == http::parse_state::refused) {
        refuse(parser_.why());
    } else if (parser_.take_early_head()) {
        take_early_head();
    }
}

// What stands behind `rendered` is a part of an answer, or nothing.
void http_connection::fail(std::size_t rendered, const char* why) {
    context_.log.error("http: a request could not be answered: {}", why);
    context_.output.resize(rendered);
    stream_.reset();
    file_.reset();
    attached_ = {};
    refuse({500, "This request could not be answered."});
}

void http_connection::count_request() {
    if (!std::exchange(counted_, true)) ++context_.counts.http_requests;
}

// The head of a request is there, its body is on its way.
void http_connection::take_early_head() {
    http::request& r = parser_.message();
    if (auto refusal = context_.handler.refuse_early(r)) {
        count_request();
        minor_version_ = r.minor_version;
        answer(std::move(*refusal), false, r.method == http::method::head);
    } else if (parser_.expects_continue()) {
        context_.output += "HTTP/1.1 100 Continue\r\n\r\n";
    }
}

void http_connection::take_request(http::request& r) {
    count_request();
    enter(connection_phase::answering);
    minor_version_ = r.minor_version;
    const bool head = r.method == http::method::head;
    const bool keep_alive = r.keep_alive && !stopping_;
    http::response answered = context_.handler.handle(r);
    if (answered.endless) {
        append_open_head(answered, keep_alive);
    } else if (answered.stream) {
        begin_stream(std::move(answered), keep_alive, head);
        if (stream_ && stream_->ends_with_client()) {
            work_ = fmt::format("GET {}", r.target);
            work_begun_ = std::chrono::steady_clock::now();
        }
    } else {
        if (answered.file && !head) read_small_file(answered);
        answer(std::move(answered), keep_alive, head);
    }
}

void http_connection::refuse(const http::refusal& why) {
    count_request();
    const bool head = parser_.message().method == http::method::head;
    answer(context_.handler.refuse(why), false, head);
    parser_.next(); // whatever had come of it takes no more room
    has_room();
}

void http_connection::answer(http::response&& r, bool keep_alive, bool head) {
    http::framing f;
    if (r.status != 204 && r.status != 304) f.length = r.size(); // RFC 9110, 8.6
    f.keep_alive = keep_alive;
    f.minor_version = minor_version_;
    http::append_head(context_.output, r, f, context_.date());
    const std::string_view body = r.constant.empty() ? std::string_view{r.body} : r.constant;
    if (!head && r.constant.size() >= output_limit) {
        attached_ = body; // it lies where it is until this has been written
    } else if (!head) {
        context_.output += body;
    }
    if (!head) file_ = std::move(r.file);
    closing_ |= !keep_alive;
}

// A stream that fits into its first part is an ordinary answer.
void http_connection::begin_stream(http::response&& r, bool keep_alive, bool head) {
    const auto progress = r.stream->produce(r.body, std::chrono::steady_clock::now());
    if (progress == http::body_stream::progress::done) {
        if (!head) r.stream->written();
        r.stream.reset();
        return answer(std::move(r), keep_alive, head);
    }
    append_open_head(r, keep_alive);
    if (head) return;
    const std::size_t start = chunked_ ? http::begin_chunk(context_.output) : 0;
    context_.output += r.body;
    if (chunked_) http::end_chunk(context_.output, start);
    stream_ = std::move(r.stream);
    if (stream_->wake_at() == time_point::max()) socket_.probe(); // nothing else would, for hours
}

// The head of an answer whose size is not known: its chunks, or the connection's end, tell its own.
void http_connection::append_open_head(const http::response& r, bool keep_alive) {
    chunked_ = minor_version_ != 0;
    http::framing f;
    f.chunked = chunked_;
    f.keep_alive = keep_alive && chunked_;
    f.minor_version = minor_version_;
    http::append_head(context_.output, r, f, context_.date());
    closing_ |= !f.keep_alive;
}

// The scratch buffers are somebody else's as soon as this coroutine waits.
void http_connection::keep_input() {
    const bool in_unread =
        input_.data() >= unread_.data() && input_.data() < unread_.data() + unread_.size();
    if (in_unread) {
        unread_.erase(0, static_cast<std::size_t>(input_.data() - unread_.data()));
    } else {
        unread_.assign(input_);
    }
    input_ = {};
}

void http_connection::sweep(time_point now) {
    if (now < deadline_ || expired_) return;
    expired_ = true;
    if (phase_ == connection_phase::writing) return abort();
    socket_.cancel();
}

void http_connection::stop_politely() {
    stopping_ = true;
    wake_.cancel();
    // Nothing is in flight for a client that has not sent a whole head, or has its answer.
    const bool waits = phase_ == connection_phase::idle || phase_ == connection_phase::head ||
                       phase_ == connection_phase::lingering;
    if (waits) socket_.cancel();
}

void http_connection::abort() {
    socket_.abort();
    wake_.cancel();
}

} // namespace gateway::net
