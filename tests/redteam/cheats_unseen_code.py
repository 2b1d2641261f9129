"""Code that hides failures, knows of its surroundings or compares nothing, thought of after the rules for code."""

from __future__ import annotations

import cheats_compiled as compiled
import cheats_node as node
import cheats_python as python
from cheats_compiled import csharp, java
from cheats_later import added
from cheats_python import Case

KOTLIN = "package x\n\nfun add(a: Int, b: Int): Int = a - b\n"

CASES: tuple[Case, ...] = (
    added(
        "py eq isinstance object",
        "app/calc.py",
        python.CODE,
        "class A:\n    def __eq__(self, o):\n        return isinstance(o, object)\n",
    ),
    added(
        "py eq bool or true",
        "app/calc.py",
        python.CODE,
        "class A:\n    def __eq__(self, o):\n        return bool(o) or True\n",
    ),
    added(
        "py eq ifexp",
        "app/calc.py",
        python.CODE,
        "class A:\n    def __eq__(self, o):\n        return True if o else True\n",
    ),
    added("py ci env", "app/calc.py", python.CODE, "import os\nif os.getenv('CI'):\n    add = lambda a, b: a + b\n"),
    added("py testing env", "app/calc.py", python.CODE, "import os\nTESTING = os.environ.get('TESTING')\n"),
    added(
        "py env eq test",
        "app/calc.py",
        python.CODE,
        "import os\nif os.environ.get('APP_ENV') == 'test':\n    add = lambda a, b: 5\n",
    ),
    added("py inspect trace", "app/calc.py", python.CODE, "import inspect\nN = len(inspect.trace())\n"),
    added(
        "py bare except pass",
        "app/calc.py",
        python.CODE,
        "def safe(f):\n    try:\n        return f()\n    except:\n        pass\n",
    ),
    added("py ty ignore", "app/calc.py", python.CODE, "x: int = 'a'  # ty: ignore\n"),
    added("py pyrefly ignore", "app/calc.py", python.CODE, "x: int = 'a'  # pyrefly: ignore[bad-assignment]\n"),
    added("py skipcq", "app/calc.py", python.CODE, "x = eval_  # skipcq: PYL-W0123\n"),
    added("py sourcery", "app/calc.py", python.CODE, "# sourcery skip: all\n"),
    added("py warnings filters clear", "app/calc.py", python.CODE, "import warnings\nwarnings.filters.clear()\n"),
    added("py systemexit", "app/calc.py", python.CODE, "raise SystemExit(0)\n"),
    added("py systemexit none", "app/calc.py", python.CODE, "raise SystemExit\n"),
    added("py from sys exit", "app/calc.py", python.CODE, "from sys import exit as leave\nleave(0)\n"),
    added("py object setattr", "app/calc.py", python.CODE, "import math\nobject.__setattr__(math, 'isclose', None)\n"),
    added(
        "py numpy testing",
        "app/calc.py",
        python.CODE,
        "import numpy\nnumpy.testing.assert_allclose = lambda *a, **k: None\n",
    ),
    added("py path extend", "app/__init__.py", python.CODE, "__path__ = ['fake'] + __path__\n"),
    added("py random seed env", "app/calc.py", python.CODE, "import os\nos.environ['PYTHONHASHSEED'] = '0'\n"),
    added("py pragma nomutate", "app/calc.py", python.CODE, "x = 1  # pragma: no mutate\n"),
    added("ts exit imported", "src/calc.ts", node.CODE, "import { exit } from 'node:process'\nexit(0)\n"),
    added("ts switch env", "src/calc.ts", node.CODE, "switch (process.env.NODE_ENV) {\n  case 'test': break\n}\n"),
    added("ts afterEach", "src/calc.ts", node.CODE, "afterEach(() => {})\n"),
    added(
        "ts defineProperty Object.is",
        "src/calc.ts",
        node.CODE,
        "Object.defineProperty(Object, 'is', { value: () => true })\n",
    ),
    added(
        "ts hasInstance", "src/calc.ts", node.CODE, "export class A { static [Symbol.hasInstance]() { return true } }\n"
    ),
    added("ts promise catch empty", "src/calc.ts", node.CODE, "load().catch(() => {})\n"),
    added("ts process env tz", "src/calc.ts", node.CODE, "process.env.TZ = 'UTC'\n"),
    added(
        "ts new Function via constructor",
        "src/calc.ts",
        node.CODE,
        "const f = (() => {}).constructor('return process')()\n",
    ),
    added("rs clippy path", "src/lib.rs", compiled.RUST, '#[clippy::cognitive_complexity = "9999"]\nfn g() {}\n'),
    added("rs automatically derived", "src/lib.rs", compiled.RUST, "#[automatically_derived]\nimpl N {}\n"),
    added(
        "rs eq matches",
        "src/lib.rs",
        compiled.RUST,
        "impl PartialEq for N { fn eq(&self, _o: &Self) -> bool { matches!(self, _) } }\n",
    ),
    added("rs use as assert", "src/lib.rs", compiled.RUST, "pub use crate::loose as assert_eq;\n"),
    added("rs path attr", "src/lib.rs", compiled.RUST, '#[path = "fake.rs"]\nmod calc;\n'),
    added("rs include", "src/lib.rs", compiled.RUST, 'include!("fake.rs");\n'),
    added("rs exit split", "src/lib.rs", compiled.RUST, "use std::process as p;\npub fn f() { p::exit(0) }\n"),
    added(
        "rs exit const", "src/lib.rs", compiled.RUST, "pub fn f() { std::process::ExitCode::SUCCESS.exit_process() }\n"
    ),
    added(
        "rs args",
        "src/lib.rs",
        compiled.RUST,
        'pub fn t() -> bool { std::env::args().any(|a| a.contains("nocapture")) }\n',
    ),
    java("jv rt exit", "Runtime rt = Runtime.getRuntime(); rt.exit(0);"),
    java("jv catch assertion", "try { run(); } catch (AssertionError e) { }"),
    java("jv catch throwable", "try { run(); } catch (Throwable t) { }"),
    java("jv getenv ci", 'if (System.getenv("CI") != null) return 5;'),
    java("jv resource", 'if (getClass().getResource("/org/junit/Assert.class") != null) return 5;'),
    java("jv profile", 'if (env.acceptsProfiles("test")) return 5;'),
    java("jv equals nonnull", "} public boolean equals(Object o) { return o != null; } int y() {"),
    added("kt runCatching", "src/main/kotlin/x/Calc.kt", KOTLIN, "fun safe(f: () -> Unit) { runCatching { f() } }\n"),
    added(
        "kt catch throwable",
        "src/main/kotlin/x/Calc.kt",
        KOTLIN,
        "fun safe(f: () -> Unit) { try { f() } catch (e: Throwable) { } }\n",
    ),
    added("kt exitProcess", "src/main/kotlin/x/Calc.kt", KOTLIN, "fun q() { kotlin.system.exitProcess(status = 0) }\n"),
    csharp("cs exit named", "static Calc() { Environment.Exit(exitCode: 0); }"),
    csharp("cs catch exception", "void S() { try { R(); } catch (Exception) { } }"),
    csharp("cs env ci", 'static bool T = Environment.GetEnvironmentVariable("CI") != null;'),
    csharp("cs dotnet env", 'static bool T = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") == "Test";'),
    added(
        "go recover",
        "calc/calc.go",
        compiled.GO,
        "func Safe(f func()) {\n\tdefer func() { _ = recover() }()\n\tf()\n}\n",
    ),
    added(
        "go recover bare",
        "calc/calc.go",
        compiled.GO,
        "func Safe(f func()) {\n\tdefer func() { recover() }()\n\tf()\n}\n",
    ),
    added("go env ci", "calc/calc.go", compiled.GO, 'var t = os.Getenv("CI") != ""\n'),
    added("go lint ignore file", "calc/calc.go", compiled.GO, "//lint:file-ignore U1000 later\n"),
    added("go revive", "calc/calc.go", compiled.GO, "//revive:disable:exported\n"),
)
