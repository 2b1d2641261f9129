"""An application of two light parts: an API that keeps what it is sent, and a server of pages that hands on to it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from mity import ExecutionLog
from mity.app import App
from mity.operations.create_app import CreateApp

PYTHON = [sys.executable, "-I", "-S"]
SERVER = """
import http.client, http.server, json, os, sys
kept, part, target = {}, sys.argv[1], os.environ.get("API_PROXY", "")
class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body=b"", kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def onward(self):
        there = http.client.HTTPConnection(target)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        there.request(self.command, self.path, body, {"Content-Type": "application/json"})
        found = there.getresponse()
        self.answer(found.status, found.read(), found.headers["Content-Type"])
    def do(self):
        if self.path == "/health":
            self.answer(200, json.dumps({"status": "ok", "part": part}).encode())
        elif target and self.path.startswith("/api/"):
            self.onward()
        elif self.command == "POST" and os.path.exists("features/" + self.path[5:] + ".txt"):
            row = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kept[str(len(kept) + 1)] = row
            self.answer(201, json.dumps({"id": len(kept), **row}).encode())
        elif self.command == "DELETE" and kept.pop(self.path.rpartition("/")[2], None):
            self.answer(204)
        else:
            self.answer(404, b"{}", "application/problem+json" if part == "api" else "text/html")
    do_GET = do_POST = do_DELETE = do
    def log_message(self, *words):
        pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
CHECK = """
import os
named = sorted(os.listdir("tests")) if os.path.isdir("tests") else []
bad = [name for name in named if not os.path.exists("features/" + name)] + ["broken"] * os.path.exists("broken")
cases = "".join(f'<testcase name="{name}">{"<failure/>" * (name in bad)}</testcase>' for name in ["one", *named])
os.makedirs("reports", exist_ok=True)
open("reports/junit.xml", "w").write(f'<testsuite tests="{1 + len(named)}">{cases}</testsuite>')
raise SystemExit(bool(bad))
"""
BUILD = """
import json, os
if os.path.exists("settings.json"):
    json.load(open("settings.json"))
if os.path.exists("hopeless"):
    raise SystemExit("nobody knows why")
if os.path.exists("flaky"):
    os.remove("flaky")
    raise SystemExit("error: Temporary failure in name resolution")
os.makedirs("dist", exist_ok=True)
open("dist/made.txt", "w").write("made")
"""


def _stack(part: str) -> dict[str, Any]:
    return {
        "schema": 1,
        "id": f"light-{part}",
        "title": part,
        "language": "text",
        "required_files": ["server.py"],
        "ignore": ["dist", "reports"],
        "artefacts": ["dist/*.txt"],
        "report": {"path": "reports/junit.xml"},
        "port": {"env": "PORT"},
        "health": {"path": "/health", "json": {"part": part}, "timeout": 20},
        "commands": {
            "build": {"argv": [*PYTHON, "build.py"]},
            "test": {"argv": [*PYTHON, "check.py"]},
            **({"lint": {"argv": [*PYTHON, "check.py"]}} if part == "api" else {}),
            "launch": {"argv": [*PYTHON, "server.py", part]},
        },
        "feature": {"tests": ["tests/**"], "red": {"argv": [*PYTHON, "check.py"]}},
    }


WHOLE: dict[str, Any] = {
    "schema": 1,
    "id": "light-whole",
    "title": "both",
    "language": "text",
    "required_files": ["README.md"],
    "parts": [
        {"folder": "api", "stack": "{api}"},
        {"folder": "web", "stack": "light-web", "without": ["extra"], "env": {"API_PROXY": "${host}:${api_port}"}},
    ],
    "joint": [
        {"folder": "web", "path": "/api/-", "status": 404, "headers": {"content-type": "application/problem+json"}}
    ],
    "journey": {"folder": "web", "post": "/api/{many_kebab}", "page": "/{many_kebab}"},
}


class PartsApp:
    """The stacks of the parts and of the whole below `folder`, and a workspace with a space in its name."""

    def __init__(self, folder: Path) -> None:
        self.stacks = folder / "stacks"
        self.workspace = folder / "a b"
        self.root = self.workspace / "shop"
        for part in ("api", "web"):
            self._template(f"light-{part}", _stack(part), {"server.py": SERVER, "check.py": CHECK, "build.py": BUILD})
            self._write(f"light-{part}/{{{{cookiecutter.app_slug}}}}/colour", "{{ cookiecutter.colour }}")
            for where in ("tests", "features"):
                self._write(f"light-{part}/feature/each/{where}/{{many_kebab}}.txt", "<[ feature.one.snake ]>\n")
        self._write("light-web/{{cookiecutter.app_slug}}/extra", "left out")
        self._template("light-whole", WHOLE, {"README.md": "# {{ cookiecutter.app_name }}\n"}, api=["light-api"])

    def _template(self, name: str, stack: dict[str, Any], files: dict[str, str], **answers: Any) -> None:
        self._write(f"{name}/stack.yaml", json.dumps(stack))
        declared = {"app_name": "x", "app_slug": "x", "colour": "blue", **answers}
        self._write(f"{name}/cookiecutter.json", json.dumps(declared))
        for path, text in files.items():
            self._write(f"{name}/{{{{cookiecutter.app_slug}}}}/{path}", text)

    def _write(self, path: str, text: str) -> None:
        full = self.stacks / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text, encoding="utf-8")

    def app(self, workspace: Path | None = None, *, heal: bool = False) -> App:
        """mity in the workspace, or in another one."""
        return App(workspace or self.workspace, limits={"enabled": heal}, stacks=[self.stacks])

    def create(self, **words: Any) -> ExecutionLog:
        """The run of create-app."""
        self.workspace.mkdir(exist_ok=True)
        app = self.app()
        return app.run(app.prepare_create(CreateApp("shop", self.workspace, "light-whole", **words)).operation)
