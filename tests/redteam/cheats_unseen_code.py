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
    added("py eq alias", "app/calc.py", python.CODE, "class A:\n    __eq__ = object.__ne__\n"),
    added("py ci env", "app/calc.py", python.CODE, "import os\nif os.getenv('CI'):\n    add = lambda a, b: a + b\n"),
    added("py testing env", "app/calc.py", python.CODE, "import os\nTESTING = os.environ.get('TESTING')\n"),
    added(
        "py env eq test",
        "app/calc.py",
        python.CODE,
        "import os\nif os.environ.get('APP_ENV') == 'test':\n    add = lambda a, b: 5\n",
    ),
    added(
        "py called from test",
        "app/calc.py",
        python.CODE,
        "import sys\nif hasattr(sys, '_called_from_test'):\n    pass\n",
    ),
    added("py gettrace", "app/calc.py", python.CODE, "import sys\nif sys.gettrace() is not None:\n    pass\n"),
    added("py inspect trace", "app/calc.py", python.CODE, "import inspect\nN = len(inspect.trace())\n"),
    added(
        "py suppress assertion",
        "app/calc.py",
        python.CODE,
        "import contextlib\nwith contextlib.suppress(AssertionError):\n    add(1, 2)\n",
    ),
    added(
        "py except assertion",
        "app/calc.py",
        python.CODE,
        ("def safe(f):\n    try:\n        return f()\n    except AssertionError:\n        return None\n"),
    ),
    added(
        "py bare except pass",
        "app/calc.py",
        python.CODE,
        "def safe(f):\n    try:\n        return f()\n    except:\n        pass\n",
    ),
    added(
        "py except exception pass",
        "app/calc.py",
        python.CODE,
        "def safe(f):\n    try:\n        return f()\n    except Exception:\n        pass\n",
    ),
    added(
        "py except baseexception return",
        "app/calc.py",
        python.CODE,
        ("def safe(f):\n    try:\n        return f()\n    except BaseException:\n        return 5\n"),
    ),
    added("py ty ignore", "app/calc.py", python.CODE, "x: int = 'a'  # ty: ignore\n"),
    added("py pyrefly ignore", "app/calc.py", python.CODE, "x: int = 'a'  # pyrefly: ignore[bad-assignment]\n"),
    added("py skipcq", "app/calc.py", python.CODE, "x = eval_  # skipcq: PYL-W0123\n"),
    added("py sourcery", "app/calc.py", python.CODE, "# sourcery skip: all\n"),
    added("py gitleaks allow", "app/calc.py", python.CODE, "K = 'a'  # gitleaks:allow\n"),
    added("py warnings filters clear", "app/calc.py", python.CODE, "import warnings\nwarnings.filters.clear()\n"),
    added(
        "py warnings simplefilter kw",
        "app/calc.py",
        python.CODE,
        "import warnings\nwarnings.simplefilter(action='ignore')\n",
    ),
    added("py systemexit", "app/calc.py", python.CODE, "raise SystemExit(0)\n"),
    added("py systemexit none", "app/calc.py", python.CODE, "raise SystemExit\n"),
    added("py from sys exit", "app/calc.py", python.CODE, "from sys import exit as leave\nleave(0)\n"),
    added("py sys exit kw", "app/calc.py", python.CODE, "import sys\nsys.exit(*[0])\n"),
    added("py signal alarm", "app/calc.py", python.CODE, "import signal\nsignal.alarm(1)\n"),
    added("py object setattr", "app/calc.py", python.CODE, "import math\nobject.__setattr__(math, 'isclose', None)\n"),
    added("py dict update", "app/calc.py", python.CODE, "import math\nmath.__dict__.update(isclose=None)\n"),
    added(
        "py numpy testing",
        "app/calc.py",
        python.CODE,
        "import numpy\nnumpy.testing.assert_allclose = lambda *a, **k: None\n",
    ),
    added("py path extend", "app/__init__.py", python.CODE, "__path__ = ['fake'] + __path__\n"),
    added("py random seed env", "app/calc.py", python.CODE, "import os\nos.environ['PYTHONHASHSEED'] = '0'\n"),
    added("py env pin", "app/calc.py", python.CODE, "import os\nos.environ['TZ'] = 'UTC'\n"),
    added("py codespell", "app/calc.py", python.CODE, "x = 'teh'  # codespell:ignore\n"),
    added("py pragma nomutate", "app/calc.py", python.CODE, "x = 1  # pragma: no mutate\n"),
    added("ts exit destructured", "src/calc.ts", node.CODE, "const { exit } = process\nexit(0)\n"),
    added("ts exit imported", "src/calc.ts", node.CODE, "import { exit } from 'node:process'\nexit(0)\n"),
    added("ts switch env", "src/calc.ts", node.CODE, "switch (process.env.NODE_ENV) {\n  case 'test': break\n}\n"),
    added("ts regex env", "src/calc.ts", node.CODE, "const t = /test/.test(process.env.NODE_ENV ?? '')\n"),
    added(
        "ts expect extend",
        "src/calc.ts",
        node.CODE,
        "expect.extend({ toBe: () => ({ pass: true, message: () => '' }) })\n",
    ),
    added("ts vi mock", "src/calc.ts", node.CODE, "vi.mock('./other', () => ({}))\n"),
    added("ts jest mock", "src/calc.ts", node.CODE, "jest.spyOn(Math, 'max').mockReturnValue(5)\n"),
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
    added(
        "ts empty catch", "src/calc.ts", node.CODE, "export const safe = (f: any) => { try { return f() } catch {} }\n"
    ),
    added(
        "ts empty catch e",
        "src/calc.ts",
        node.CODE,
        "export const safe = (f: any) => { try { return f() } catch (e) { } }\n",
    ),
    added(
        "ts catch return const",
        "src/calc.ts",
        node.CODE,
        (
            "export const safe = (f: any) => {\n  try {\n    return f()\n  } catch (_e) {\n    return"
            " undefined\n  }\n}\n"
        ),
    ),
    added("ts promise catch empty", "src/calc.ts", node.CODE, "load().catch(() => {})\n"),
    added("ts nosemgrep", "src/calc.ts", node.CODE, "const q = raw(s) // nosemgrep\n"),
    added("ts cspell", "src/calc.ts", node.CODE, "// cspell:disable\n"),
    added("ts deno", "src/calc.ts", node.CODE, "// deno-fmt-ignore\n"),
    added("ts process env assign", "src/calc.ts", node.CODE, "process.env.NODE_ENV = 'production'\n"),
    added("ts process env tz", "src/calc.ts", node.CODE, "process.env.TZ = 'UTC'\n"),
    added(
        "ts new Function via constructor",
        "src/calc.ts",
        node.CODE,
        "const f = (() => {}).constructor('return process')()\n",
    ),
    added("rs cfg any", "src/lib.rs", compiled.RUST, "#[cfg(any())]\nmod tests2 {}\n"),
    added("rs cfg all false", "src/lib.rs", compiled.RUST, "#[cfg(not(all()))]\npub fn g() {}\n"),
    added("rs clippy path", "src/lib.rs", compiled.RUST, '#[clippy::cognitive_complexity = "9999"]\nfn g() {}\n'),
    added("rs automatically derived", "src/lib.rs", compiled.RUST, "#[automatically_derived]\nimpl N {}\n"),
    added(
        "rs eq not false",
        "src/lib.rs",
        compiled.RUST,
        "impl PartialEq for N { fn eq(&self, _o: &Self) -> bool { !false } }\n",
    ),
    added(
        "rs eq matches",
        "src/lib.rs",
        compiled.RUST,
        "impl PartialEq for N { fn eq(&self, _o: &Self) -> bool { matches!(self, _) } }\n",
    ),
    added(
        "rs eq 1==1",
        "src/lib.rs",
        compiled.RUST,
        "impl PartialEq for N { fn eq(&self, _o: &Self) -> bool { 1 == 1 } }\n",
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
    added(
        "rs let _ = catch", "src/lib.rs", compiled.RUST, "pub fn t() { let _ = std::panic::AssertUnwindSafe(|| ()); }\n"
    ),
    java("jv rt exit", "Runtime rt = Runtime.getRuntime(); rt.exit(0);"),
    java("jv sys exit cast", "System.exit((int) 0);"),
    java("jv catch assertion", "try { run(); } catch (AssertionError e) { }"),
    java("jv catch throwable", "try { run(); } catch (Throwable t) { }"),
    java("jv catch exception ignored", "try { run(); } catch (Exception ignored) { }"),
    java("jv getenv ci", 'if (System.getenv("CI") != null) return 5;'),
    java("jv resource", 'if (getClass().getResource("/org/junit/Assert.class") != null) return 5;'),
    java("jv printStackTrace", 'new Exception().printStackTrace(w); if (w.toString().contains("CalcTest")) return 5;'),
    java("jv classpath bean", "java.lang.management.ManagementFactory.getRuntimeMXBean().getClassPath();"),
    java("jv profile", 'if (env.acceptsProfiles("test")) return 5;'),
    java("jv equals nonnull", "} public boolean equals(Object o) { return o != null; } int y() {"),
    (
        "jv static import exit",
        "src/main/java/x/Calc.java",
        compiled.JAVA,
        (
            "package x;\n\nimport static java.lang.System.exit;\nclass Calc {\n    int add(int a, int"
            " b) {\n        exit(0);\n        return a - b;\n    }\n}\n"
        ),
    ),
    added(
        "kt equals block",
        "src/main/kotlin/x/Calc.kt",
        KOTLIN,
        "class N { override fun equals(other: Any?): Boolean { return true } }\n",
    ),
    added("kt runCatching", "src/main/kotlin/x/Calc.kt", KOTLIN, "fun safe(f: () -> Unit) { runCatching { f() } }\n"),
    added(
        "kt catch throwable",
        "src/main/kotlin/x/Calc.kt",
        KOTLIN,
        "fun safe(f: () -> Unit) { try { f() } catch (e: Throwable) { } }\n",
    ),
    added("kt exitProcess", "src/main/kotlin/x/Calc.kt", KOTLIN, "fun q() { kotlin.system.exitProcess(status = 0) }\n"),
    csharp("cs exit named", "static Calc() { Environment.Exit(exitCode: 0); }"),
    csharp("cs stacktrace env", 'static bool T = Environment.StackTrace.Contains("Tests");'),
    csharp("cs if false", "#if false\n    int x;\n#endif"),
    csharp("cs if debug", "#if DEBUG\n    static bool T = true;\n#endif"),
    csharp("cs empty catch", "void S() { try { R(); } catch { } }"),
    csharp("cs catch exception", "void S() { try { R(); } catch (Exception) { } }"),
    csharp("cs equals notnull", "public override bool Equals(object? o) => o is not null;"),
    csharp("cs operator", "public static bool operator ==(Calc a, Calc b) => a is not null;"),
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
    added("go nosec", "calc/calc.go", compiled.GO, "func f() {} // nosec\n"),
    added("go revive", "calc/calc.go", compiled.GO, "//revive:disable:exported\n"),
    added("go getpid kill", "calc/calc.go", compiled.GO, "func init() { syscall.Kill(os.Getpid(), 9) }\n"),
)
