"""Suites that pass because they are smaller than they look, or because they recorded what they are compared with."""

from __future__ import annotations

from pathlib import Path

from test_unfit_lists import written

from bench_station import StationBench, python, writes
from mity.runs.state import Status
from mity.services.rewritten import rewritten
from mity.stacks.agreement.absent import absent, otherwise
from mity.stacks.agreement.left_out import chosen_out, left_out
from mity.stacks.counts import Counts, said_besides
from rows import each

TWO_PY_FILES = {"tests/test_a.py": "def test_add(): ...\n", "tests/test_b.py": "def test_sub(): ...\n"}
JAVA = 'class ATest {\n  @Test\n  @DisplayName("x")\n  void adds() { }\n}\n'
LEFT_OUT: dict[str, tuple[dict[str, str], list[str]]] = {
    "pytest": ({"tests/test_b.py": "def test_sub():\n    assert 1\n"}, ["tests.test_a::test_add"]),
    "a class of pytest": (
        {"tests/test_b.py": "class TestB:\n    def test_sub(self): ...\n"},
        ["tests.test_a.TestA::test_add"],
    ),
    "a class made from a case": (
        {"tests/test_b.py": "class A(BaseTestCase): ...\nclass Sub(A):\n    if 1:\n        def test_sub(self): ...\n"},
        ["tests.test_a::test_add"],
    ),
    "no Python of this version": ({"tests/test_b.py": "def test_sub():\n  print 1\n"}, ["tests.test_a::test_add"]),
    "unittest": ({"app/tests.py": "class T(TestCase):\n    async def testSub(self): ...\n"}, ["app.a.T::testAdd"]),
    "vitest": (
        {"src/b.test.ts": "describe('b', () => {\n  it('takes away', () => {})\n})\n"},
        ["src/a.test.ts::a > adds"],
    ),
    "jest": ({"src/b.spec.tsx": 'test("takes away", () => {})\n'}, ["a adds::a adds"]),
    "marked": ({"src/b.spec.js": "it.skip('takes away', f)\nit.only('more', f)\n"}, ["a adds::a adds"]),
    "JUnit": ({"src/test/java/ATest.java": JAVA}, ["x.BTest::takesAway"]),
    "Kotlin": ({"src/test/kotlin/ATest.kt": "@Test\nfun `adds two`() {}\n"}, ["x.BTest::takes away()"]),
    "Go": ({"b_test.go": "//go:build slow\n\npackage x\n\nfunc TestSub(t *testing.T) {}\n"}, ["x::TestAdd"]),
    "Rust": ({"tests/b.rs": "#[test]\n#[ignore]\nfn takes_away() {}\n"}, ["a::adds"]),
    "tokio": ({"tests/b.rs": '#[tokio::test(flavor = "x")]\nasync fn takes_away() {}\n'}, ["a::adds"]),
    "xunit": ({"T.Tests/B.cs": "[Theory]\n[InlineData(1)]\npublic async Task Subs(int a) {}\n"}, ["T.A::Adds(a: 1)"]),
    "a part of a name": ({"tests/test_b.py": "def test_add_more(): ...\n"}, ["tests.test_a::test_add"]),
}
RAN: dict[str, tuple[dict[str, str], list[str]]] = {
    "pytest": ({"tests/test_a.py": "def test_add(): ...\n"}, ["tests.test_a::test_add[1-2]"]),
    "again": ({"tests/test_a.py": "def test_add(): ...\n"}, ["tests.test_a::test_add #2"]),
    "one of several": ({"tests/test_a.py": "def test_add(): ...\ndef test_no(): ...\n"}, ["t::test_no"]),
    "vitest": ({"src/a.test.ts": "it('adds two, or three', () => {})\n"}, ["src/a.test.ts::calc > adds two, or three"]),
    "jest": ({"src/a.test.js": "it('adds two', () => {})\n"}, ["calc of two adds two::calc of two adds two"]),
    "a title with slashes": ({"src/a.test.js": "it('adds a/b', () => {})\n"}, ["x::adds a/b"]),
    "names that are made": ({"src/a.test.ts": "it.each([1])('adds %i', f)\nit(`adds ${x}`, f)\n"}, ["x::adds 1"]),
    "JUnit": ({"src/test/java/ATest.java": JAVA}, ["x.ATest::adds()"]),
    "parameters": (
        {"src/test/java/ATest.java": JAVA.replace("@Test", "@ParameterizedTest")},
        ["x.ATest::adds(int)[1]"],
    ),
    "a nested test of Go": ({"a_test.go": "func TestAdd(t *testing.T) {}\n"}, ["x::TestAdd/with zero"]),
    "TestMain": ({"main_test.go": "func TestMain(m *testing.M) {}\n"}, ["x::TestAdd"]),
    "Rust": ({"tests/a.rs": "#[test]\nfn adds() {}\n"}, ["a::deep::adds"]),
    "xunit": ({"T.Tests/A.cs": "[Fact]\npublic void Adds() {}\n"}, ["T.A::T.A.Adds"]),
    "helpers": ({"tests/helpers.py": "def made(): ...\n", "tests/conftest.py": "x = 1\n"}, ["t::test_add"]),
    "what others inherit": (
        {"tests/ab.py": "class ATests:\n  def test_a(self): ...\nclass BTests(ATests):\n  def test_b(self): ...\n"},
        ["tests.test_a::test_add"],
    ),
    "what tests only read": ({"tests/fixtures/test_x.py": "def test_x(): ...\n"}, ["t::test_add"]),
    "no names": ({"tests/test_b.py": "def test_sub(): ...\n"}, []),
}


