"""A small GET on 64 connections that stay open, against nginx with one worker."""

import re
import time
import urllib.request

from gateway import Gateway
from machine import PATIENCE, Program, SystemCalls, free_port, load, temporary_folder
from table import Row, alternate

CONNECTIONS = 64

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


def requests(server, path, seconds, connections=CONNECTIONS, script=()):
    """[requests a second, microseconds of CPU a request]"""
    before = server.cpu_ns()
    out = load("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *script[:2], server.url + path,
               *script[2:])  # fmt: skip
    spent = server.cpu_ns() - before
    if re.search("Socket errors|Non-2xx", out):
        raise RuntimeError(f"wrk: {out}")
    count = int(re.search(r"(\d+) requests in", out)[1])
    return [float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), spent / count / 1000]


def calls_each(server, seconds):
    with SystemCalls(server.pid) as counted:
        out = load("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", server.url + "/livez")
    return counted.count / int(re.search(r"(\d+) requests in", out)[1])


def small_get(setup):
    name = "against" if setup.against else "nginx"
    rate = Row(f"GET /livez, {CONNECTIONS} connections", "/s", name, 1, more_is_better=True)
    cost = Row("  CPU a request", "us CPU", name, 0)
    calls = Row("  system calls a request", "", name, 0)
    seconds = max(1, round(setup.seconds))

    def measure(server):
        return requests(server, "/livez", seconds)

    with temporary_folder() as folder, Gateway(setup.gateway) as gateway:
        with Gateway(setup.against) if setup.against else Nginx(folder, setup.nginx_user) as peer:
            measure(gateway), measure(peer)  # warm
            alternate(setup.rounds, lambda: measure(gateway), lambda: measure(peer), [rate, cost])
            if setup.count_calls:
                calls.pairs.append([calls_each(server, seconds) for server in (gateway, peer)])
    return [rate, cost, calls] if setup.count_calls else [rate, cost]
