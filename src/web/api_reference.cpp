#include "web/api_reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <utility>

#include "web/assets.hpp"
#include "web/template_file.hpp"

namespace gateway::web {
namespace {

using json = nlohmann::ordered_json; // as it stands in the file

constexpr std::string_view file_name = "openapi.json";

// The columns of a row, most of them empty; those called end_... are set to anything.
enum class column {
    group, // a heading
    path,  // an operation, or the name of a shape
    method,
    anchor,
    summary,
    example, // address to try
    list,    // a heading, and what it is the heading of
    name,
    type,
    begin_text,
    text,
    code,
    end_text,
    end_entry,
    end_list,
    end_operation,
    count
};
constexpr std::array<std::string_view, static_cast<std::size_t>(column::count)> column_names{
    "group",    "path",      "method",   "anchor",       "summary", "example",
    "list",     "name",      "type",     "begin_text",   "text",    "code",
    "end_text", "end_entry", "end_list", "end_operation"};
constexpr const char* mark = "1";

json parse_description() {
    return json::parse(built_in_template(file_name));
}

// Makes the rows from the description.
class row_maker {
  public:
    explicit row_maker(const json& description) : description_(description) {}
    template_rows make();

  private:
    using cell = std::pair<column, std::string>;
    void add(std::initializer_list<cell> cells);
    void say(std::string_view text);
    void paragraph(const json& of);
    void entry(std::string name, std::string type, const json& of);
    void operation(const std::string& path, const std::string& method, const json& what);
    void parameters(const json& list);
    void body(const json& what);
    void responses(const json& list);
    void shape(const std::string& name, const json& schema);
    const json& resolve(const json& reference) const;
    std::string media_of(const json& content) const;
    std::string type_of(const json& schema) const;
    std::string joined(const json& list, std::string_view between) const;

