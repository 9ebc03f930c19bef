#include "http/request_parser.hpp"

#include <llhttp.h>

#include <algorithm>

#include "http/authority.hpp"
#include "http/target.hpp"

static_assert(LLHTTP_STRICT_MODE == 1, "the loose parser takes what RFC 9112 forbids");

namespace gateway::http {
namespace {

// A longer one is looked at each time.
constexpr std::size_t max_remembered_host = 64;

// Empties a text and gives back what it has allocated beyond `kept` bytes.
void release(std::string& text, std::size_t kept) {
    text.clear();
    if (text.capacity() > kept) std::string{}.swap(text);
}

refusal refusal_of(llhttp_errno_t error) {
    switch (error) {
        case HPE_INVALID_CONTENT_LENGTH:
        case HPE_UNEXPECTED_CONTENT_LENGTH:
            return {400, "The request's Content-Length is in doubt."};
        case HPE_INVALID_TRANSFER_ENCODING:
            return {400, "The request's Transfer-Encoding is in doubt."};
        case HPE_INVALID_HEADER_TOKEN:
            return {400, "A header field of the request is malformed."};
        default:
            return {400, "The request's head is malformed."};
    }
}

void extend(std::string_view& view, const char* at, std::size_t size) {
    view = view.empty() ? std::string_view{at, size}
                        : std::string_view{view.data(), view.size() + size};
}

// Shows llhttp a head without what a tab ends at the end of a line: behind a length or a coding it
// takes that for a part of it (RFC 9110, 5.6.3).
llhttp_errno_t execute(llhttp_t& parser, std::string_view head) {
    constexpr std::string_view blanks = " \t";
    for (auto tab = head.find("\t\r"); tab != std::string_view::npos; tab = head.find("\t\r")) {
        const std::size_t end = head.find_last_not_of(blanks, tab) + 1;
        llhttp_execute(&parser, head.data(), end);
        head.remove_prefix(tab + 1);
    }
    return llhttp_execute(&parser, head.data(), head.size());
}

// RFC 9112, 2.2.
std::string_view without_empty_line(std::string_view head) {
    return head.starts_with("\r\n") ? head.substr(2) : head;
}

std::ptrdiff_t count(const request& r, std::string_view name) {
    return std::count_if(r.headers.begin(), r.headers.end(),
                         [&](const header_field& f) { return iequals(f.name, name); });
}

// RFC 9112, 9.3.
bool is_kept_alive(const request& r) {
    if (r.header_names("connection", "close")) return false;
    return r.minor_version != 0 || r.header_names("connection", "keep-alive");
}

} // namespace

// llhttp is given one whole head and stopped at its end: it keeps no state between calls.
struct request_parser::llhttp_callbacks {
    request& parsed;
    bool field_open = false;

    static llhttp_callbacks& self(llhttp_t* p) { return *static_cast<llhttp_callbacks*>(p->data); }

    static int on_field(llhttp_t* p, const char* at, std::size_t size) {
        if (!self(p).field_open) self(p).parsed.headers.emplace_back();
        self(p).field_open = true;
        extend(self(p).parsed.headers.back().name, at, size);
        return 0;
    }
    static int on_value(llhttp_t* p, const char* at, std::size_t size) {
        if (size != 0) extend(self(p).parsed.headers.back().value, at, size);
        return 0;
    }
    static int on_value_complete(llhttp_t* p) {
        self(p).field_open = false;
        return 0;
    }
    static int on_headers_complete(llhttp_t*) { return HPE_PAUSED; }

