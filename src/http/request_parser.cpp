#include "http/request_parser.hpp"

#include <llhttp.h>

#include <utility>

#include "http/target.hpp"
#include "text/number.hpp"

static_assert(LLHTTP_STRICT_MODE == 1, "the loose parser takes what RFC 9112 forbids");

namespace gateway::http {
namespace {

// What chunked framing may cost besides the body itself: sizes, extensions, trailers.
constexpr std::size_t max_framing = 16 * 1024;

constexpr std::string_view too_large = "The request's body is larger than --max-body allows.";

// Empties a text and gives back what it has allocated beyond `kept` bytes.
void release(std::string& text, std::size_t kept) {
    text.clear();
    if (text.capacity() > kept) std::string{}.swap(text);
}

method to_method(unsigned llhttp_method) {
    switch (llhttp_method) {
        case HTTP_GET:
            return method::get;
        case HTTP_HEAD:
            return method::head;
        case HTTP_POST:
            return method::post;
        case HTTP_PUT:
            return method::put;
        case HTTP_OPTIONS:
            return method::options;
        default:
            return method::other;
    }
}

void extend(std::string_view& view, const char* at, std::size_t size) {
    view = view.empty() ? std::string_view{at, size}
                        : std::string_view{view.data(), view.size() + size};
}

} // namespace

struct request_parser::llhttp_state {
    llhttp_t parser;
    bool in_head = true; // later header callbacks bring trailers, which nobody asked for
    bool field_open = false;
    std::size_t framing = 0;
};

struct request_parser::llhttp_callbacks {
    static request_parser& self(llhttp_t* p) { return *static_cast<request_parser*>(p->data); }

    static int on_field(llhttp_t* p, const char* at, std::size_t size) {
        request_parser& s = self(p);
        if (!s.llhttp_->in_head) return 0;
        if (!s.llhttp_->field_open) s.request_.headers.emplace_back();
        s.llhttp_->field_open = true;
        extend(s.request_.headers.back().name, at, size);
        return 0;
    }
    static int on_value(llhttp_t* p, const char* at, std::size_t size) {
        request_parser& s = self(p);
        if (s.llhttp_->in_head && size != 0) extend(s.request_.headers.back().value, at, size);
        return 0;
    }
    static int on_value_complete(llhttp_t* p) {
        self(p).llhttp_->field_open = false;
        return 0;
    }
    static int on_headers_complete(llhttp_t* p) {
        request_parser& s = self(p);
        s.llhttp_->in_head = false;
        s.request_.method = to_method(p->method);
        s.request_.keep_alive = llhttp_should_keep_alive(p) != 0;
        p->upgrade = 0; // no protocol is offered: the request is answered as it stands
        s.finish_head();
        return s.state_ == parse_state::refused ? -1 : 0;
    }
    static int on_body(llhttp_t* p, const char* at, std::size_t size) {
        request_parser& s = self(p);
        if (s.request_.body.size() + size > s.max_body_) {
            s.refuse(413, too_large);
            return -1;
        }
        s.request_.body.append(at, size);
        return 0;
    }
    static int on_chunk_header(llhttp_t* p) {
        request_parser& s = self(p);
        if (p->content_length <= s.max_body_ - s.request_.body.size()) return 0;
        s.refuse(413, too_large);
        return -1;
    }
    static int on_complete(llhttp_t* p) {
        self(p).state_ = parse_state::complete;
        return HPE_PAUSED;
    }