    const json& description_;
    template_rows rows_;
};

template_rows row_maker::make() {
    paragraph(description_["info"]);
    for (const json& tag : description_["tags"]) {
        add({{column::group, tag["name"]}});
        paragraph(tag);
        for (const auto& [path, methods] : description_["paths"].items()) {
            for (const auto& [method, what] : methods.items()) {
                if (what["tags"][0] == tag["name"]) operation(path, method, what);
            }
        }
    }
    add({{column::group, "Shapes"}});
    for (const auto& [name, schema] : description_["components"]["schemas"].items()) {
        if (schema.contains("properties")) shape(name, schema);
    }
    return std::move(rows_);
}

void row_maker::add(std::initializer_list<cell> cells) {
    const std::size_t first = rows_.size();
    rows_.resize(first + column_names.size());
    for (const auto& [where, what] : cells) rows_[first + static_cast<std::size_t>(where)] = what;
}

// What stands between grave accents is code, as in Markdown.
void row_maker::say(std::string_view text) {
    for (bool code = false; !text.empty(); code = !code) {
        const std::string_view part = text.substr(0, text.find('`'));
        if (!part.empty()) add({{code ? column::code : column::text, std::string{part}}});
        text.remove_prefix(std::min(part.size() + 1, text.size()));
    }
}

void row_maker::paragraph(const json& of) {
    if (!of.contains("description")) return;
    add({{column::begin_text, mark}});
    say(of["description"].get_ref<const std::string&>());
    add({{column::end_text, mark}});
}

void row_maker::entry(std::string name, std::string type, const json& of) {
    add({{column::name, std::move(name)}, {column::type, std::move(type)}});
    if (of.contains("description")) say(of["description"].get_ref<const std::string&>());
    add({{column::end_entry, mark}});
}

void row_maker::operation(const std::string& path, const std::string& method, const json& what) {
    std::string shown = method;
    for (char& c : shown) c = static_cast<char>(c - 'a' + 'A');
    // Relative to the page: "/" is "./".
    const std::string example = what.value("x-try", "");
    add({{column::path, path},
         {column::method, shown},
         {column::anchor, what["operationId"]},
         {column::summary, what["summary"]},
         {column::example, example.empty() ? example : "." + example}});
    paragraph(what);
    if (what.contains("parameters")) parameters(what["parameters"]);
    if (what.contains("requestBody")) body(what["requestBody"]);
    responses(what["responses"]);
    add({{column::end_operation, mark}});
}

void row_maker::parameters(const json& list) {
    add({{column::list, "Parameters"}});
    for (const json& given : list) {
        const json& p = resolve(given);
        entry(p["name"],
              fmt::format("{}, {}", p["in"].get_ref<const std::string&>(), type_of(p["schema"])),
              p);
    }
    add({{column::end_list, mark}});
}

void row_maker::body(const json& what) {
    add({{column::list, "Body"}});
    for (const auto& [media, content] : what["content"].items()) entry(media, "", what);
    add({{column::end_list, mark}});
}

void row_maker::responses(const json& list) {
    add({{column::list, "Answers"}});
    for (const auto& [status, given] : list.items()) {
        const json& r = resolve(given);
        const bool other = status == "default";
        // Of errors the last one says what they are.
        const bool said = !other && status >= "400" && &r != &given;
        const bool shown = r.contains("content") && !said;
        entry(other ? "else" : status, shown ? media_of(r["content"]) : "", r);
    }
    add({{column::end_list, mark}});
}

std::string row_maker::media_of(const json& content) const {
    std::string all;
    for (const auto& [type, what] : content.items()) {
        all += (all.empty() ? "" : ", ") + type.substr(0, type.find(';'));
        if (what.contains("schema")) all += " (" + type_of(what["schema"]) + ")";
    }
    return all;
}

void row_maker::shape(const std::string& name, const json& schema) {
    add({{column::path, name}, {column::anchor, "shape-" + name}});
    paragraph(schema);
    add({{column::list, "Members"}});
    for (const auto& [member, what] : schema["properties"].items()) {
        entry(member, type_of(what), what);
        if (!what.contains("properties")) continue;
        for (const auto& [inner, of] : what["properties"].items()) {
            entry(fmt::format("{}.{}", member, inner), type_of(of), of);
        }
    }
    add({{column::end_list, mark}});
    add({{column::end_operation, mark}});
}

const json& row_maker::resolve(const json& given) const {
    if (!given.contains("$ref")) return given;
    const std::string& reference = given["$ref"].get_ref<const std::string&>();
    return description_.at(json::json_pointer(reference.substr(1)));
}

std::string row_maker::type_of(const json& schema) const {
    const json& s = resolve(schema);
    const bool named = &s != &schema && s.contains("properties");
    if (named) {
        const std::string& reference = schema["$ref"].get_ref<const std::string&>();
        return reference.substr(reference.rfind('/') + 1);
    }
    if (s.contains("enum")) return joined(s["enum"], " | ");
    if (s.contains("const")) return s["const"];
    if (s.contains("oneOf")) return joined(s["oneOf"], " or ");
    const json& type = s["type"];
    if (type.is_array()) return joined(type, " or ");
    if (type == "array") return "list of " + type_of(s["items"]);
    return type;
}

std::string row_maker::joined(const json& list, std::string_view between) const {
    std::string out;
    for (const json& one : list) {
        if (!out.empty()) out += between;
        out += one.is_string() ? one.get<std::string>() : type_of(one);
    }
    return out;
}

} // namespace

const std::array<template_list, 1> api_reference::lists{template_list{"lines", column_names}};

const std::string& api_reference::document() {
    if (document_.empty()) {
        json description = parse_description();
        description["servers"][0]["url"] = base_.empty() ? "/" : base_;
        document_ = description.dump(2) + "\n";
    }
    return document_;
}

std::string api_reference::tag() const {
    const auto all = embedded_templates();
    const auto at =
        std::find_if(all.begin(), all.end(), [](const asset& a) { return a.name == file_name; });
    return fmt::format("\"{}{}\"", at->hash, base_);
}

const std::array<template_rows, 1>& api_reference::rows() {
    if (rows_.front().empty()) {
        const json description = parse_description();
        rows_.front() = row_maker{description}.make();
    }
    return rows_;
}

} // namespace gateway::web
