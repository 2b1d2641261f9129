"""Faults of configuration, text encoding, layout and leftovers."""

from __future__ import annotations

import contextlib
import random
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from faultsuite.suite import NAME, STACK, Fault, edit, write
from mity.stacks.catalog import Catalogue

_HOLDER = "import socket, sys, time; held = socket.create_server(('127.0.0.1', int(sys.argv[1]))); time.sleep(600)"
LIMITS = '{\n  "per_minute": 60,\n  "burst": [1, 2]\n}\n'
MAIL = '''"""Sends mails."""

from fastapi import APIRouter
from pydantic_settings import BaseSettings, SettingsConfigDict


class MailSettings(BaseSettings):
    """How mails are sent."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    FIELD


settings = MailSettings()
router = APIRouter(prefix="/mail")
'''


def rewrite(app: Path, path: str, codec: str, ends: str = "\n") -> None:
    """Writes a file of the application again in another encoding."""
    text = (app / path).read_text(encoding="utf-8")
    (app / path).write_bytes(text.replace("\n", ends).encode(codec))


def mark(app: Path) -> None:
    rewrite(app, "pyproject.toml", "utf-8-sig")


def utf16_source(app: Path) -> None:
    rewrite(app, "src/demo/security.py", "utf-16", "\r\n")


def zeros_after_a_crash(app: Path) -> None:
    path = app / "src/demo/log.py"
    path.write_bytes(path.read_bytes() + bytes(512))


def env_from_powershell(app: Path) -> None:
    (app / ".env").write_bytes("LOG_LEVEL=DEBUG\r\n".encode("utf-16"))


def fenced(app: Path, path: str, language: str) -> None:
    text = (app / path).read_text(encoding="utf-8")
    write(app, path, f"```{language}\n{text}```\n")


def tab(app: Path) -> None:
    line = 'router = getattr(module, "router", None)'
    edit(app, "src/demo/discovery.py", (f"    {line}", f"\t{line}"))


def mail(app: Path, field: str, example: str) -> None:
    """A feature whose settings a new clone does not have."""
    write(app, "src/demo/features/mail/__init__.py", '"""Mails."""\n')
    write(app, "src/demo/features/mail/router.py", MAIL.replace("FIELD", field))
    edit(app, ".env.example", ("DOCS=true\n", f"DOCS=true\n\n# Mails.\n{example}\n"))


def key_of_the_environment(app: Path) -> None:
    text = '\nload_dotenv()\nBUCKET = os.environ["REPORT_BUCKET"]\n\nlogger = logging'
    edit(
        app,
        "src/demo/main.py",
        ("import logging\n", "import logging\nimport os\n"),
        ("from fastapi import", "from dotenv import load_dotenv\nfrom fastapi import"),
        ("\nlogger = logging", text),
    )
    edit(app, ".env.example", ("DOCS=true\n", "DOCS=true\n\nREPORT_BUCKET=reports-dev\n"))
    write(app, ".env", "LOG_LEVEL=INFO")


def limits(app: Path, text: str) -> None:
    """A JSON file that the application reads when it starts."""
    write(app, "config/limits.json", text)
    lines = '\nLIMITS = json.loads(Path("config/limits.json").read_text())\n\nlogger = logging'
    edit(
        app,
        "src/demo/main.py",
        ("import logging\n", "import json\nimport logging\n"),
        ("asynccontextmanager\n", "asynccontextmanager\nfrom pathlib import Path\n"),
        ("\nlogger = logging", lines),
    )


def quote(app: Path) -> None:
    edit(app, "pyproject.toml", ('readme = "README.md"', 'readme = "README.md'))


def comma(app: Path) -> None:
    edit(app, "pyproject.toml", ('  "pydantic>=2.10,<3",', '  "pydantic>=2.10,<3"  # settings'))


def table_twice(app: Path) -> None:
    path = app / "pyproject.toml"
    path.write_text(path.read_text() + '\n[tool.hatch.version]\npath = "src/demo/__init__.py"\n')


