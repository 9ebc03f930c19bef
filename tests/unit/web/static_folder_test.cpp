#include "web/static_folder.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway;
namespace fs = std::filesystem;

namespace {

http::request asking(std::vector<http::header_field> headers = {}) {
    http::request r;
    r.method = http::method::get;
    r.headers = std::move(headers);
    return r;
}

const http::request plain = asking();
const http::request gzip = asking({{"Accept-Encoding", "gzip"}});

std::string content(const http::response& r) {
    std::string out = r.body;
    if (r.file) {
        for (const auto& piece : r.file->pieces) {
            std::string bytes(piece.length, '\0');
            const auto n = pread(r.file->file.descriptor(), bytes.data(), bytes.size(),
                                 static_cast<off_t>(piece.offset));
            CHECK(n == static_cast<ssize_t>(bytes.size()));
            out += bytes;
        }
    }
    while (r.stream && r.stream->produce(out, {}) != http::body_stream::progress::done) {
        CHECK(out.size() < 100'000'000);
    }
    return out;
}

std::string gunzip(const std::string& bytes) {
    const auto result = tests::run_command({"gzip", "-dc"}, bytes);
    CHECK(result.status == 0);
    return result.out;
}

void set_modified(const std::string& path, long seconds, long nanoseconds = 0) {
    const timespec times[2]{{seconds, nanoseconds}, {seconds, nanoseconds}};
    REQUIRE(utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
}

} // namespace

TEST_CASE("static_folder: a file with its type, tag and date") {
    tests::temp_folder folder;
    set_modified(folder.write("a.txt", "hello"), 1'000'000'000, 5);
    const web::static_folder files(folder.path(""));
    auto found = files.find(plain, "a.txt").found;
    REQUIRE(found);
    CHECK(found->status == 200);
    CHECK(found->content_type == "text/plain; charset=utf-8");
    CHECK(found->last_modified == 1'000'000'000);
    CHECK(found->ranges);
    CHECK(found->size() == 5);
    CHECK(content(*found) == "hello");
    const std::string tag = found->etag;
    CHECK(tag.starts_with("\""));
    CHECK(files.find(plain, "a.txt").found->etag == tag);
    set_modified(folder.path("a.txt"), 1'000'000'000, 6);
    CHECK(files.find(plain, "a.txt").found->etag != tag);
    set_modified(folder.write("a.txt", "hallo!"), 1'000'000'000, 5);
    CHECK(files.find(plain, "a.txt").found->etag != tag);
    set_modified(folder.write("b.txt", "hullo"), 1'000'000'000, 5);
    fs::rename(folder.path("b.txt"), folder.path("a.txt"));
    CHECK(files.find(plain, "a.txt").found->etag != tag);
}

TEST_CASE("static_folder: only regular files beneath it are found") {
    tests::temp_folder folder, outside;
    outside.write("secret", "secret");
    const std::string root = folder.path("");
    folder.write("file", "x");
    fs::create_directories(folder.path("sub/deeper"));
    folder.write("sub/deeper/file", "deep");
    fs::create_symlink("sub/deeper/file", folder.path("inside"));
    fs::create_symlink("../../file", folder.path("sub/deeper/up"));
    fs::create_symlink(outside.path("secret"), folder.path("absolute"));
    fs::create_symlink(root + "file", folder.path("absolute-inside"));
    fs::create_symlink(
        "../" + fs::path(outside.path("")).parent_path().filename().string() + "/secret",
        folder.path("relative"));
    fs::create_directory_symlink(outside.path(""), folder.path("folder-outside"));
    fs::create_symlink("/proc/self/exe", folder.path("magic"));
    fs::create_symlink("loop", folder.path("loop"));
    fs::create_symlink("nowhere", folder.path("dangling"));
    REQUIRE(mkfifo(folder.path("fifo").c_str(), 0600) == 0);
    const web::static_folder files(root);
    for (const std::string path : {"file", "sub/deeper/file", "inside", "sub/deeper/up"}) {
        CAPTURE(path);
        CHECK(files.find(plain, path).found);
    }
    for (const std::string path :
         {"none", "sub", "sub/deeper", "file/x", "absolute", "absolute-inside", "relative",
          "folder-outside", "folder-outside/secret", "magic", "loop", "dangling", "fifo", "../file",
          "sub/../file/..", "/etc/passwd"}) {
        CAPTURE(path);
        const auto answer = files.find(plain, path);
        CHECK_FALSE(answer.found);
        CHECK(answer.status == 404);
    }
    CHECK(files.find(plain, std::string(300, 'a')).status == 404);
    CHECK(files.find(plain, std::string(10'000, 'a')).status == 404);
}

TEST_CASE("static_folder: the folder is the one that was opened") {
    tests::temp_folder parent;
    fs::create_directory(parent.path("served"));
    parent.write("served/file", "first");
    const web::static_folder files(parent.path("served"));
    fs::rename(parent.path("served"), parent.path("moved"));
    fs::create_directory(parent.path("served"));
    parent.write("served/file", "second");
    CHECK(content(*files.find(plain, "file").found) == "first");
}

TEST_CASE("static_folder: what is no folder is refused") {
    tests::temp_folder folder;
    CHECK_THROWS_AS(web::static_folder(folder.path("none")), std::system_error);
    CHECK_THROWS_AS(web::static_folder(folder.write("file", "x")), std::system_error);
    CHECK_THROWS_AS(web::static_folder(""), std::system_error);
}

TEST_CASE("static_folder: a gzipped file beside it is sent where it is not older") {
    tests::temp_folder folder;
    const std::string text = "a text that is here twice: once as it is";
    set_modified(folder.write("a.bin", text), 1000);
    REQUIRE(tests::run_shell("gzip -k " + folder.path("a.bin")).status == 0);
    const web::static_folder files(folder.path(""));
    const auto is_packed = [&](const http::request& r) {
        return files.find(r, "a.bin").found->content_encoding == "gzip";
    };
    set_modified(folder.path("a.bin.gz"), 1000);
    CHECK(is_packed(gzip));
    CHECK_FALSE(is_packed(plain));
    CHECK_FALSE(is_packed(asking({{"Accept-Encoding", "gzip;q=0"}})));
    CHECK(is_packed(asking({{"Accept-Encoding", "gzip"}, {"Range", "bytes=0-1"}})));
    auto as_it_is = files.find(plain, "a.bin").found;
    auto packed = files.find(gzip, "a.bin").found;
    CHECK(gunzip(content(*packed)) == content(*as_it_is));
    CHECK(packed->etag != as_it_is->etag);
    CHECK(packed->content_type == "application/octet-stream");
    CHECK(packed->ranges);
    set_modified(folder.path("a.bin.gz"), 999, 999'999'999);
    CHECK_FALSE(is_packed(gzip));
    set_modified(folder.write("a.bin.gz", ""), 2000);
    CHECK_FALSE(is_packed(gzip)); // still being written
}

TEST_CASE("static_folder: text is gzipped on the fly, and nothing else") {
    tests::temp_folder folder;
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(i) + "\n";
    for (const char* name : {"a.txt", "a.html", "a.json", "a.svg", "a.png", "a.zip", "a.dat"}) {
        folder.write(name, text);
    }
    folder.write("small.txt", std::string(1023, 'x'));
    folder.write("large.txt", std::string(1024, 'x'));
    const web::static_folder files(folder.path(""));
    const auto find = [&](const http::request& r, const char* name) {
        return std::move(*files.find(r, name).found);
    };
    for (const char* name : {"a.txt", "a.html", "a.json", "a.svg", "large.txt"}) {
        CAPTURE(name);
        auto packed = find(gzip, name);
        CHECK(packed.content_encoding == "gzip");
        CHECK(packed.etag.starts_with("W/\""));
        CHECK_FALSE(packed.ranges);
        CHECK(packed.fields.find("Vary: Accept-Encoding\r\n") != std::string::npos);
        auto as_it_is = find(plain, name);
        CHECK(as_it_is.content_encoding.empty());
        CHECK(as_it_is.fields.find("Vary: Accept-Encoding\r\n") != std::string::npos);
        const std::string compressed = content(packed);
        const std::string whole = content(as_it_is);
        CHECK(compressed.size() < whole.size() / 2);
        CHECK(gunzip(compressed) == whole);
        // A part is one of the file as it is.
        const auto part = find(asking({{"Accept-Encoding", "gzip"}, {"Range", "bytes=0-1"}}), name);
        CHECK(part.content_encoding.empty());
        CHECK(part.ranges);
    }
    for (const char* name : {"a.png", "a.zip", "a.dat", "small.txt"}) {
        CAPTURE(name);
        CHECK(find(gzip, name).content_encoding.empty());
    }
}

TEST_CASE("static_folder: gzip works in slices, and a file that shrinks is noticed") {
    tests::temp_folder folder;
    std::string noise;
    std::uint32_t state = 1;
    for (int i = 0; i < 1'000'000; ++i) {
        noise += static_cast<char>((state = state * 1'664'525 + 1'013'904'223) >> 24);
    }
    folder.write("noise.txt", noise);
    const web::static_folder files(folder.path(""));
    auto whole = files.find(gzip, "noise.txt").found;
    REQUIRE(whole->stream);
    std::string all;
    for (auto p = http::body_stream::progress::more; p == http::body_stream::progress::more;) {
        const std::size_t before = all.size();
        p = whole->stream->produce(all, {});
        CHECK(all.size() - before <= 40 * 1024);
    }
    CHECK(gunzip(all) == noise);
    auto cut = files.find(gzip, "noise.txt").found;
    std::string part;
    CHECK(cut->stream->produce(part, {}) == http::body_stream::progress::more);
    fs::resize_file(folder.path("noise.txt"), 20'000);
    CHECK(cut->stream->produce(part, {}) == http::body_stream::progress::more);
    CHECK_THROWS_AS(cut->stream->produce(part, {}), std::runtime_error);
}

TEST_CASE("static_folder: documents run nothing, and other files are left alone") {
    tests::temp_folder folder;
    const web::static_folder files(folder.path(""));
    for (const char* name : {"a.html", "a.HTM", "a.svg", "a.xml", "a.xhtml"}) {
        CAPTURE(name);
        folder.write(name, "x");
        const std::string fields = files.find(plain, name).found->fields;
        CHECK(fields.find("Content-Security-Policy: sandbox") != std::string::npos);
        CHECK(fields.find("allow-scripts") == std::string::npos);
        CHECK(fields.find("script-src") == std::string::npos);
        CHECK(fields.find("default-src 'none'") != std::string::npos);
    }
    for (const char* name : {"a.pdf", "a.png", "a.js", "a"}) {
        CAPTURE(name);
        folder.write(name, "x");
        CHECK(files.find(plain, name).found->fields.find("Policy") == std::string::npos);
    }
}
