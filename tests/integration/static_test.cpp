#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;
namespace fs = std::filesystem;

namespace {

std::string lines(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "line " + std::to_string(i) + "\n";
    return text;
}

// Runs the gateway where the kernel answers openat2 with this error, as an old one or a container
// that does not know the call would.
std::vector<std::string> without_openat2(int error) {
    const std::string code =
        "import ctypes,os,struct,sys\n"
        "def op(code,jt,jf,k): return struct.pack('HBBI',code,jt,jf,k)\n"
        "program=op(0x20,0,0,0)+op(0x15,0,1,437)+op(6,0,0,0x50000|" +
        std::to_string(error) +
        ")+op(6,0,0,0x7fff0000)\n"
        "buffer=ctypes.create_string_buffer(program)\n"
        "filter=struct.pack('HxxxxxxP',len(program)//8,ctypes.addressof(buffer))\n"
        "libc=ctypes.CDLL(None)\n"
        "assert libc.prctl(38,1,0,0,0)==0 and libc.prctl(22,2,filter)==0\n"
        "os.execvp(sys.argv[1],sys.argv[1:])\n";
    return {"python3", "-c", code};
}

} // namespace

TEST_CASE("static: a folder is served at any depth, by each way to name it") {
    const temp_folder folder;
    fs::create_directories(folder.path("a/b/c d"));
    folder.write("a/b/c d/caf\xc3\xa9.txt", "deep");
    folder.write("top.json", "{}");
    const std::string file = folder.write("gateway.toml", "static = \"" + folder.path("") + "\"\n");
    const auto check = [](const gateway_process& gateway) {
        const auto top = gateway.get("/static/top.json");
        CHECK(top.status == 200);
        CHECK(top.body == "{}");
        CHECK(top.header("Content-Type") == "application/json");
        CHECK(gateway.get("/static/a/b/c%20d/caf%C3%A9.txt").body == "deep");
        CHECK(gateway.get("/static/a/b/c%20d/%63af%c3%a9%2Etxt").body == "deep");
        CHECK(gateway.get("/static/a/b/c+d/caf%C3%A9.txt").status == 404);
        CHECK(gateway.get("/static/a/b/c%2520d/caf%C3%A9.txt").status == 404);
    };
    check(gateway_process({"--static", folder.path("")}));
    check(gateway_process({}, {"EVENT_GATEWAY_STATIC=" + folder.path("")}));
    check(gateway_process({"--config", file}));
    CHECK(gateway_process().get("/static/top.json").status == 404);
}

TEST_CASE("static: a folder that can't be opened ends the start with 2 and one line") {
    const temp_folder folder;
    const std::string file = folder.write("file", "x");
    for (const std::string& wrong : {folder.path("none"), file, std::string{}}) {
        CAPTURE(wrong);
        const auto start = run_gateway({"--static", wrong});
        CHECK(start.status == 2);
        CHECK(start.out.empty());
        CHECK(start.err == "event-gateway: --static '" + wrong +
                               "' is not valid; expected a folder that can be opened\n");
    }
    for (const int error : {ENOSYS, EPERM}) {
        CAPTURE(error);
        child_process old(
            started_by(without_openat2(error), gateway_launch({"--static", folder.path("")})));
        CHECK(old.wait_exit() == 2);
        CHECK(old.err() == "event-gateway: --static '" + folder.path("") +
                               "' is not valid; expected a kernel with openat2 (Linux 5.6)\n");
    }
}

TEST_CASE("static: hostile paths get an answer and nothing else") {
    const temp_folder parent;
    fs::create_directories(parent.path("served/sub"));
    fs::create_directories(parent.path("served/.git"));
    parent.write("secret", "SECRET");
    parent.write("served/.git/config", "SECRET");
    parent.write("served/.env", "SECRET");
    parent.write("served/sub/.hidden", "SECRET");
    parent.write("served/sub/file", "open");
    fs::create_symlink("../secret", parent.path("served/out"));
    fs::create_symlink(parent.path("secret"), parent.path("served/absolute"));
    fs::create_directory_symlink("..", parent.path("served/parent"));
    fs::create_directory_symlink("/", parent.path("served/root"));
    fs::create_symlink("/proc/self/environ", parent.path("served/proc"));
    fs::create_symlink("sub/file", parent.path("served/in"));
    REQUIRE(mkfifo(parent.path("served/fifo").c_str(), 0600) == 0);
    gateway_process gateway({"--static", parent.path("served")});
    const std::vector<std::pair<std::string, int>> table{
        {"sub/file", 200},
        {"in", 200},
        {"", 404},
        {"sub", 404},
        {"sub/", 404},
        {"fifo", 404},
        {"out", 404},
        {"absolute", 404},
        {"parent/secret", 404},
        {"root/etc/passwd", 404},
        {"proc", 404},
        {"../secret", 404},
        {"./sub/file", 404},
        {"sub/../sub/file", 404},
        {"sub/./file", 404},
        {"sub//file", 404},
        {"/sub/file", 404},
        {"//etc/passwd", 404},
        {".env", 404},
        {".git/config", 404},
        {"sub/.hidden", 404},
        {"%2eenv", 404},
        {"%2e%2e/secret", 404},
        {".%2e/secret", 404},
        {"%2e./secret", 404},
        {"sub/%2e%2e/%2e%2e/secret", 404},
        {"%252e%252e/secret", 404},
        {"..;/secret", 404},
        {"%c0%ae%c0%ae/secret", 404},
        {"..%2fsecret", 400},
        {"%2e%2e%2fsecret", 400},
        {"..%5csecret", 400},
        {"..\\secret", 400},
        {"sub%2ffile", 400},
        {"sub/file%00", 400},
        {"sub/file%00.html", 400},
        {"%00", 400},
        {"%", 400},
        {"%2", 400},
        {"%zz", 400},
        {"sub/file%", 400},
        {std::string(300, 'a'), 404},
        {std::string(5000, 'a'), 404},
        {"sub" + std::string(2000, '/') + "file", 404},
    };
    for (const auto& [path, status] : table) {
        CAPTURE(path);
        const auto answer = gateway.get("/static/" + path);
        CHECK(answer.status == status);
        CHECK(answer.body.find("SECRET") == std::string::npos);
        CHECK(answer.body.find("root:") == std::string::npos);
        CHECK(answer.body.find(parent.path("")) == std::string::npos);
        const auto head = http_client(gateway.http()).request("HEAD", "/static/" + path);
        CHECK(head.status == status);
        CHECK(head.header("Content-Length") == answer.header("Content-Length"));
    }
    http_client client(gateway.http());
    CHECK(client.request("PUT", "/static/sub/file", {}, "x").status == 405);
    CHECK(client.request("DELETE", "/static/sub/file").status == 405);
    CHECK(client.get("/static/sub/file").body == "open");
}

