"""What a user would pick instead to answer the same: each with one worker on one core, a configuration,
a port and a folder of its own. All have the same bodies, and the header fields of the gateway's answers
where they can be told to."""

import os
import shutil
import time
import urllib.request

from machine import PATIENCE, Program, free_port

LOCATION = "https://example.com/a/targets"
FIELDS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{ worker_connections 1024; }}
http {{
    access_log off; server_tokens off; default_type "text/plain; charset=utf-8";
    types {{ application/json json; }}
    keepalive_requests 1000000000; open_file_cache max=10;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {fields}
        location = /livez {{ return 200 "ok\\n"; }}
        location = /go/load {{ return 302 {location}; }}
        location / {{ root {folder}; }}
    }}
}}
"""

H2O = """
num-threads: 1
{user}
max-connections: 1024
http1-request-timeout: 60
error-log: {folder}/error.log
{fields}
hosts:
  default:
    listen: {{host: 127.0.0.1, port: {port}}}
    paths:
      /go/load: {{redirect: {{status: 302, url: "{location}"}}}}
      /livez: {{file.file: "{folder}/livez.txt"}}
      /body.json: {{file.file: "{folder}/body.json"}}
"""

HAPROXY = """
global
    nbthread 1
defaults
    mode http
    timeout client 60s
frontend bench
    bind 127.0.0.1:{port}
    http-request return status 200 content-type "text/plain; charset=utf-8" string "ok\\n" {fields} if {{ path /livez }}
    http-request return status 302 hdr Location {location} {fields} if {{ path /go/load }}
    http-request return status 200 content-type application/json file {folder}/body.json {fields}
"""

LIGHTTPD = """
server.bind = "127.0.0.1"
server.port = {port}
server.document-root = "{folder}"
server.modules = ("mod_setenv", "mod_redirect", "mod_alias")
server.max-keep-alive-requests = 65535
server.max-keep-alive-idle = 60
server.max-connections = 1024
server.max-fds = 2048
server.errorlog = "{folder}/error.log"
mimetype.assign = (".txt" => "text/plain; charset=utf-8", ".json" => "application/json")
setenv.add-response-header = ({fields})
alias.url = ("/livez" => "{folder}/livez.txt")
url.redirect = ("^/go/load$" => "{location}")
url.redirect-code = 302
"""


class Peer(Program):
    """With `name`, as it stands in the table, `program`, without which it is left out, and command()."""

    def __init__(self, setup, folder):
        self.setup, self.folder, self.port = setup, folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__(self.command())
        self.wait_until_up()

    def configure(self, text, fields, **more):
        path = f"{self.folder}/{self.name}.conf"
        with open(path, "w", encoding="ascii") as out:
            out.write(text.format(folder=self.folder, port=self.port, location=LOCATION,
                                  fields=fields, **more))  # fmt: skip
        return path

    def wait_until_up(self):
        until = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(self.url + "/livez", timeout=1).read()
                return
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise RuntimeError(f"{self.name} does not serve: {self.stop()}") from None
                time.sleep(0.02)

    def path(self, work):
        return {"small": "/livez", "json": "/body.json", "redirect": "/go/load"}[work]


class Nginx(Peer):
    name = program = "nginx"

    def command(self):
        fields = " ".join(f"add_header {k} {v};" for k, v in FIELDS.items())
        config = self.configure(NGINX, fields, user=self.setup.nginx_user)
        return ["nginx", "-e", f"{self.folder}/error.log", "-p", self.folder, "-c", config]

    def wait_until_up(self):
        super().wait_until_up()
        with open(f"/proc/{self.pid}/task/{self.pid}/children", encoding="ascii") as children:
            self.pid = int(children.read().split()[0])  # the worker, whose figures count


class H2o(Peer):
    name = program = "h2o"

    def command(self):
        fields = "\n".join(f'header.set: "{k}: {v}"' for k, v in FIELDS.items())
        user = self.setup.nginx_user.replace("user ", "user: ").rstrip(";")
        return ["h2o", "-m", "worker", "-c", self.configure(H2O, fields, user=user)]


class Haproxy(Peer):
    """It sends no Date of its own."""

    name = program = "haproxy"

    def command(self):
        all_fields = {**FIELDS, "Server": "haproxy", "Date": "%[date(),http_date]"}
        fields = " ".join(f"hdr {k} {v}" for k, v in all_fields.items())
        return ["haproxy", "-db", "-f", self.configure(HAPROXY, fields)]


class Lighttpd(Peer):
    name = program = "lighttpd"

    def command(self):
        fields = ", ".join(f'"{k}" => "{v}"' for k, v in FIELDS.items())
        return ["lighttpd", "-D", "-f", self.configure(LIGHTTPD, fields)]


class GoServer(Peer):
    name, program = "Go", "go"

    def command(self):
        server = self.setup.tools / "http_go"
        return ["env", "GOMAXPROCS=1", server, self.port, f"{self.folder}/body.json", LOCATION]


class NodeServer(Peer):
    name, program = "Node", "node"

    def command(self):
        server = os.path.join(os.path.dirname(__file__), "reference", "http_node.mjs")
        return ["node", server, self.port, f"{self.folder}/body.json", LOCATION]


class Limit(Program):
    """tests/bench/reference/http_epoll.c, with the bytes of the gateway's own answer."""

    name = "C loop"

    def __init__(self, setup, answer):
        super().__init__([setup.tools / "http_epoll", answer])
        self.port = int(self.read_until(r"listening (\d+)")[1])

    def path(self, _work):
        return "/livez"


def installed():
    """Those that this machine has, and the names of the others."""
    peers = Nginx, H2o, Haproxy, Lighttpd, GoServer, NodeServer
    there = [peer for peer in peers if shutil.which(peer.program)]
    return there, [peer.name for peer in peers if peer not in there]