def script(app: Path, data: bytes, mode: int = 0o755) -> None:
    """A script of the team's that the build runs first."""
    stack = Catalogue([Path(sys.modules["mity"].__path__[0]).parent / "templates"]).get(STACK).path / "stack.yaml"
    text = stack.read_text(encoding="utf-8")
    old = '  build:\n    argv: ["${venv_bin}/python", -m, hatchling, build, -t, wheel]\n    timeout: 120\n'
    assert old in text
    steps = "    - steps:\n      - argv: [./bin/prepare]\n      - argv:"
    new = old.replace("    argv:", steps).replace("    timeout", "        timeout")
    write(app, ".mity/stack.yaml", text.replace(old, new))
    (app / "bin").mkdir()
    (app / "bin/prepare").write_bytes(data)
    (app / "bin/prepare").chmod(mode)


def file_for_folder(app: Path, name: str) -> None:
    shutil.rmtree(app / name)
    write(app, name, "notes\n")


def half_deleted_dist(app: Path) -> None:
    wheel = next((app / "dist").glob("*.whl"))
    wheel.unlink()
    write(app, f"dist/{wheel.name}/demo/__init__.py", "")


def report_is_a_folder(app: Path) -> None:
    (app / "reports/junit.xml").unlink()
    write(app, "reports/junit.xml/index.html", "")


def packages_of_another_name(app: Path) -> None:
    edit(app, "pyproject.toml", ('packages = ["src/demo"]', 'packages = ["src/demo_app"]'))


def sources_of_another_folder(app: Path) -> None:
    head = "[tool.hatch.build.targets.sdist]"
    edit(app, "pyproject.toml", (head, f'[tool.hatch.build]\ndev-mode-dirs = ["lib"]\n\n{head}'))


def version_of_another_folder(app: Path) -> None:
    edit(app, "pyproject.toml", ('path = "src/demo/__init__.py"', 'path = "demo/__init__.py"'))


def version_twice(app: Path) -> None:
    edit(app, "pyproject.toml", ('name = "demo"', 'name = "demo"\nversion = "0.1.0"'))


def flaky(app: Path) -> None:
    lines = (
        "from pathlib import Path\n\n"
        'MARK = Path(__file__).parents[1] / "reports" / "seen"\n\n\n'
        "def test_sometimes() -> None:\n    seen = MARK.exists()\n    MARK.touch()\n    assert seen\n"
    )
    write(app, "tests/test_flaky.py", lines)


def _quiet_port() -> int:
    """A free port that the system gives to no outgoing connection, so that nothing else takes it by chance."""
    for port in random.sample(range(20_000, 30_000), 100):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("no free port between 20000 and 30000")


def second_port(app: Path) -> None:
    """The application opens a port of its own for metrics."""
    edit(
        app,
        "src/demo/config.py",
        ("    docs: bool = True\n", f"    docs: bool = True\n    metrics_port: int = {_quiet_port()}\n"),
    )
    start = '    metrics = socket.create_server(("127.0.0.1", settings.metrics_port))\n    logger.info("started"'
    edit(
        app,
        "src/demo/main.py",
        ("import logging\n", "import logging\nimport socket\n"),
        ('    logger.info("started"', start),
        ("    app.state.engine.dispose()\n", "    metrics.close()\n    app.state.engine.dispose()\n"),
    )


@contextlib.contextmanager
def port_taken(app: Path) -> Iterator[Mapping[str, str]]:
    """Somebody else's process holds the port, and still does afterwards."""
    config = (app / "src" / NAME / "config.py").read_text(encoding="utf-8")
    port = config.partition("metrics_port: int = ")[2].split()[0]
    holder = subprocess.Popen([sys.executable, "-c", _HOLDER, port], stdin=subprocess.DEVNULL)
    try:
        while holder.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", int(port)), 1):
                break
        yield {}
        assert holder.poll() is None, "a foreign process was stopped"
    finally:
        holder.kill()
        holder.wait()


