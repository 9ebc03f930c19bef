#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/event.hpp"
#include "http/request.hpp"
#include "web/site_context.hpp"

namespace gateway::web {

// Visits of /go/ on their way to become events. On the answering path a visit is only noted: its
// texts are copied side by side into one buffer that is kept. What is JSON and what is stored is
// made of it when the answer is on its way (http::handler::answered).
class visit_log {
  public:
    explicit visit_log(const site_context& context) : context_(context) {}

    // `name` and `rest` are parts of the request's path, `target` is where it was sent.
    void note(const http::request& r, std::string_view name, std::string_view rest,
              std::string_view target);

    // Makes events of all that is noted, in order, and wakes who waits for them:
    //   {"name":"docs","target":"https://...","rest":"a/b","query":"x=1","referrer":"...",
    //    "user_agent":"..."}
    // with content type application/json. Where it throws (std::bad_alloc), the next call goes on
    // with the first one that is not stored.
    void store();

  private:
    struct visit {
        std::int64_t time_ns;
        endpoint source, local;
        std::size_t begin;                                           // of its texts
        std::size_t name, target, rest, query, referrer, user_agent; // sizes of the texts, in order
    };

    void store(const visit& v);
    void make_json(const visit& v);

    const site_context& context_;
    std::vector<visit> visits_;
    std::size_t stored_ = 0; // of them
    std::string texts_;
    std::string json_;
};

} // namespace gateway::web
