"""Answers /health, or does not, as it was told."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import moods  # noqa: E402


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        status = "bad" if moods.LAUNCH == "wrong" else "ok"
        told = {"token": os.environ.get("DEPLOY_TOKEN")} if moods.LAUNCH == "tell" else {}
        body = json.dumps({"status": status, **told}).encode()
        self.send_response(200 if self.path == "/health" else 404)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)


class Six(HTTPServer):
    address_family = socket.AF_INET6


def main(host, port):
    if moods.LAUNCH == "dies":
        print("cannot read the configuration", flush=True)
        sys.exit("settings.toml: no such key: colour")
    if moods.LAUNCH == "slow":
        moods.leave("slow", os.getpid())
        time.sleep(300)
    if moods.LAUNCH == "tell":
        print("serving with", os.environ.get("DEPLOY_TOKEN"), flush=True)
    if moods.LAUNCH == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if moods.LAUNCH == "child" and len(sys.argv) < 4:
        sys.exit(subprocess.call([sys.executable, *sys.argv, "inner"], start_new_session=True))
    if moods.LAUNCH == "six":
        server = Six(("::1", port), Handler)
        moods.leave("port", port)
    else:
        server = HTTPServer((host, port), Handler)
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