TEST_CASE("static: what lies in the binary comes before the folder") {
    const temp_folder folder;
    for (const char* name : {"style.css", "main.js", "index.html", "favicon.ico"}) {
        folder.write(name, "of the folder");
    }
    gateway_process plain, gateway({"--static", folder.path("")});
    for (const std::string target :
         {"/static/style.css", "/static/main.js", "/static/favicon.ico", "/favicon.ico", "/"}) {
        CAPTURE(target);
        CHECK(gateway.get(target).body == plain.get(target).body);
    }
    CHECK(gateway.get("/static/style%2Ecss").body == plain.get("/static/style.css").body);
    // The page itself is reached by its own address only.
    CHECK(gateway.get("/static/index.html").body == "of the folder");
}

TEST_CASE("static: a document of the folder has no rights of the gateway's origin") {
    const temp_folder folder;
    folder.write("a.html", "<script>alert(1)</script>");
    folder.write("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    folder.write("a.txt", "text");
    gateway_process gateway({"--static", folder.path("")});
    for (const std::string target : {"/static/a.html", "/static/a.svg"}) {
        CAPTURE(target);
        const auto answer = gateway.get(target);
        const std::string policy = answer.header("Content-Security-Policy");
        CHECK(answer.count("Content-Security-Policy") == 1);
        CHECK(policy.starts_with("sandbox allow-same-origin; default-src 'none'; "));
        CHECK(policy.find("script") == std::string::npos);
        CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
        CHECK(answer.header("X-Content-Type-Options") == "nosniff");
    }
    CHECK(gateway.get("/static/a.txt").count("Content-Security-Policy") == 0);
}

TEST_CASE("static: curl gets every form of a file whole") {
    const temp_folder folder;
    const std::string text = lines(50'000);
    folder.write("fly.txt", text);
    folder.write("beside.css", text);
    folder.write("empty.txt", "");
    folder.write("packed.bin.gz", "not unpacked by anybody");
    REQUIRE(run_shell("gzip -k " + folder.path("beside.css")).status == 0);
    gateway_process gateway({"--static", folder.path("")});
    const std::string base = "http://" + gateway.http().text() + "/static/";
    const auto curl = [&](const std::string& options, const std::string& name) {
        const auto result = run_shell("curl -sS --fail " + options + " " + base + name);
        CHECK(result.status == 0);
        return result.out;
    };
    for (const std::string name : {"fly.txt", "beside.css"}) {
        CAPTURE(name);
        CHECK(curl("", name) == text);
        CHECK(curl("--compressed", name) == text);
        CHECK(curl("--compressed --http1.0", name) == text);
        CHECK(curl("-H 'Accept-Encoding: gzip' -o- ", name).size() < text.size() / 2);
        CHECK(curl("-r 100-199", name) == text.substr(100, 100));
        CHECK(curl("-C 1000", name) == text.substr(1000));
    }
    CHECK(curl("-H 'Accept-Encoding: gzip'", "beside.css") == folder.read("beside.css.gz"));
    CHECK(curl("--compressed", "empty.txt").empty());
    CHECK(curl("--compressed", "packed.bin.gz") == "not unpacked by anybody");
    const auto packed = gateway.get("/static/packed.bin.gz", "Accept-Encoding: gzip\r\n");
    CHECK(packed.header("Content-Encoding").empty());
    CHECK(packed.header("Content-Type") == "application/gzip");
}

TEST_CASE("static: HEAD says what GET says, for each size and form") {
    const temp_folder folder;
    folder.write("small.txt", lines(100));
    folder.write("large.txt", lines(100'000));
    folder.write("large.bin", std::string(1'000'000, 'x'));
    folder.write("empty", "");
    gateway_process gateway({"--static", folder.path("")});
    http_client client(gateway.http());
    for (const std::string name : {"small.txt", "large.txt", "large.bin", "empty"}) {
        for (const std::string headers : {"", "Accept-Encoding: gzip\r\n"}) {
            CAPTURE(name);
            CAPTURE(headers);
            const auto get = client.get("/static/" + name, headers);
            const auto head = client.request("HEAD", "/static/" + name, headers);
            CHECK(get.status == 200);
            CHECK(head.headers.size() == get.headers.size());
            for (const auto& [field, value] : get.headers) {
                CAPTURE(field);
                if (field != "Date") CHECK(head.header(field) == value);
            }
        }
    }
    CHECK(client.get("/livez").status == 200);
}
