#include "web/file_type.hpp"

#include <array>

#include "http/request.hpp"

namespace gateway::web {
namespace {

struct entry {
    std::string_view ending;
    file_type type;
};

constexpr file_type text(std::string_view name) {
    return {name, true, false};
}

constexpr file_type document(std::string_view name) {
    return {name, true, true};
}

constexpr file_type packed(std::string_view name) {
    return {name, false, false};
}

// RFC 9239, RFC 7763, WHATWG MIME Sniffing and IANA's registry.
constexpr std::array table{
    entry{"html", document("text/html; charset=utf-8")},
    entry{"htm", document("text/html; charset=utf-8")},
    entry{"xhtml", document("application/xhtml+xml; charset=utf-8")},
    entry{"svg", document("image/svg+xml; charset=utf-8")},
    entry{"xml", document("application/xml; charset=utf-8")},
    entry{"css", text("text/css; charset=utf-8")},
    entry{"js", text("text/javascript; charset=utf-8")},
    entry{"mjs", text("text/javascript; charset=utf-8")},
    entry{"txt", text("text/plain; charset=utf-8")},
    entry{"log", text("text/plain; charset=utf-8")},
    entry{"md", text("text/markdown; charset=utf-8")},
    entry{"csv", text("text/csv; charset=utf-8")},
    entry{"tsv", text("text/tab-separated-values; charset=utf-8")},
    entry{"vtt", text("text/vtt; charset=utf-8")},
    entry{"yaml", text("application/yaml")},
    entry{"yml", text("application/yaml")},
    entry{"toml", text("application/toml")},
    entry{"json", text("application/json")},
    entry{"map", text("application/json")},
    entry{"geojson", text("application/geo+json")},
    entry{"ndjson", text("application/x-ndjson")},
    entry{"webmanifest", text("application/manifest+json")},
    entry{"wasm", text("application/wasm")},
    entry{"ico", text("image/x-icon")},
    entry{"bmp", text("image/bmp")},
    entry{"ttf", text("font/ttf")},
    entry{"otf", text("font/otf")},
    entry{"woff", packed("font/woff")},
    entry{"woff2", packed("font/woff2")},
    entry{"png", packed("image/png")},
    entry{"jpg", packed("image/jpeg")},
    entry{"jpeg", packed("image/jpeg")},
    entry{"gif", packed("image/gif")},
    entry{"webp", packed("image/webp")},
    entry{"avif", packed("image/avif")},
    entry{"mp4", packed("video/mp4")},
    entry{"webm", packed("video/webm")},
    entry{"mp3", packed("audio/mpeg")},
    entry{"ogg", packed("audio/ogg")},
    entry{"flac", packed("audio/flac")},
    entry{"m4a", packed("audio/mp4")},
    entry{"wav", packed("audio/wav")},
    entry{"pdf", packed("application/pdf")},
    entry{"zip", packed("application/zip")},
    entry{"gz", packed("application/gzip")},
    entry{"tgz", packed("application/gzip")},
    entry{"tar", packed("application/x-tar")},
    entry{"pcap", packed("application/vnd.tcpdump.pcap")},
};

} // namespace

file_type type_of(std::string_view file_name) {
    const std::size_t dot = file_name.rfind('.');
    if (dot != std::string_view::npos) {
        for (const entry& e : table) {
            if (http::iequals(e.ending, file_name.substr(dot + 1))) return e.type;
        }
    }
    return packed("application/octet-stream");
}

} // namespace gateway::web
