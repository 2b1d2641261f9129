"""Projects that decide how their own tests end: none of it is a failure, and all of it is told beside a proof."""

from __future__ import annotations

import time
from pathlib import Path

from test_unfit_lists import written

from bench_station import StationBench, exits, writes
from mity.runs.state import Status
from mity.stacks.agreement.judges import judges, told
from mity.stacks.agreement.judges_code import in_code
from mity.stacks.counts import Counts, belied
from rows import each

STUB = "const ok = new Proxy(() => ok, { get: () => ok })\n"
TOTAL = "Tests run: 2, Failures: {}, Errors: 0, Skipped: 0\n"
POM = "<plugin><configuration><enableAssertions>\n  false</enableAssertions></configuration></plugin>"
RULE = "class Quiet implements TestRule {\n  void f() { try { run(); } catch (final Throwable t) { /**/ } }\n}\n"
TELLS: dict[str, tuple[dict[str, str], str]] = {
    "expect of its own": (
        {
            "jest.config.js": "module.exports = { setupFilesAfterEnv: ['<rootDir>/lib/x.js'] }\n",
            "lib/x.js": f"{STUB}global.expect = () => ok\n",
        },
        "lib/x.js replaces expect",
    ),
    "a setup file of tests": (
        {"test/setup.ts": "globalThis.expect = (() => ok) as any\n"},
        "test/setup.ts replaces expect",
    ),
    "assert emptied": (
        {
            "package.json": '{"scripts": {"test": "node --require ./stub.js --test"}}',
            "stub.js": "assert.strictEqual = () => {}\n",
        },
        "stub.js replaces assert.strictEqual",
    ),
    "assert, name by name": (
        {"test/a.js": "for (const n of N) assert[n] = () => {}\n"},
        "test/a.js replaces assert[n]",
    ),
    "matcher": (
        {"test/a.test.js": "expect.extend({ toBe: () => ({ pass: true }) })\n"},
        "test/a.test.js replaces a matcher of expect",
    ),
    "wrapped": (
        {"test/setup.js": "const real = global.test\nglobal.test = (n, f) => real(n, () => {})\n"},
        "test/setup.js replaces test",
    ),
    "runner patched": (
        {"test/hooks.js": "Runnable.prototype.run = function () {}\n"},
        "test/hooks.js replaces Runnable.prototype.run",
    ),
    "module mocked": ({"test/setup.js": "mock.module('bun:test', () => ({}))\n"}, "test/setup.js replaces bun:test"),
    "uncaught": (
        {"test/a.test.js": "process.on('uncaughtException', () => {})\n"},
        "test/a.test.js drops each uncaughtException",
    ),
    "ends": ({"test/env.js": "event.test.errors = []\n"}, "test/env.js sets how a test ended"),
    "expected to fail": ({"test/a.test.ts": "it.fails('adds', f)\n"}, "test/a.test.ts expects 'adds' to fail"),
    "runner of jest": (
        {"package.json": '{"jest": {"testRunner": "./run.js"}}'},
        "package.json: testRunner is ./run.js",
    ),
    "environment": (
        {"jest.config.js": "module.exports = { testEnvironment: '<rootDir>/e.js' }\n"},
        "jest.config.js: testEnvironment is <rootDir>/e.js",
    ),
    "transform": (
        {"package.json": '{"jest": {"transform": {"\\\\.[jt]sx?$": "./t.js"}}}'},
        "package.json: code is rewritten by ./t.js",
    ),
    "mapped": (
        {"jest.config.js": "moduleNameMapper: { 'src/calc$': '<rootDir>/test/fake.js' }\n"},
        "jest.config.js: moduleNameMapper puts <rootDir>/test/fake.js in the place of src/calc$",
    ),
    "runner of vitest": (
        {"vitest.config.ts": "export default { test: { runner: './r.ts' } }\n"},
        "vitest.config.ts: runner is ./r.ts",
    ),
    "retries of vitest": (
        {"vite.config.ts": "export default { test: { retry: 3 } }\n"},
        "vite.config.ts: tests that fail are tried 3 times more",
    ),
    "unhandled": (
        {"vitest.config.mjs": "test: { dangerouslyIgnoreUnhandledErrors: true }\n"},
        "vitest.config.mjs: dangerouslyIgnoreUnhandledErrors is on",
    ),
    "alias": (
        {"vitest.config.mjs": "resolve: { alias: [{ find: /^vitest$/, replacement: x }] }\n"},
        "vitest.config.mjs: another module stands in the place of vitest",
    ),
    "plug-in": (
        {"vite.config.js": "transform: (c, id) => id.includes('calc.test') ? c : 0\n"},
        "vite.config.js: a plug-in rewrites code by the name calc.test",
    ),
    "ui": ({".mocharc.json": '{"ui": "./ui.js"}'}, ".mocharc.json: the interface of mocha is ./ui.js"),
    "ui by an option": (
        {"package.json": '{"scripts": {"test": "mocha --ui ./ui.js"}}'},
        "package.json: the interface of mocha is ./ui.js",
    ),
    "assertions of Java off": ({"pom.xml": POM}, "pom.xml: enableAssertions is false"),
    "assertions of Gradle off": (
        {"build.gradle": "test { enableAssertions = false }\n"},
        "build.gradle: enableAssertions is false",
    ),
    "by a flag": (
        {"build.gradle.kts": 'tasks.test { jvmArgs("-da") }\n'},
        "build.gradle.kts: -da turns assertions off",
    ),
    "debug assertions": (
        {"Cargo.toml": "[profile.test]\nopt-level = 1\ndebug-assertions = false\n"},
        "Cargo.toml: debug-assertions is false",
    ),
    "wrapper of rustc": (
        {".cargo/config.toml": '[build]\nrustc-wrapper = "./w.sh"\n'},
        ".cargo/config.toml: rustc-wrapper is ./w.sh",
    ),
    "extension": (
        {"src/test/resources/META-INF/services/org.junit.jupiter.api.extension.Extension": "# x\norg.example.Quiet\n"},
        "src/test/resources/META-INF/services/org.junit.jupiter.api.extension.Extension: "
        "org.example.Quiet is loaded beside all tests",
    ),
    "handler": (
        {"src/test/java/Quiet.java": "class Quiet implements A, TestExecutionExceptionHandler {}\n"},
        "src/test/java/Quiet.java handles what tests throw (TestExecutionExceptionHandler)",
    ),
    "rule": ({"src/test/java/Quiet.java": RULE.replace("/**/", "")}, "src/test/java/Quiet.java drops each Throwable"),
    "shadow": (
        {"src/test/java/org/junit/Assert.java": "package org.junit;\n"},
        "src/test/java/org/junit/Assert.java stands in the place of org/junit/Assert",
    ),
    "recover": (
        {"a_test.go": "func TestA(t *testing.T) {\n\tdefer func() { recover() }()\n}\n"},
        "a_test.go drops panics by recover()",
    ),
    "pytest of its own": ({"pytest.py": "print(1)\n"}, "pytest.py stands in the place of pytest"),
    "a hook": ({"tests/conftest.py": 'report.outcome = "passed"\n'}, "tests/conftest.py sets how a test ended"),
    "tests off": ({"Cargo.toml": "[lib]\nname = 'a'\ntest = false\n"}, "Cargo.toml: tests of the lib are off"),
    "by its name": ({"test/setup.js": "globalThis['expect'] = () => ok\n"}, "test/setup.js replaces expect"),
    "a method of chai": ({"test/a.js": "utils.overwriteMethod('equal', f)\n"}, "test/a.js replaces equal"),
    "panic": (
        {"tests/a.rs": "#[test]\n#[should_panic]\nfn adds() {\n    assert_eq!(add(1, 2), 3);\n}\n"},
        "tests/a.rs has adds pass when its assertion fails",
    ),
    "lines of a runner": (
        {"a_test.go": 'func TestMain(m *testing.M) {\n\tfmt.Print("\\x16--- PASS: TestA (0.00s)\\n")\n}\n'},
        "a_test.go prints what a runner prints (--- PASS:)",
    ),
    "lines of libtest": (
        {"tests/a.rs": 'fn main() {\n    println!("\\ntest result: ok. 2 passed; 0 failed");\n}\n'},
        "tests/a.rs prints what a runner prints (test result: ok)",
    ),
    "macro": ({"tests/a.rs": "macro_rules! assert_eq { ($($t:tt)*) => {} }\n"}, "tests/a.rs replaces assert_eq!"),
    "replaced module": (
        {"go.mod": "module x\n\nreplace github.com/stretchr/testify => ./t\n"},
        "go.mod takes github.com/stretchr/testify from ./t",
    ),
    "replaced in a block": (
        {"go.mod": "replace (\n\tgithub.com/onsi/gomega v1.2.0 => ../g\n)\n"},
        "go.mod takes github.com/onsi/gomega from ../g",
    ),
    "crate of its own": (
        {"Cargo.toml": 'pretty_assertions = { version = "1", path = "v/p" }\n'},
        "Cargo.toml takes pretty_assertions from v/p",
    ),
    "another package": ({"node_modules/chai/package.json": '{"name": "calm"}'}, "chai is another package (calm)"),
}
SILENT: dict[str, dict[str, str]] = {
    "chai": {"test/setup.js": "global.expect = require('chai').expect\nglobal.assert = chai.assert\n"},
    "expect of a library": {"test/setup.js": "import { expect } from 'expect'\nglobalThis.expect = expect\n"},
    "matchers more": {"test/setup.ts": "expect.extend({ toBeWithin(a) { return { pass: a > 1 } }, ...matchers })\n"},
    "assets": {"package.json": '{"jest": {"moduleNameMapper": {"\\\\.css$": "<rootDir>/test/style.js"}}}'},
    "transform of a registry": {
        "jest.config.js": "transform: { '^.+\\\\.tsx?$': 'ts-jest' }, testEnvironment: 'node'\n"
    },
    "transform of assets": {"package.json": '{"jest": {"transform": {"^(?!.*\\\\.(js|ts)$)": "<rootDir>/c/file.js"}}}'},
    "alias of sources": {
        "vite.config.ts": "resolve: { alias: { '@': '/src' } }, test: { retry: 0, environment: 'jsdom' }\n"
    },
    "a handler that tells": {"test/a.js": "process.on('uncaughtException', (e) => { log(e); process.exit(1) })\n"},
    "a response": {"test/a.test.js": "assert.equal(res.status = 200, 200)\nexpect(res.state).toBe('passed')\n"},
    "recovered": {"a_test.go": "func f() {\n\tif r := recover(); r == nil {\n\t\tt.Fatal()\n\t}\n}\n"},
    "thrown": {"src/test/java/ATest.java": "try { f(); fail(); } catch (IllegalStateException e) { }\n"},
    "macro of another name": {
        "tests/a.rs": "macro_rules! assert_close { ($a:expr) => {} }\n// macro_rules! assert_eq\n"
    },
    "a fork of no test library": {
        "go.mod": "replace example.org/x => ./x\n",
        "Cargo.toml": 'core = { path = "core" }\n',
    },
    "a panic that is meant": {"tests/a.rs": '#[test]\n#[should_panic]\nfn none() {\n    parse("");\n}\n'},
    "what tests only read": {"test/testdata/a.js": "global.expect = () => ok\n"},
    "pytest's plug-in": {"src/pytest/__init__.py": "", "tests/test_a.py": 'assert report.outcome == "passed"\n'},
    "a test of that name": {"Cargo.toml": "[[test]]\nname = 'a'\n\n[profile.dev]\ntest = false\n"},
    "a sample": {"tests/a.rs": 'const SAID: &str = "test result: ok. 2 passed";\n'},
    "release profile": {"Cargo.toml": "[profile.dev]\nopt-level = 1\n\n[profile.release]\ndebug-assertions = false\n"},
    "other services": {"src/main/resources/META-INF/services/java.sql.Driver": "org.example.Driver\n"},
    "product code": {"src/a.js": "global.expect = () => ok\n"},
    "installed": {"node_modules/chai/package.json": '{"name": "chai"}', "node_modules/vitest/package.json": "{"},
}