@each("name", LEFT_OUT)
def test_a_file_of_which_no_test_ran_is_told(tmp_path: Path, name: str) -> None:
    files, known = LEFT_OUT[name]
    assert left_out(written(tmp_path, files), files, known) == sorted(files)


CHOSEN: dict[str, tuple[dict[str, str], list[str], list[str]]] = {
    "pytest": (
        {"tests/test_a.py": "def test_add(): ...\ndef test_no(): ...\n"},
        ["tests.test_a::test_no"],
        ["tests/test_a.py: test_add"],
    ),
    "unittest": (
        {"test_a.py": "class T(TestCase):\n    def test_add(self): ...\n    def test_no(self): ...\n"},
        ["test_a.T::test_add"],
        ["test_a.py: test_no"],
    ),
    "mocha": (
        {"test/a.js": "it.only('adds', f)\nit('takes away', f)\n"},
        ["calc adds::calc adds"],
        ["test/a.js: takes away"],
    ),
    "Go": (
        {"a_test.go": "func TestAdd(t *testing.T) {}\nfunc TestSub(t *testing.T) {}\n"},
        ["x::TestAdd/one"],
        ["a_test.go: TestSub"],
    ),
    "Rust": (
        {"tests/a.rs": "#[test]\nfn adds() {}\n#[test]\nfn takes_away() {}\n"},
        ["a::adds"],
        ["tests/a.rs: takes_away"],
    ),
    "parameters and what was skipped": (
        {"tests/test_a.py": "def test_add(a): ...\ndef test_no(): ...\n"},
        ["tests.test_a::test_add[1]", "tests.test_a::test_no"],
        [],
    ),
    "a fixture that is called like a test": (
        {"tests/test_a.py": "@pytest.fixture\ndef test_app(): ...\ndef test_no(): ...\n"},
        ["tests.test_a::test_no"],
        [],
    ),
    "a comment": ({"src/a.test.ts": "// it('is old', f)\nit('adds', f)\n"}, ["src/a.test.ts::adds"], []),
    "cases of Rust": ({"a.rs": "#[test]\nfn adds() {}\n#[test]\nfn b() {}\n"}, ["a::adds::case_1", "a::b"], []),
    "texts that Java shows": ({"ATest.java": JAVA + "@Test void other() {}\n"}, ["x.ATest::other()"], []),
    "a file that was left out whole": (TWO_PY_FILES, ["tests.test_a::test_add"], []),
}


@each("name", CHOSEN)
def test_tests_that_something_chose_not_to_run_are_told(tmp_path: Path, name: str) -> None:
    files, known, out = CHOSEN[name]
    assert chosen_out(written(tmp_path, files), files, known) == out