def conflict(app: Path, path: str, line: str, other: str) -> None:
    edit(app, path, (line, f"<<<<<<< HEAD\n{line}\n=======\n{other}\n>>>>>>> 0a1b2c3d"))


def wanted_feature(app: Path) -> None:
    lines = (
        "from starlette.testclient import TestClient\n\n\n"
        'def test_items(client: TestClient) -> None:\n    assert client.get("/items").json() == []\n'
    )
    write(app, "tests/test_items.py", lines)


def function_deleted(app: Path) -> None:
    path = app / "src/demo/db.py"
    head, _, rest = path.read_text().partition("def make_sessions")
    path.write_text(head + rest.partition("\n\n\n")[2])


def edited_and_deleted(app: Path) -> None:
    """A generated file with a person's work in it, gone since the last commit."""
    path = app / "src/demo/log.py"
    path.write_text(path.read_text() + "\n\nCOLOURS = True\n")
    words = ["-c", "user.name=U", "-c", "user.email=u@example.com", "commit", "-q", "-a", "-m", "colours"]
    subprocess.run(["git", *words], cwd=app, check=True)
    path.unlink()


def required_setting(app: Path) -> None:
    edit(app, "src/demo/config.py", ("    docs: bool = True\n", "    docs: bool = True\n    region: str\n"))


def table_missing(app: Path) -> None:
    count = 'app.state.engine.connect() as connection:\n        connection.exec_driver_sql("SELECT count(*) FROM note")'
    edit(app, "src/demo/main.py", ('    logger.info("started"', f'    with {count}\n    logger.info("started"'))


def gone(app: Path, path: str) -> None:
    (app / path).unlink()


