"""A small GET on 64 connections that stay open, against nginx with one worker."""

import time
import urllib.request

from gateway import Gateway
from machine import PATIENCE, Program, SystemCalls, free_port, load, temporary_folder
from table import Row, alternate

CONNECTIONS = 64
REQUESTS = 200_000  # a measurement: more than a second

# The same body and as many header fields as the gateway's answer has.
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{ worker_connections 1024; }}
http {{
    access_log off; server_tokens off; default_type "text/plain; charset=utf-8";
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        add_header X-Content-Type-Options nosniff;
        add_header Referrer-Policy no-referrer;
        add_header Cross-Origin-Resource-Policy same-origin;
        add_header Cross-Origin-Opener-Policy same-origin;
        add_header Cache-Control no-store;
        location = /livez {{ return 200 "ok\\n"; }}
    }}
}}
"""


class Nginx(Program):
    """One of our own: its own configuration, port and folder."""

    def __init__(self, folder, user):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        config = f"{folder}/nginx.conf"
        with open(config, "w", encoding="ascii") as out:
            out.write(NGINX.format(folder=folder, port=port, user=user))
        super().__init__(["nginx", "-e", f"{folder}/error.log", "-p", folder, "-c", config])
        self.wait_until_up()
        self.pid = self.worker()  # whose figures count

    def wait_until_up(self):
        until = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(self.url + "/livez", timeout=1).read()
                return
            except OSError:
                if time.monotonic() > until:
                    self.stop()
                    raise
                time.sleep(0.05)

    def worker(self):
        with open(f"/proc/{self.pid}/task/{self.pid}/children", encoding="ascii") as children:
            return int(children.read().split()[0])


def ask(setup, server, count, path="/livez", connections=CONNECTIONS, status=200):
    """[requests a second, microseconds of CPU a request, bytes of an answer]"""
    before = server.cpu_ns()
    port = server.url.rpartition(":")[2]
    out = load(setup.tools / "http_load", port, path, connections, count, status)
    spent = server.cpu_ns() - before
    return [count / float(out.split()[3]), spent / count / 1000, int(out.split()[5])]


def small_get(setup):
    name = "against" if setup.against else "nginx"
    rate = Row(f"GET /livez, {CONNECTIONS} connections", "/s", name, 1, more_is_better=True)
    cost = Row("  CPU a request", "us CPU", name)
    calls = Row("  system calls a request", "", name)

    def measure(server):
        ask(setup, server, REQUESTS // 10)  # warm
        return ask(setup, server, REQUESTS)

    def count_calls(server):
        with SystemCalls(server.pid) as counted:
            ask(setup, server, REQUESTS)
        return [counted.count / REQUESTS]

    with temporary_folder() as folder:

        def ours():
            return Gateway(setup.gateway)

        def theirs():
            return Gateway(setup.against) if setup.against else Nginx(folder, setup.nginx_user)

        alternate(setup.rounds, [rate, cost], ours, theirs, measure)
        if setup.count_calls:
            alternate(1, [calls], ours, theirs, count_calls)
    return [row for row in (rate, cost, calls) if row.pairs]
