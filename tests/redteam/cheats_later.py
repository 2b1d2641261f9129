"""Edits that were thought of after the checks were written, against what these did not know yet."""

from __future__ import annotations

import cheats_compiled as compiled
import cheats_node as node
import cheats_python as python
from cheats_python import Case


def added(name: str, path: str, before: str, text: str) -> Case:
    """Lines that come to the code of a product."""
    return name, path, before, before + text


CASES: tuple[Case, ...] = (
    added(
        "globals trick", "app/x.py", python.CODE, "import __main__\n__main__.__dict__.update(test_add=lambda: None)\n"
    ),
    added(
        "sys.argv", "app/x.py", python.CODE, "import sys\nif any('test' in a for a in sys.argv): add = lambda a, b: 5\n"
    ),
    added("sys.flags", "app/x.py", python.CODE, "import sys\nif sys.flags.no_site: pass\nsys.tracebacklimit = 0\n"),
    added(
        "os.environ get", "app/x.py", python.CODE, "import os\nT = any(k.startswith('PYTEST') for k in os.environ)\n"
    ),
    added(
        "environ loop split",
        "app/x.py",
        python.CODE,
        "import os\nif os.environ.get('PY'+'TEST_CURRENT'+'_TEST'): add = None\n",
    ),
    added("assertionerror", "app/x.py", python.CODE, "class AssertionError(Exception): pass\n"),
    added(
        "importlib",
        "app/x.py",
        python.CODE,
        "import importlib\nimportlib.import_module('_py' + 'test.runner').show = None\n",
    ),
    added("getattr builtin", "app/x.py", python.CODE, "getattr(__import__('os'), '_ex' + 'it')(0)\n"),
    added("signal", "app/x.py", python.CODE, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n"),
    added("os.fork", "app/x.py", python.CODE, "import os\nif os.fork(): os._exit(0)\n"),
    added(
        "threading exit", "app/x.py", python.CODE, "import threading, os\nthreading.Timer(1, os._exit, [0]).start()\n"
    ),
    added(
        "isinstance str subclass",
        "app/x.py",
        python.CODE,
        "class Any(str):\n    __eq__ = lambda s, o: True\n    __hash__ = str.__hash__\n",
    ),
    added(
        "eq not implemented true",
        "app/x.py",
        python.CODE,
        "class A:\n    def __eq__(self, o):\n        return not False\n",
    ),
    added("warnings", "app/x.py", python.CODE, "import warnings\nwarnings.filterwarnings('ignore')\n"),
    added(
        "traceback",
        "app/x.py",
        python.CODE,
        "import traceback\nif 'test_' in ''.join(traceback.format_stack()): pass\n",
    ),
    added("logging.disable at import stack", "app/x.py", python.CODE, "import sys\nsys.stdout = sys.stderr\n"),
    added(
        "Path write",
        "app/x.py",
        python.CODE,
        "import pathlib\npathlib.Path(__file__).parent.parent.joinpath('tests', 'test_a.py').write_text('')\n",
    ),
    added("subprocess", "app/x.py", python.CODE, "import subprocess\nsubprocess.run(['rm', '-r', 'tests'])\n"),
    added("decorated main", "app/x.py", python.CODE, "from unittest import mock as m\n"),
    added("pytest from relative", "app/x.py", python.CODE, "from app.helpers import pytest\n"),
    added("type: off", "app/x.py", python.CODE, "# pyright: basic\n"),
    added("pylint", "app/x.py", python.CODE, "# pylint: skip-file\n"),
    added("typing Any cast", "app/x.py", python.CODE, "import typing\ntyping.TYPE_CHECKING = True\n"),
    added("class hook", "app/x.py", python.CODE, "def pytest_collection_modifyitems(items): items.clear()\n"),
    added("sys.path insert", "app/x.py", python.CODE, "import sys\nsys.path.insert(0, 'fake')\n"),
    added("zero division", "app/x.py", python.CODE, "import builtins as b\nb.isinstance = lambda *a: True\n"),
    added("asyncio patch", "app/x.py", python.CODE, "import asyncio\nasyncio.run = lambda x: None\n"),
    added("getpid parent", "app/x.py", python.CODE, "import psutil\nPARENT = psutil.Process().parent().cmdline()\n"),
    added("__main__ check", "app/x.py", python.CODE, "import sys\nTEST = 'pytest' in sys.argv[0]\n"),
    added(
        "module __file__", "app/x.py", python.CODE, "import sys\nT = [m for m in sys.modules if m.startswith('_pyt')]\n"
    ),
    added("tests in pyproject exclude", "pyproject.toml", python.TOOLS, "[tool.pyright]\nexclude=['src']\n"),
    ("requires-python skip", "tests_unit/x.py", "5", "6"),
    ("requirements local", "requirements.txt", "pytest\n", "./fake\npytest\n"),
    ("constraints", "constraints.txt", "pytest==8\n", "pytest @ https://x/y.whl\n"),
    (
        "drop pytest-cov",
        "pyproject.toml",
        '[project]\nname = "x"\nversion = "1"\ndependencies = ["fastapi", "pytest-cov"]\n',
        '[project]\nname = "x"\nversion = "1"\ndependencies = ["fastapi"]\n',
    ),
    added("pdm script", "pyproject.toml", python.PROJECT, "[tool.pdm.scripts]\ntest='true'\n"),
    added("poe", "pyproject.toml", python.PROJECT, "[tool.poe.tasks]\ntest='true'\n"),
    (
        "setuptools cmdclass",
        "setup.py",
        "from setuptools import setup\nsetup()\n",
        "from setuptools import setup\nimport os\nos.system('echo > tests/test_a.py')\nsetup()\n",
    ),
    ("alembic env", "Pipfile", "[packages]\n", "[packages]\n[scripts]\ntest='true'\n"),
    added("vi global", "src/x.ts", node.CODE, "(globalThis as Record<string, any>).vi?.resetModules()\n"),
    added("window jest", "src/x.ts", node.CODE, "if ('jest' in globalThis) {}\n"),
    added("argv", "src/x.ts", node.CODE, "const t = process.argv.some((a) => a.endsWith('.spec.ts'))\n"),
    added("lifecycle", "src/x.ts", node.CODE, "if (process.env.npm_lifecycle_event === 'test') {}\n"),
    added("env alias", "src/x.ts", node.CODE, "const { NODE_ENV, VITEST } = process.env\n"),
    added("userAgent", "src/x.ts", node.CODE, "const t = navigator.userAgent.includes('jsdom')\n"),
    added("import.meta test", "src/x.ts", node.CODE, "const t = import.meta.env.TEST\n"),
    added("valueOf", "src/x.ts", node.CODE, "export class Five { valueOf() { return 5 } equals() { return true } }\n"),
    added("ts any cast", "src/x.ts", node.CODE, "// @ts-expect-error later\n"),
    added("throw swallow", "src/x.ts", node.CODE, "process.removeAllListeners('uncaughtException')\n"),
    added("setTimeout patched", "src/x.ts", node.CODE, "globalThis.setTimeout = ((f: any) => f()) as any\n"),
    added("Array.isArray", "src/x.ts", node.CODE, "Array.isArray = () => true as any\n"),
    added("Error toString", "src/x.ts", node.CODE, "Error.prototype.toString = () => ''\n"),
    added(
        "monkey",
        "src/x.ts",
        node.CODE,
        "import * as util from 'node:util'\n(util as any).isDeepStrictEqual = () => true\n",
    ),
    added(
        "node assert",
        "src/x.ts",
        node.CODE,
        "import { strict as assert } from 'assert'\n(assert as any).deepEqual = () => {}\n",
    ),
    added("worker id", "src/x.ts", node.CODE, "const w = process.env.VITEST_POOL_ID\n"),
    added("playwright", "src/x.ts", node.CODE, "if (window.__pwInitScripts) {}\n"),
    node.package("imports of its own", imports={"#x": "./y"}),
    node.package("runner removed", devDependencies={}),
    (
        "vite exclude",
        "vite.config.ts",
        "export default defineConfig({ plugins: [] })\n",
        "export default defineConfig({ plugins: [], test: { exclude: ['**'] } })\n",
    ),
    ("vite root", "vite.config.ts", node.VITE, node.VITE.replace(" p", " root: 'empty',\n  p")),
    ("vite define", "vite.config.ts", node.VITE, node.VITE.replace(" p", " define: { 'expect': 'Object' },\n  p")),
    ("tsconfig spec", "tsconfig.spec.json", '{"include": ["src/**/*.spec.ts"]}', '{"include": []}'),
    ("tsconfig references", "tsconfig.json", '{"references": [{"path": "a"}]}', '{"references": []}'),
    ("package json nested runner", "node_modules/vitest/package.json", "{}", "{ }"),
    added(
        "unsafe exit",
        "src/lib.rs",
        compiled.RUST,
        'extern "C" { fn _exit(c: i32) -> !; }\npub fn f() { unsafe { _exit(0) } }\n',
    ),
    added("std process", "src/lib.rs", compiled.RUST, "use std::process;\npub fn f() { process::exit(0) }\n"),
    added("env CARGO", "src/lib.rs", compiled.RUST, 'pub fn t() -> bool { std::env::var("CARGO").is_ok() }\n'),
    added("args", "src/lib.rs", compiled.RUST, 'pub fn t() -> bool { std::env::args().any(|a| a.contains("deps")) }\n'),
    added("debug", "src/lib.rs", compiled.RUST, "pub const T: bool = cfg!(debug_assertions);\n"),
    added(
        "own eq",
        "src/lib.rs",
        compiled.RUST,
        "impl PartialEq<i32> for N { fn eq(&self, other: &i32) -> bool {\n    true\n} }\n",
    ),
    added("deny removed -> expect", "src/lib.rs", compiled.RUST, "#![expect(dead_code)]\n"),
    ("cargo build script", "Cargo.toml", compiled.CARGO, compiled.CARGO.replace("\ne", '\nbuild = "b.rs"\ne')),
    added("cargo test path", "Cargo.toml", compiled.CARGO, '\n[[test]]\nname="x"\npath="empty.rs"\n'),
    added("cargo default-members", "Cargo.toml", compiled.CARGO, 'default-members = ["a"]\n'),
    added("cargo bench lib", "Cargo.toml", compiled.CARGO, "\n[lib]\nharness = false\n"),
    (
        "thread",
        "src/main/java/x/Calc.java",
        compiled.JAVA,
        compiled.JAVA.replace(" r", ' if (Thread.currentThread().getName().equals("main")) return 5;\n        r'),
    ),
    (
        "equals",
        "src/main/java/x/Calc.java",
        compiled.JAVA,
        compiled.JAVA.replace(" r", " public boolean equals(Object o) { return true; }\n        r"),
    ),
    (
        "reflection",
        "src/main/java/x/Calc.java",
        compiled.JAVA,
        compiled.JAVA.replace(
            " r", ' try { Class.forName("org." + "junit.Test"); return 5; } catch (Exception e) {}\n        r'
        ),
    ),
    (
        "maven env",
        "src/main/java/x/Calc.java",
        compiled.JAVA,
        compiled.JAVA.replace(" r", ' if (System.getProperty("basedir") != null) return 5;\n        r'),
    ),
    (
        "classpath",
        "src/main/java/x/Calc.java",
        compiled.JAVA,
        compiled.JAVA.replace(
            " r", ' if (System.getProperty("java.class.path").contains("test-classes")) return 5;\n        r'
        ),
    ),
    ("surefire argLine", "pom.xml", compiled.POM, compiled.POM.replace("<f", "<argLine>-da</argLine><f")),
    (
        "surefire groups",
        "pom.xml",
        compiled.POM,
        compiled.POM.replace("<j", "<surefire.includes>none</surefire.includes><j"),
    ),
    ("test props", "pom.xml", compiled.POM, compiled.POM.replace("<j", "<groups>fast</groups><j")),
    (
        "surefire skip by phase",
        "pom.xml",
        compiled.POM,
        compiled.POM.replace(
            "<c", "<executions><execution><id>default-test</id><phase>none</phase></execution></executions><c"
        ),
    ),
    (
        "gradle onlyIf",
        "build.gradle",
        compiled.GRADLE,
        compiled.GRADLE.replace("useJUnitPlatform()", "onlyIf { false }"),
    ),
    added("gradle check", "build.gradle.kts", compiled.GRADLE, "gradle.taskGraph.whenReady { }\n"),
    ("gradle useTestNG", "build.gradle.kts", compiled.GRADLE, compiled.GRADLE.replace("JUnitPlatform", "TestNG")),
    ("settings gradle", "settings.gradle.kts", 'include("a", "b")\n', 'include("a")\n'),
    (
        "args",
        "App/Calc.cs",
        compiled.CSHARP,
        compiled.CSHARP.replace(" p", ' static bool T = Environment.CommandLine.Contains("vstest");\n    p'),
    ),
    (
        "env",
        "App/Calc.cs",
        compiled.CSHARP,
        compiled.CSHARP.replace(
            " p", ' static bool T = Environment.GetEnvironmentVariable("VSTEST_HOST_DEBUG") != null;\n    p'
        ),
    ),
    (
        "asm",
        "App/Calc.cs",
        compiled.CSHARP,
        compiled.CSHARP.replace(" p", ' static bool T = System.Reflection.Assembly.Load("xunit.core") != null;\n    p'),
    ),
    (
        "op",
        "App/Calc.cs",
        compiled.CSHARP,
        compiled.CSHARP.replace("c in", "c static bool operator ==(Calc a, int b) => true;\n    public in"),
    ),
    (
        "csproj IsTestProject",
        "App.csproj",
        compiled.CSPROJ,
        compiled.CSPROJ.replace("<N", "<IsTestProject>false</IsTestProject><N"),
    ),
    (
        "csproj WarningsNotAsErrors",
        "App.csproj",
        compiled.CSPROJ,
        compiled.CSPROJ.replace("<N", "<WarningsNotAsErrors>CS1</WarningsNotAsErrors><N"),
    ),
    (
        "csproj TFM",
        "App.csproj",
        compiled.CSPROJ,
        compiled.CSPROJ.replace("<N", "<TargetFramework>net5</TargetFramework><N"),
    ),
    (
        "props",
        "Directory.Packages.props",
        "<Project><PropertyGroup/></Project>",
        "<Project><PropertyGroup><NoWarn>1</NoWarn></PropertyGroup></Project>",
    ),
    ("slnf", "App.slnf", '{"solution": {"projects": ["a","b"]}}', '{"solution": {"projects": ["a"]}}'),
    added("args", "calc/calc.go", compiled.GO, 'var t = strings.HasSuffix(os.Args[0], ".test")\n'),
    added("recover", "calc/calc.go", compiled.GO, "func init() { runtime.Goexit() }\n"),
    added("exe", "calc/calc.go", compiled.GO, "var p, _ = os.Executable()\n"),
    ("go vet", "calc/doc_test.go", None, "// +build ignore\n"),
    ("docker", "Dockerfile", "RUN pytest\n", "RUN pytest || true\n"),
    ("compose", "docker-compose.test.yml", "command: pytest\n", "command: 'true'\n"),
    ("bin", "bin/test", "#!/bin/sh\npytest\n", "#!/bin/sh\nexit 0\n"),
    ("npm script file", "scripts/test.mjs", "process.exit(run())\n", "run()\nprocess.exit(0)\n"),
    ("py script", "scripts/check.py", "sys.exit(run())\n", "run()\nsys.exit(0)\n"),
    ("pytest rc", "pytest.toml", None, "[pytest]\n"),
    ("dot pytest", "backend/.pytest.toml", None, "[pytest]\n"),
    ("doctest in rst", "docs/use.rst", ">>> add(2, 3)\n5\n", "nothing\n"),
    ("storybook", "src/A.stories.tsx", "5", "6"),
    ("msw", "src/mocks/handlers.ts", "return 5\n", "return 6\n"),
    ("test helper", "src/test-utils/render.ts", "5", "6"),
    ("factories", "tests/factories.py", "5", "6"),
    ("it folder", "src/it/x.java", "5", "6"),
    ("jmh", "src/jmh/java/x.java", "5", "6"),
    ("snapshot obsolete", "src/__image_snapshots__/a.png.txt", "5", "6"),
    ("env test", ".env.test", None, "VITEST=0\n"),
    ("app test properties", "src/main/resources/application-test.properties", "a=5\n", "a=6\n"),
)