def _healable() -> list[Fault]:
    pyproject, env = ("pyproject.toml",), (".env", ".env.example")
    return [
        Fault("bom-in-pyproject.toml", mark, "ConfigError", "architect", touches=pyproject, rule="text-encoding"),
        Fault(
            "source-in-utf-16",
            utf16_source,
            "ConfigError",
            "architect",
            touches=("src/demo/security.py",),
            rule="text-encoding",
        ),
        Fault(
            "zeros-after-a-crash",
            zeros_after_a_crash,
            "ConfigError",
            "architect",
            touches=("src/demo/log.py",),
            rule="text-encoding",
        ),
        Fault(
            ".env-in-utf-16", env_from_powershell, "RuntimeError", "architect", touches=(".env",), rule="text-encoding"
        ),
        Fault(
            "fence-round-a-source",
            lambda app: fenced(app, "src/demo/log.py", "python"),
            "BuildError",
            "implementer",
            touches=("src/demo/log.py",),
            rule="markdown-fence",
        ),
        Fault(
            "a-tab-among-spaces",
            tab,
            "BuildError",
            "implementer",
            touches=("src/demo/discovery.py",),
            rule="mixed-tabs",
        ),
        Fault(
            "setting-missing-in-a-new-clone",
            lambda app: mail(app, "mail_from: str", "MAIL_FROM=noreply@example.com"),
            "ConfigError",
            "architect",
            touches=env,
            rule="missing-setting",
        ),
        Fault(
            "key-missing-in-.env",
            key_of_the_environment,
            "ConfigError",
            "architect",
            touches=env,
            rule="missing-setting",
        ),
        Fault(
            "setting-missing-at-launch",
            lambda app: (required_setting(app), edit(app, ".env.example", ("DOCS=true\n", "DOCS=true\nREGION=eu\n"))),
            "ConfigError",
            "architect",
            touches=env,
            stations=("build", "launch"),
            rule="missing-setting",
        ),
        Fault(
            "second-port-taken",
            second_port,
            "PortInUse",
            "devops",
            stations=("build", "launch"),
            around=port_taken,
            rule="port-setting",
        ),
        Fault(
            "trailing-comma-in-json",
            lambda app: limits(app, LIMITS.replace("2]", "2],")),
            "RuntimeError",
            "architect",
            touches=("config/limits.json",),
            rule="json-punctuation",
        ),
        Fault(
            "comment-in-json",
            lambda app: limits(app, LIMITS.replace("  ", "  // per client\n  ", 1)),
            "RuntimeError",
            "architect",
            touches=("config/limits.json",),
            rule="json-punctuation",
        ),
        Fault(
            "comma-missing-in-json",
            lambda app: limits(app, LIMITS.replace("60,", "60")),
            "RuntimeError",
            "architect",
            touches=("config/limits.json",),
            rule="json-punctuation",
        ),
        Fault(
            "quote-missing-in-pyproject.toml",
            quote,
            "ConfigError",
            "architect",
            touches=pyproject,
            rule="toml-punctuation",
        ),
        Fault(
            "comma-missing-in-pyproject.toml",
            comma,
            "ConfigError",
            "architect",
            touches=pyproject,
            rule="toml-punctuation",
        ),
        Fault(
            "table-twice-in-pyproject.toml",
            table_twice,
            "ConfigError",
            "architect",
            touches=pyproject,
            rule="duplicate-toml-table",
        ),
        Fault(
            "version-twice-in-pyproject.toml",
            version_twice,
            "ConfigError",
            "architect",
            touches=pyproject,
            rule="project-table",
        ),
        Fault(
            "version-in-a-wrong-folder",
            version_of_another_folder,
            "ConfigError",
            "architect",
            touches=pyproject,
            rule="version-path",
        ),
        Fault(
            "packages-in-a-wrong-folder",
            packages_of_another_name,
            "BuildError",
            "implementer",
            touches=pyproject,
            rule="source-path",
        ),
        Fault(
            "sources-in-a-wrong-folder",
            sources_of_another_folder,
            "BuildError",
            "implementer",
            touches=pyproject,
            rule="source-path",
        ),
        Fault(
            "readme-renamed",
            lambda app: (app / "README.md").rename(app / "README.rst"),
            "ConfigError",
            "architect",
            touches=pyproject,
            rule="restore-named-file",
        ),
        Fault(
            "script-with-windows-line-ends",
            lambda app: script(app, b"#!/bin/sh\r\nset -e\r\necho ready\r\n"),
            "ConfigError",
            "architect",
            touches=("bin/prepare",),
            rule="script-line-ends",
        ),
        Fault(
            "env-script-with-windows-line-ends",
            lambda app: script(app, b"#!/usr/bin/env bash\r\nset -e\r\necho ready\r\n"),
            "ConfigError",
            "architect",
            touches=("bin/prepare",),
            rule="script-line-ends",
        ),
        Fault(
            "script-that-may-not-run",
            lambda app: script(app, b"#!/bin/sh\necho ready\n", 0o644),
            "ConfigError",
            "architect",
            touches=("bin/prepare",),
            rule="executable-bit",
        ),
        Fault(
            "init-deleted",
            lambda app: gone(app, "src/demo/__init__.py"),
            "ConfigError",
            "architect",
            rule="restore-generated",
            touches=("src/demo/__init__.py",),
        ),
        Fault(
            "migration-environment-deleted",
            lambda app: gone(app, "migrations/env.py"),
            "RuntimeError",
            "architect",
            rule="restore-generated",
            touches=("migrations/env.py",),
        ),
        Fault(
            "module-deleted",
            lambda app: gone(app, "src/demo/db.py"),
            "BuildError",
            "architect",
            rule="restore-generated",
            touches=("src/demo/db.py",),
        ),
        Fault(
            "source-emptied-by-a-crash",
            lambda app: write(app, "src/demo/db.py", ""),
            "BuildError",
            "architect",
            rule="restore-generated",
            touches=("src/demo/db.py",),
        ),
        Fault(
            "router-deleted",
            lambda app: gone(app, "src/demo/routers/health.py"),
            "TestFailure",
            "tester",
            rule="restore-generated",
            touches=("src/demo/routers/health.py",),
        ),
        Fault(
            "reports-is-a-file",
            lambda app: file_for_folder(app, "reports"),
            "RuntimeError",
            "factory",
            rule="leftover-output",
        ),
        Fault(
            "dist-is-a-file",
            lambda app: file_for_folder(app, "dist"),
            "RuntimeError",
            "factory",
            rule="leftover-output",
        ),
        Fault("half-deleted-dist", half_deleted_dist, "Unknown", "factory", rule="leftover-output"),
        Fault("report-is-a-folder", report_is_a_folder, "Unknown", "factory", rule="leftover-output"),
        Fault("flaky-test", flaky, "TestFailure", "tester", rule="flaky-test"),
    ]


