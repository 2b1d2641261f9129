"""Honest edits that resemble the third round of cheats: none of them may be refused."""

from __future__ import annotations

import cheats_compiled as compiled
import cheats_node as node
import cheats_python as python
from cheats_python import Case

PY, TS, RS, GO = python.CODE, node.CODE, compiled.RUST, compiled.GO
JAVA, CSHARP = compiled.JAVA, compiled.CSHARP
PIXEL = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def python_code(name: str, text: str) -> Case:
    """Lines that come to a module."""
    return name, "app/calc.py", PY, PY + text


CASES: tuple[Case, ...] = (
    ("utf-8 cookie", "app/calc.py", PY, "# -*- coding: utf-8 -*-\n" + PY),
    python_code("setting by a prefix", "import os\nHOST = os.environ.get(f'APP_{NAME}_HOST')\n"),
    python_code("settings of the application", "import os\nOWN = [k for k in os.environ if k.startswith('SHOP_')]\n"),
    python_code("a pixel", f"import base64\nPIXEL = base64.b64decode('{PIXEL}')\n"),
    python_code("texts beside each other", "TEXT = 'a long ' 'sentence about ' 'tests of cars'\n"),
    python_code("words in order", "NAME = ' '.join(['first', 'last'])\n"),
    python_code("backwards", "def turned(text):\n    return text[::-1]\n"),
    python_code("finally closes", "def f(x):\n    try:\n        return x.read()\n    finally:\n        x.close()\n"),
    python_code(
        "context manager", "class C:\n    def __exit__(self, kind, error, trace):\n        return kind is KeyError\n"
    ),
    python_code(
        "handler that tells",
        "def f(x, log):\n    try:\n        return x()\n    except Exception:\n"
        "        log.exception('x failed')\n        raise\n",
    ),
    python_code(
        "equality by key",
        "class C:\n    def __eq__(self, other):\n        return self.key() == other.key() or self is other\n",
    ),
    python_code(
        "forwarded attributes", "class C:\n    def __getattr__(self, name):\n        return getattr(self.inner, name)\n"
    ),
    python_code("seeded generator", "import random\nSOURCE = random.Random(1)\n"),
    python_code("event loop", "import asyncio\nasyncio.set_event_loop_policy(None)\n"),
    python_code("key of a service", "import stripe\nstripe.max_network_retries = 2\n"),
    ("optional chaining", "src/a.ts", TS, TS + "export const n = (a?: { b?: () => number }) => a?.b?.() ?? 0\n"),
    ("comment in a call", "src/a.ts", TS, TS + "export const n = add(/* left */ 1, /* right */ 2)\n"),
    ("catch that tells", "src/a.ts", TS, TS + "load().catch((e) => console.error(e))\n"),
    ("finally", "src/a.ts", TS, TS + "try { start() } finally { stop() }\n"),
    ("listener of errors", "src/a.ts", TS, TS + "window.addEventListener('error', (e) => report(e))\n"),
    ("proxy", "src/a.ts", TS, TS + "export const p = new Proxy(o, { get: (t, k) => Reflect.get(t, k) })\n"),
    ("module of styles", "src/styles.d.ts", None, "declare module '*.module.css'\n"),
    ("escape in a text", "src/a.ts", TS, TS + "export const copyright = '\\u00a9 2026'\n"),
    ("result or else", "src/A.kt", "package x\n", "package x\n\nfun n(s: String) = s.toIntOrNull() ?: 0\n"),
    (
        "closed in the end",
        "src/A.java",
        JAVA,
        JAVA.replace("        return", "        try { open(); } finally { close(); }\n        return"),
    ),
    (
        "zone of a value",
        "src/A.java",
        JAVA,
        JAVA.replace("        return", "        ZoneId.systemDefault();\n        return"),
    ),
    (
        "recovered and told",
        "a.go",
        GO,
        GO + "func f() { defer func() { if r := recover(); r != nil { log.Print(r) } }() }\n",
    ),
    ("use of a crate", "src/lib.rs", RS, "use std::collections::HashMap;\n" + RS),
    ("new Dockerfile", "Dockerfile", None, 'FROM python:3.12\nCMD ["python", "-m", "app"]\n'),
    ("service of compose", "compose.yaml", "services:\n", "services:\n  db:\n    image: postgres:17\n"),
    ("example of variables", ".env.example", None, "PORT=8000\n"),
    ("empty folder", "app/static/.gitkeep", None, "\n"),
    ("migration", "migrations/0002.sql", None, "ALTER TABLE book ADD COLUMN isbn TEXT;\n"),
    ("texts", "docs/usage.md", None, "# Usage\n\n```sh\nmake run\n```\n"),
    ("example in a README", "README.md", "```sh\nrun a\n```\n", "```sh\nrun b\n```\n"),
    ("port", "src/main/resources/application.properties", "a=1\n", "a=1\nserver.port=${PORT:8080}\n"),
    ("logging level", "logging.ini", "[logger_root]\nlevel=INFO\n", "[logger_root]\nlevel=WARNING\n"),
    ("capital folder", "Items/Items.cs", None, CSHARP),
)