    static const llhttp_settings_t settings;
    static const llhttp_t behind_line;
};

const llhttp_settings_t request_parser::llhttp_callbacks::settings = [] {
    llhttp_settings_t s;
    llhttp_settings_init(&s);
    s.on_header_field = on_field;
    s.on_header_value = on_value;
    s.on_header_value_complete = on_value_complete;
    s.on_headers_complete = on_headers_complete;
    return s;
}();

// One that has read a request line and waits for its end. It is shown none of a client's: what it
// would refuse of a line parse_request_line() has refused, and to fields they are all the same.
const llhttp_t request_parser::llhttp_callbacks::behind_line = [] {
    constexpr std::string_view line = "GET / HTTP/1.1";
    llhttp_t parser;
    llhttp_init(&parser, HTTP_REQUEST, &settings);
    llhttp_execute(&parser, line.data(), line.size());
    return parser;
}();

void request_parser::next() {
    state_ = parse_state::head;
    scanner_ = {};
    release(head_, 1024);
    request_.method = method::other;
    request_.headers.clear();
    release(request_.body, 1024);
    chunks_ = {};
    early_head_ = false;
    expects_continue_ = false;
}

void request_parser::refuse(const refusal& why) {
    state_ = parse_state::refused;
    refusal_ = why;
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
            if (without_empty_line(so_far).starts_with("HEAD ")) request_.method = method::head;
            refuse(scanner_.why());
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
    std::size_t used = 0;
    if (framing_.is == body_framing::kind::length) {
        used = static_cast<std::size_t>(std::min<std::uint64_t>(framing_.length, bytes.size()));
        request_.body.append(bytes, 0, used);
        framing_.length -= used;
        if (framing_.length == 0) state_ = parse_state::complete;
        return used;
    }
    switch (chunks_.feed(bytes, request_.body, max_body_, used)) {
        case chunked_decoder::verdict::refused:
            refuse(chunks_.why());
            break;
        case chunked_decoder::verdict::complete:
            state_ = parse_state::complete;
            break;
        case chunked_decoder::verdict::incomplete:
            break;
    }
    return used;
}

// `head` is whole, in one piece, and free of control bytes (head_scanner).
void request_parser::parse_head(std::string_view head) {
    head = without_empty_line(head);
    const std::string_view line = head.substr(0, head.find('\r'));
    const refusal parsed = parse_request_line(line, request_);
    if (parsed.status != 0) return refuse(parsed);
    llhttp_t parser = llhttp_callbacks::behind_line;
    llhttp_callbacks callbacks{request_};
    parser.data = &callbacks;
    head.remove_prefix(line.size());
    const llhttp_errno_t error = execute(parser, head);
    if (error != HPE_PAUSED) return refuse(refusal_of(error));
    finish_head();
}

// All fields are there; the body, if any, is not.
void request_parser::finish_head() {
    for (header_field& field : request_.headers) {
        if (field.name.empty()) return refuse({400, "A header field has no name."});
        field.value = trim(field.value);
    }
    // What is kept of an event is one of them (RFC 9110, 5.3).
    if (count(request_, "content-type") > 1) {
        return refuse({400, "The request has more than one Content-Type."});
    }
    framing_ = find_body_framing(request_, max_body_);
    early_head_ = framing_.is != body_framing::kind::none;
    for (const refusal& why : {check_host(), framing_.why, check_expectation()}) {
        if (why.status != 0) return refuse(why);
    }
    request_.keep_alive = is_kept_alive(request_);
    state_ = early_head_ ? parse_state::body : parse_state::complete;
}

// RFC 9112, 3.2.
refusal request_parser::check_host() {
    const auto hosts = count(request_, "host");
    if (hosts > 1) return {400, "The request has more than one Host."};
    if (hosts == 0) {
        if (request_.minor_version == 0) return {};
        return {400, "The request has no Host."};
    }
    const std::string_view host = request_.header("host");
    if (host.empty() || host != proper_host_) { // nearly all requests of a client give the same one
        if (!parse_authority(host)) return {400, "The request's Host is malformed."};
        if (host.size() <= max_remembered_host) proper_host_ = host;
    }
    if (request_.scheme.empty()) request_.host = host;
    return {};
}

// RFC 9110, 10.1.1. An HTTP/1.0 client can't mean it.
refusal request_parser::check_expectation() {
    if (request_.minor_version == 0) return {};
    for (const header_field& field : request_.headers) {
        if (!iequals(field.name, "expect")) continue;
        for (std::string_view list = field.value; !list.empty();) {
            const std::string_view expectation = take_element(list);
            if (expectation.empty()) continue;
            if (!iequals(expectation, "100-continue")) {
                return {417, "The request expects something other than 100-continue."};
            }
            expects_continue_ = early_head_;
        }
    }
    return {};
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