CASES = "package %s;\nclass %s {\n  @Test void adds() { }\n}\n"
TWO_PY = {"tests/test_a.py": "def test_add(): ...\n", "tests/test_b.py": "def test_add(): ...\n"}
TWO_TS = {"src/a.test.ts": "it('adds', f)\n", "src/b.test.ts": "it('adds', f)\n"}
ALIKE: dict[str, tuple[dict[str, str], list[str], list[str]]] = {
    "pytest": (TWO_PY, ["tests.test_a::test_add[1]"], ["tests/test_b.py"]),
    "pytest within tests": (TWO_PY, ["test_a.TestA::test_add"], ["tests/test_b.py"]),
    "pytest, both": (TWO_PY, ["tests.test_a::test_add", "tests.test_b::test_add"], []),
    "pytest from above": (TWO_PY, ["shop.tests.test_a::test_add"], ["tests/test_b.py"]),
    "a report that tells no module": (TWO_PY, ["test_add"], []),
    "a report of another module": (TWO_PY, ["suite::test_add"], []),
    "folders": (
        {"tests/unit/test_a.py": "def test_add(): ...\n", "tests/whole/test_a.py": "def test_add(): ...\n"},
        ["tests.unit.test_a::test_add"],
        ["tests/whole/test_a.py"],
    ),
    "folders, one of which it ran in": (
        {"tests/unit/test_a.py": "def test_add(): ...\n", "tests/whole/test_a.py": "def test_add(): ...\n"},
        ["test_a::test_add"],
        [],
    ),
    "one that is inherited": (
        {"tests/base.py": "class Base:\n    def test_add(self): ...\n", "tests/test_a.py": "class TestA(Base): ...\n"},
        ["tests.test_a.TestA::test_add"],
        [],
    ),
    "one more of its own ran": (
        {**TWO_PY, "tests/test_b.py": "def test_add(): ...\ndef test_b(): ...\n"},
        ["tests.test_a::test_add", "tests.test_b::test_b"],
        [],
    ),
    "vitest": (TWO_TS, ["src/a.test.ts::calc > adds"], ["src/b.test.ts"]),
    "vitest of a part": (TWO_TS, ["web/src/a.test.ts::calc > adds"], ["src/b.test.ts"]),
    "jest with a reporter of its own": (TWO_TS, ["calc adds::calc adds"], []),
    "jest": (TWO_TS, ["src/a.test.ts › calc::adds"], ["src/b.test.ts"]),
    "jest of a part": (TWO_TS, ["web\\src\\a.test.ts › calc › deep::adds"], ["src/b.test.ts"]),
    "JUnit": (
        {"src/test/java/x/ATest.java": CASES % ("x", "ATest"), "src/test/java/x/BTest.java": CASES % ("x", "BTest")},
        ["x.ATest::adds()"],
        ["src/test/java/x/BTest.java"],
    ),
    "JUnit, packages": (
        {"src/test/java/x/ATest.java": CASES % ("x", "ATest"), "src/test/java/y/ATest.java": CASES % ("y", "ATest")},
        ["x.ATest$Inner::adds()"],
        ["src/test/java/y/ATest.java"],
    ),
    "JUnit, names without packages": (
        {"src/test/java/x/ATest.java": CASES % ("x", "ATest"), "src/test/java/y/ATest.java": CASES % ("y", "ATest")},
        ["ATest::adds()"],
        [],
    ),
    "xunit": (
        {
            "T.Tests/A.cs": "namespace T;\nclass A {\n[Fact]\npublic void Adds() {}\n}\n",
            "T.Tests/B.cs": "namespace T;\nclass B {\n[Fact]\npublic void Adds() {}\n}\n",
        },
        ["T.A::T.A.Adds"],
        ["T.Tests/B.cs"],
    ),
    "Go": (
        {"a/a_test.go": "func TestAdd(t *testing.T) {}\n", "b/b_test.go": "func TestAdd(t *testing.T) {}\n"},
        ["example.org/x/a::TestAdd"],
        ["b/b_test.go"],
    ),
    "Go at the top": (
        {"a_test.go": "func TestAdd(t *testing.T) {}\n", "b/b_test.go": "func TestAdd(t *testing.T) {}\n"},
        ["example.org/x::TestAdd", "example.org/x/b::TestAdd"],
        [],
    ),
    "Rust": (
        {"tests/a.rs": "#[test]\nfn adds() {}\n", "tests/b.rs": "#[test]\nfn adds() {}\n"},
        ["a::adds"],
        ["tests/b.rs"],
    ),
    "Rust, modules of one program": (
        {"tests/all/main.rs": "#[test]\nfn adds() {}\n", "tests/all/b.rs": "#[test]\nfn adds() {}\n"},
        ["all::adds", "all::b::adds"],
        [],
    ),
}


