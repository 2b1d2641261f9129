"""Honest edits that look like cheats to a rule which is too broad: none of them may be refused."""

from __future__ import annotations

import cheats_compiled as compiled
import cheats_node as node
import cheats_python as python
from cheats_later import added
from cheats_python import Case

PY, TS = python.CODE, node.CODE
FASTAPI_TEST = """from fastapi.testclient import TestClient

from app.db import get_db
from app.main import app

app.dependency_overrides[get_db] = lambda: None
client = TestClient(app)


def test_items():
    assert client.get("/items").status_code == 200
"""
PATCHING_TEST = """def test_a(monkeypatch):
    monkeypatch.setattr("app.calc.add", len)
    assert True
"""
TESTS = {"tests/test_items.py": FASTAPI_TEST, "tests/test_more.py": PATCHING_TEST}

CASES: tuple[Case, ...] = (
    added(
        "handler that logs",
        "app/calc.py",
        PY,
        "def f(g):\n    try:\n        g()\n    except Exception:\n        log()\n",
    ),
    added(
        "handler of one error",
        "app/calc.py",
        PY,
        "def f(g):\n    try:\n        g()\n    except KeyError:\n        pass\n",
    ),
    added(
        "handler that raises",
        "app/calc.py",
        PY,
        "def f(g):\n    try:\n        g()\n    except Exception:\n        raise\n",
    ),
    added(
        "suppressed", "app/calc.py", PY, "import contextlib\nwith contextlib.suppress(FileNotFoundError):\n    go()\n"
    ),
    added("main", "app/__main__.py", PY, "import sys\nif __name__ == '__main__':\n    raise SystemExit(main())\n"),
    added("exit with an error", "app/calc.py", PY, "def stop():\n    raise SystemExit(2)\n"),
    added(
        "equality of parts",
        "app/money.py",
        PY,
        "class M:\n    def __eq__(self, o):\n        return isinstance(o, M) and self.a == o.a\n",
    ),
    added("ordering", "app/money.py", PY, "class M:\n    def __lt__(self, o):\n        return self.a < o.a\n"),
    added("membership", "app/bag.py", PY, "class B:\n    def __contains__(self, o):\n        return o in self.items\n"),
    added(
        "equality handed on", "app/m.py", PY, "class M:\n    def __eq__(self, o):\n        return super().__eq__(o)\n"
    ),
    added(
        "settings of Django",
        "manage.py",
        PY,
        "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'x.settings')\n",
    ),
    added("address", "app/settings.py", PY, "import os\nURL = os.environ['DATABASE_URL']\n"),
    added(
        "stages", "app/settings.py", PY, "from typing import Literal\nSTAGE: Literal['dev', 'test', 'prod'] = 'dev'\n"
    ),
    added("a note", "app/calc.py", PY, "# TODO: ignore case, and skip empty lines\n# Note: disabled users stay\n"),
    added("time zone of a column", "app/calc.py", PY, "import os\nTZ = os.environ.get('TZ', 'UTC')\n"),
    added("catch that throws", "src/x.ts", TS, "try { go() } catch (e) { throw new Error('bad', { cause: e }) }\n"),
    added("catch that logs", "src/x.ts", TS, "go().catch((e) => { log.error(e) })\n"),
    added("catch of an abort", "src/x.ts", TS, "try { go() } catch (e) { if (!(e instanceof AbortError)) throw e }\n"),
    added("expected value", "src/x.ts", TS, "export const expected = (n: number) => n\nexpected(5)\n"),
    added("development", "src/x.ts", TS, "if (import.meta.env.DEV) console.log('dev')\n"),
    added("bin of a map", "src/x.ts", TS, "const modes = new Map()\nmodes.get('testimonial')\n"),
    node.package("own program", bin={"x": "./bin/x.js"}),
    node.package("package manager", packageManager="pnpm@9.1.0"),
    added(
        "equality",
        "src/lib.rs",
        compiled.RUST,
        "impl PartialEq for N { fn eq(&self, o: &Self) -> bool { self.0 == o.0 } }\n",
    ),
    added("generated code", "src/lib.rs", compiled.RUST, 'include!(concat!(env!("OUT_DIR"), "/x.rs"));\n'),
    added("unix only", "src/lib.rs", compiled.RUST, '#[cfg(any(unix, target_os = "wasi"))]\npub fn f() {}\n'),
    added("exit with an error", "src/main.rs", compiled.RUST, "fn main() { if bad() { std::process::exit(1) } }\n"),
    compiled.java(
        "catch of an exception", "try { run(); } catch (IOException e) { throw new UncheckedIOException(e); }"
    ),
    compiled.java("catch that logs", 'try { run(); } catch (Exception e) { log.warn("bad", e); }'),
    compiled.java(
        "equality", "} public boolean equals(Object o) { return o instanceof Calc c && c.x == x; } int y() {"
    ),
    compiled.java("exit of a program", "System.exit(new CommandLine(this).execute(args));"),
    compiled.csharp("catch that logs", "void S() { try { R(); } catch (Exception e) { Log(e); } }"),
    compiled.csharp("equality", "public override bool Equals(object? o) => o is Calc c && c.X == X;"),
    added(
        "recover told",
        "calc/calc.go",
        compiled.GO,
        "func S() {\n\tdefer func() {\n\t\tif e := recover(); e != nil {\n\t\t\tlog(e)\n\t\t}\n\t}()\n}\n",
    ),
    added("address in Go", "calc/calc.go", compiled.GO, 'var url = os.Getenv("DATABASE_URL")\n'),
    ("plugin of pytest", "requirements.txt", "pytest\n", "pytest\npytest-asyncio\npytest-mock>=3\n"),
    (
        "sources of a package",
        "pyproject.toml",
        python.PROJECT,
        python.PROJECT
        + '[tool.setuptools.package-dir]\n"" = "src"\n[tool.hatch.build.targets.wheel]\npackages = ["src/x"]\n',
    ),
    (
        "crate of the workspace",
        "Cargo.toml",
        compiled.CARGO,
        compiled.CARGO.replace('serde = "1"', 'serde = "1"\ncore = { path = "../core" }'),
    ),
    (
        "JUnit 5 for JUnit 4",
        "pom.xml",
        compiled.POM.replace("<groupId>a<", "<groupId>junit<"),
        compiled.POM.replace("<groupId>a<", "<groupId>org.junit.jupiter<"),
    ),
)