def _for_a_person() -> list[Fault]:
    return [
        Fault(
            "merge-conflict-in-a-source",
            lambda app: conflict(app, "src/demo/log.py", "import sys", "import os"),
            "BuildError",
            "implementer",
            healed=False,
            cause=r"src/demo/log\.py:4\S* contains an unresolved merge conflict",
        ),
        Fault(
            "merge-conflict-in-pyproject.toml",
            lambda app: conflict(app, "pyproject.toml", 'readme = "README.md"', 'readme = "docs/README.md"'),
            "ConfigError",
            "architect",
            healed=False,
            cause=r"pyproject\.toml:8\S* contains an unresolved merge conflict",
        ),
        Fault(
            "failing-assertion",
            wanted_feature,
            "TestFailure",
            "tester",
            healed=False,
            cause=r"test_items\.py::test_items",
        ),
        Fault(
            "syntax-error",
            lambda app: edit(app, "src/demo/main.py", ("def create_app(", "def create_app((")),
            "BuildError",
            "implementer",
            healed=False,
            cause="SyntaxError",
        ),
        Fault(
            "secret-missing",
            lambda app: mail(app, "smtp_password: str", "SMTP_PASSWORD=change-me"),
            "ConfigError",
            "architect",
            healed=False,
            cause="SMTP_PASSWORD is a secret",
        ),
        Fault(
            "required-setting-that-tests-do-not-give",
            required_setting,
            "ConfigError",
            "architect",
            healed=False,
            cause=r"REGION has no value.*src/demo/config\.py",
        ),
        Fault("function-deleted", function_deleted, "BuildError", "implementer", healed=False, cause="make_sessions"),
        Fault(
            "edited-file-deleted",
            edited_and_deleted,
            "BuildError",
            "implementer",
            healed=False,
            cause=r"log\.py is missing; its last committed version .*git checkout \w+ -- src/demo/log\.py",
        ),
        Fault(
            "json-cut-off",
            lambda app: limits(app, LIMITS[:-6]),
            "RuntimeError",
            "devops",
            healed=False,
            cause=r"config/limits\.json is not valid JSON",
        ),
        Fault(
            "test-in-utf-16",
            lambda app: rewrite(app, "tests/test_errors.py", "utf-16"),
            "ConfigError",
            "architect",
            healed=False,
            cause=r"tests/test_errors\.py is not UTF-8: save it as UTF-8; mity does not edit tests",
        ),
        Fault(
            "test-in-a-fence",
            lambda app: fenced(app, "tests/test_errors.py", "python"),
            "BuildError",
            "implementer",
            healed=False,
            cause=r"tests/test_errors\.py is wrapped in a Markdown fence: remove it; mity does not edit tests",
        ),
        Fault(
            "conftest-deleted",
            lambda app: gone(app, "tests/conftest.py"),
            "BuildError",
            "implementer",
            healed=False,
            cause=r"tests/conftest\.py is missing: restore it; mity does not write tests",
        ),
        Fault(
            "migration-missing",
            table_missing,
            "RuntimeError",
            "devops",
            healed=False,
            cause=r"no table 'note'.*alembic upgrade head",
        ),
    ]


FAULTS = [*_healable(), *_for_a_person()]
