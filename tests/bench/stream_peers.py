"""What serves a live stream: event-gateway, and what a user would take instead.

Each one has `path`, where the stream is, http(), its TCP port, and source(), where events go in: the
words that stream_load wants.
"""

import os
import pathlib
import shutil
import socket
import time

from gateway import Gateway
from machine import PATIENCE, Program, free_port

REFERENCE = pathlib.Path(__file__).parent / "reference"
NCHAN_MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so"

# It has no UDP: events are published to it by requests, on one connection that stays open.
NCHAN = """
load_module {module};
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{ worker_connections 4096; }}
http {{
    access_log off; server_tokens off; keepalive_requests 1000000000;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    nchan_shared_memory_size 256m;
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location = /publish {{
            nchan_publisher;
            nchan_channel_id events;
            nchan_message_buffer_length 10000;
        }}
        location = /stream {{
            nchan_subscriber eventsource;
            nchan_channel_id events;
            nchan_subscriber_first_message newest;
        }}
    }}
}}
"""


class Streaming(Gateway):
    path = "/api/v1/stream"

    def source(self):
        return "udp", self.port

    def http(self):
        return self.url.rpartition(":")[2]

    def check(self, readers):
        """Each event that came was written to each reader, or counted as skipped."""
        stats = self.stats()
        came, streams = stats["udp"]["received"], stats["streams"]
        if streams["delivered"] + streams["skipped"] != came * readers:
            raise RuntimeError(f"{came} events to {readers} readers, but {streams}")


class Bridge(Program):
    """One of the programs in reference/."""

    path = "/"

    def __init__(self, *argv):
        super().__init__(argv)
        self.udp, self.tcp = self.read_until(r"udp (\d+) http (\d+)").groups()

    def source(self):
        return "udp", self.udp

    def http(self):
        return self.tcp

    def check(self, readers):
        """Its own figures are none."""


class Nchan(Program):
    path = "/stream"

    def __init__(self, folder, user):
        self.port = free_port()
        config = f"{folder}/nginx.conf"
        with open(config, "w", encoding="ascii") as out:
            out.write(NCHAN.format(module=NCHAN_MODULE, folder=folder, port=self.port, user=user))
        super().__init__(["nginx", "-e", f"{folder}/error.log", "-p", folder, "-c", config])
        self.master = self.pid
        self.pid = self.worker()  # whose figures count

    def worker(self):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                children = pathlib.Path(f"/proc/{self.master}/task/{self.master}/children")
                return int(children.read_text(encoding="ascii").split()[0])
            except (OSError, IndexError):
                time.sleep(0.05)
        self.stop()
        raise RuntimeError("nginx with nchan did not start")

    def source(self):
        return "post", "/publish"

    def http(self):
        return self.port

    def check(self, readers):
        """As above."""


def c_limit(setup):
    return lambda: Bridge(setup.tools / "stream_epoll")


def languages(setup):
    """The bridges in other languages, as {name: how to open one}."""
    found = {}
    if (setup.tools / "stream_go").exists():
        found["Go"] = lambda: Bridge(setup.tools / "stream_go")
    if shutil.which("node"):
        found["Node"] = lambda: Bridge("node", REFERENCE / "stream_node.mjs")
    return found


def has_nchan():
    return bool(shutil.which("nginx")) and os.path.exists(NCHAN_MODULE)