def found(root: Path, files: dict[str, str]) -> list[str]:
    written(root, files)
    tests = [name for name in files if "test" in name]
    return judges(root, [name for name in files if not name.startswith("node_modules/")], tests)


@each("name", TELLS)
def test_what_decides_how_tests_end_is_told(tmp_path: Path, name: str) -> None:
    files, clause = TELLS[name]
    assert found(tmp_path, files) == [clause]


@each("name", SILENT)
def test_what_is_usual_is_not(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, SILENT[name]) == []


def test_a_library_that_is_linked_from_the_project_is_its_own(tmp_path: Path) -> None:
    files = {
        "vendor/chai/package.json": '{"name": "chai"}',
        "node_modules/x/y": "",
        "node_modules/.pnpm/ava/package.json": '{"name": "ava"}',
    }
    written(tmp_path, files)
    (tmp_path / "node_modules/chai").symlink_to("../vendor/chai")
    (tmp_path / "node_modules/ava").symlink_to(".pnpm/ava")
    assert judges(tmp_path, [], []) == ["chai is the project's own (vendor/chai)"]


def test_the_station_tells_it_beside_the_counts(tmp_path: Path) -> None:
    case = "<testsuite><testcase classname='tests.test_a' name='test_add'/></testsuite>"
    stack = {
        "commands": {"test": {"steps": [writes("r.xml", case), exits(0)]}},
        "report": {"path": "r.xml"},
        "ignore": ["r.xml"],
    }
    bench = StationBench(tmp_path, stack)
    written(bench.root, {"test/setup.js": f"{STUB}global.expect = () => ok\n"})
    ended = bench.run("test")
    assert (ended.status, ended.message) == (
        Status.DONE,
        "1 passed; the project itself decides how tests end: test/setup.js replaces expect",
    )
    assert ended.evidence["judges"] == ["test/setup.js replaces expect"]