    static const llhttp_settings_t settings;
};

const llhttp_settings_t request_parser::llhttp_callbacks::settings = [] {
    llhttp_settings_t s;
    llhttp_settings_init(&s);
    s.on_header_field = on_field;
    s.on_header_value = on_value;
    s.on_header_value_complete = on_value_complete;
    s.on_headers_complete = on_headers_complete;
    s.on_body = on_body;
    s.on_chunk_header = on_chunk_header;
    s.on_message_complete = on_complete;
    return s;
}();

request_parser::request_parser(std::size_t max_body)
    : max_body_(max_body), llhttp_(std::make_unique<llhttp_state>()) {
    next();
}

request_parser::~request_parser() = default;

void request_parser::next() {
    llhttp_init(&llhttp_->parser, HTTP_REQUEST, &llhttp_callbacks::settings);
    llhttp_->parser.data = this;
    llhttp_->in_head = true;
    llhttp_->field_open = false;
    llhttp_->framing = 0;
    state_ = parse_state::head;
    scanner_ = {};
    release(head_, 1024);
    request_.headers.clear();
    release(request_.body, 1024);
    expect_continue_ = false;
}

void request_parser::refuse(int status, std::string_view detail) {
    state_ = parse_state::refused;
    refusal_ = {status, detail};
}

bool request_parser::take_expect_continue() {
    return std::exchange(expect_continue_, false);
}

std::size_t request_parser::feed(std::string_view bytes) {
    if (state_ == parse_state::head) return feed_head(bytes);
    if (state_ == parse_state::body) return feed_body(bytes);
    return 0;
}

std::size_t request_parser::feed_head(std::string_view bytes) {
    const std::size_t before = head_.size();
    if (before != 0) head_.append(bytes);
    const std::string_view so_far = before != 0 ? std::string_view{head_} : bytes;
    switch (scanner_.scan(so_far)) {
        case head_scanner::verdict::refused:
            refuse(scanner_.why().status, scanner_.why().detail);
            return bytes.size();
        case head_scanner::verdict::incomplete:
            if (before == 0) head_.assign(bytes);
            return bytes.size();
        case head_scanner::verdict::complete:
            break;
    }
    const std::string_view head = so_far.substr(0, scanner_.head_size());
    std::size_t used = head.size() - before;
    parse_head(head);
    if (state_ == parse_state::body) used += feed_body(bytes.substr(used));
    // The body's rest comes in other bytes, while the request's views still point into these.
    if (state_ == parse_state::body && before == 0) own_head(head);
    return used;
}

std::size_t request_parser::feed_body(std::string_view bytes) {
    if (bytes.empty()) return 0;
    const std::size_t body_before = request_.body.size();
    const llhttp_errno_t error = llhttp_execute(&llhttp_->parser, bytes.data(), bytes.size());
    const std::size_t used =
        error == HPE_PAUSED
            ? static_cast<std::size_t>(llhttp_get_error_pos(&llhttp_->parser) - bytes.data())
            : bytes.size();
    llhttp_->framing += used - (request_.body.size() - body_before);
    if (error != HPE_OK && error != HPE_PAUSED && state_ != parse_state::refused) {
        refuse(400, "The framing of the request's body is in doubt.");
    } else if (llhttp_->framing > max_framing + request_.body.size() * 8) {
        refuse(400, "The chunks of the request's body carry more framing than content.");
    }
    return used;
}

// `head` is whole, in one piece, and free of control bytes (head_scanner).
void request_parser::parse_head(std::string_view head) {
    if (head.starts_with("\r\n")) head.remove_prefix(2);
    const std::string_view line = head.substr(0, head.find('\r'));
    const refusal parsed = parse_request_line(line, request_);
    if (parsed.status != 0) return refuse(parsed.status, parsed.detail);
    const llhttp_errno_t error = llhttp_execute(&llhttp_->parser, head.data(), head.size());
    if (state_ == parse_state::complete || state_ == parse_state::refused) return;
    if (error == HPE_INVALID_METHOD) return refuse(501, "The request's method is not known here.");
    if (error != HPE_OK) return refuse(400, "The request's head is malformed.");
    state_ = parse_state::body;
}

// All fields are there; the body, if any, is not.
void request_parser::finish_head() {
    for (header_field& field : request_.headers) field.value = trim(field.value);
    check_head();
    if (state_ == parse_state::refused) return;
    if (const auto length = text::parse_uint(request_.header("content-length"));
        length && *length > max_body_) {
        return refuse(413, too_large);
    }
    const std::string_view expect = request_.header("expect");
    if (expect.empty() || request_.minor_version == 0) return;
    if (!iequals(expect, "100-continue")) {
        return refuse(417, "The request expects something other than 100-continue.");
    }
    expect_continue_ = true;
}

// What llhttp lets through although it leaves the request's meaning or end in doubt.
void request_parser::check_head() {
    std::size_t hosts = 0;
    std::size_t codings = 0;
    bool has_length = false;
    for (const header_field& field : request_.headers) {
        if (field.name.empty()) return refuse(400, "A header field has no name.");
        hosts += iequals(field.name, "host");
        codings += iequals(field.name, "transfer-encoding");
        has_length |= iequals(field.name, "content-length");
    }
    if (hosts > 1) return refuse(400, "The request has more than one Host.");
    if (hosts == 0 && request_.minor_version == 1) return refuse(400, "The request has no Host.");
    if (request_.host.empty()) request_.host = request_.header("host");
    if (codings == 0) return;
    if (codings > 1 || has_length || request_.minor_version == 0) {
        return refuse(400, "The framing of the request's body is in doubt.");
    }
    if (!iequals(request_.header("transfer-encoding"), "chunked")) {
        return refuse(501, "A transfer coding other than chunked is not known here.");
    }
}

// Moves the head into head_, and every view of the request with it.
void request_parser::own_head(std::string_view head) {
    head_.assign(head);
    const auto moved = [&](std::string_view& view) {
        const bool inside = view.data() >= head.data() && view.data() < head.data() + head.size();
        if (inside) view = {head_.data() + (view.data() - head.data()), view.size()};
    };
    for (std::string_view* view :
         {&request_.target, &request_.path, &request_.query, &request_.host}) {
        moved(*view);
    }
    for (header_field& field : request_.headers) {
        moved(field.name);
        moved(field.value);
    }
}

} // namespace gateway::http