@each("name", ALIKE)
def test_tests_that_are_called_like_those_of_another_file_do_not_pass_for_them(tmp_path: Path, name: str) -> None:
    files, known, out = ALIKE[name]
    assert left_out(written(tmp_path, files), files, known) == out


@each("name", RAN)
def test_a_file_of_which_one_ran_is_not(tmp_path: Path, name: str) -> None:
    files, known = RAN[name]
    assert left_out(written(tmp_path, files), files, known) == []


@each(
    "line, again, out",
    [
        ("===== 2 passed, 3 deselected in 0.01s =====", 0, 3),
        ("2 passed, 1 rerun in 0.1s", 1, 0),
        ("test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 7 filtered out; finished in 0.00s", 0, 7),
        ("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Flakes: 2", 2, 0),
        ("  1 flaky\n  2 passed (3.1s)", 1, 0),
        ("2 passed in 0.1s; 0 filtered out", 0, 0),
    ],
)
def test_what_only_the_closing_lines_tell_is_told(line: str, again: int, out: int) -> None:
    counts = said_besides(Counts(2), line)
    assert (counts.repeated, counts.chosen_out) == (again, out)
    assert str(counts) == "2 passed" + f" ({again} of them only when repeated)" * bool(
        again
    ) + f", {out} left out" * bool(out)


def test_the_station_tells_all_of_it(tmp_path: Path) -> None:
    case = "<testsuite><testcase classname='tests.test_a' name='test_add'/></testsuite>"
    loud = python("print('1 passed, 2 deselected in 0.1s')")
    stack = {
        "commands": {"test": {"steps": [writes("r.xml", case), loud]}},
        "report": {"path": "r.xml"},
        "ignore": ["r.xml"],
    }
    bench = StationBench(tmp_path, stack)
    written(bench.root, {"tests/test_a.py": "def test_add(): ...\n", "tests/test_b.py": "def test_sub(): ...\n"})
    ended = bench.run("test")
    assert (ended.status, ended.message) == (Status.DONE, "1 passed, 2 left out; no test ran of tests/test_b.py")
    assert ended.evidence["left_out"] == ["tests/test_b.py"]


@each(
    "name, told",
    [
        ("src/__snapshots__/a.test.ts.snap", True),
        ("tests/__snapshots__/test_a.ambr", True),
        ("tests/x.approved.txt", True),
        ("T.Tests/A.Adds.verified.txt", True),
        ("tests/snapshots/x.snap", True),
        ("tests/test_new.py", False),
        ("tests/out.txt", False),
    ],
)
def test_expectations_that_came_while_the_tests_ran_are_told(name: str, told: bool) -> None:
    assert rewritten({"tests/test_a.py": "1"}, {"tests/test_a.py": "1", name: "2"}) == [name] * told


@each(
    "line, clause",
    [
        ("*.sh text eol=crlf", "*.sh (eol=crlf, .gitattributes)"),
        ("src/*.py ident", "src/*.py (ident, .gitattributes)"),
        ("*.txt text working-tree-encoding=UTF-16LE", "*.txt (working-tree-encoding=UTF-16LE, .gitattributes)"),
        ("* text=auto eol=lf\n*.bat text eol=crlf\n# *.sh ident\n*.c -ident !eol\nident -text", ""),
    ],
)
def test_bytes_that_another_clone_has_otherwise_are_told(tmp_path: Path, line: str, clause: str) -> None:
    files = {".gitattributes": f"{line}\n", "lib/.gitattributes": "* text\n"}
    written(tmp_path, files)
    assert otherwise(tmp_path, map(Path, files)) == ([f"other clones have other bytes in {clause}"] if clause else [])


def test_pointers_and_empty_submodules_are_told(tmp_path: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    modules = (
        '[submodule "a"]\n\tpath = lib/a\n\turl = x\n[submodule "b"]\n\tpath = lib/b\n[submodule "c"]\n\tpath = ../c\n'
    )
    files = {"model.bin": pointer, ".gitattributes": "*.bin filter=lfs\n", ".gitmodules": modules, "lib/b/x": "x"}
    written(tmp_path, files)
    (tmp_path / "lib/a").mkdir()
    assert absent(tmp_path, map(Path, files)) == [
        "model.bin is only a pointer of Git LFS (git lfs pull)",
        "the submodule lib/a is not here (git submodule update --init)",
    ]
    written(tmp_path, {"lib/a/y": "y", "model.bin": "\x00\x01"})
    assert absent(tmp_path, map(Path, files)) == []