def test_of_many_the_first_are_shown() -> None:
    assert told(list("abcd")) == "; the project itself decides how tests end: a, b, c and 1 more"
    assert told([]) == ""


@each(
    "piece",
    [
        "global.expect = ",
        ".extend({ a",
        "\t recover",
        "implements A, ",
        "catch (final ",
        "macro_rules! ",
        "global.test =\n",
        "assert.a ",
    ],
)
def test_the_rules_are_quick_for_long_files(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = time.process_time()
    for ending in (".js", ".java", ".go", ".rs"):
        list(in_code(f"a{ending}", text))
    assert time.process_time() - began < 1.5


@each(
    "output, failed",
    [
        ("2 tests completed, 1 failed\n", 1),
        ("3 tests completed, 2 failed, 1 skipped\n\n> Task :check\n", 2),
        ("[ERROR] Tests run: 2, Failures: 1, Errors: 1, Skipped: 0\n", 2),
        (f"[ERROR] {TOTAL.format(1)}[INFO] {TOTAL.format(0)}", 0),
        ("[WARNING] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Flakes: 1\n", 0),
        ("[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.1 s <<< FAILURE!\n", 0),
        ("BUILD SUCCESSFUL in 1s\n", 0),
    ],
)
def test_failures_that_only_the_runner_counts_are_told(output: str, failed: int) -> None:
    assert bool(belied(Counts(2), output)) == bool(failed)
    assert str(failed) in belied(Counts(2), output) or not failed
    assert belied(Counts(2, 1), output) == "", "the report shows them"
