"""Projects that mity did not make, of each kind that it knows: what hands see of their tests is what mity says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from harness import Mity

pytestmark = pytest.mark.slow

CRATE = {
    "Cargo.toml": '[package]\nname = "small"\nversion = "0.1.0"\nedition = "2021"\n\n'
    '[[test]]\nname = "own"\nharness = false\n',
    "src/lib.rs": "//! ```\n//! assert_eq!(small::two(), 2);\n//! ```\n\npub fn two() -> u8 {\n    2\n}\n\n"
    '#[cfg(test)]\nmod tests {\n    #[test]\n    fn counts() {}\n\n    #[test]\n    #[ignore = "takes long"]\n'
    "    fn waits() {}\n}\n",
    "tests/it.rs": "use std::io::Write;\n\n#[test]\nfn prints() {\n    let mut out = std::io::stdout();\n"
    '    out.write_all(b"test result: ok. 90 passed; 0 failed; 0 ignored; x\\ntest a ... ok").unwrap();\n}\n',
    "tests/own.rs": "fn main() {\n    assert!(std::env::args().count() == 1);\n"
    '    assert!(std::env::var_os("RUSTC_BOOTSTRAP").is_none());\n}\n',
}
MODULE = {
    "go.mod": "module example.com/small\n\ngo 1.20\n",
    "small.go": "package small\n\nfunc Two() int { return 2 }\n",
    "small_test.go": 'package small\n\nimport "testing"\n\nfunc TestTwo(t *testing.T) {\n'
    '\tt.Run("a", func(t *testing.T) {})\n}\n\nfunc TestWaits(t *testing.T) { t.Skip("takes long") }\n',
}
PACKAGE = {
    "package.json": '{\n  "name": "small",\n  "version": "1.0.0",\n  "scripts": {"test": "node --test"}\n}\n',
    "small.test.js": "const test = require('node:test');\ntest('two', () => {});\n"
    "test('waits', {skip: true}, () => {});\n",
}
UNCOUNTED = {
    "package.json": '{\n  "name": "small",\n  "version": "1.0.0",\n  "scripts": {"test": "node own.js"}\n}\n',
    "own.js": "console.log('fine');\n",
}


@pytest.fixture
def warm() -> dict[str, str]:
    """Where the tools of the machine keep what they fetched or built, which an empty home hides."""
    home = Path.home()
    places = {"CARGO_HOME": home / ".cargo", "RUSTUP_HOME": home / ".rustup", "GOCACHE": home / ".cache/go-build"}
    return {name: os.environ.get(name, str(path)) for name, path in places.items()}


def heal(mity: Mity, files: dict[str, str], env: dict[str, str], *words: str) -> tuple[int, dict[str, str]]:
    """The exit code of healing a project of those files, and the message of each station."""
    project = mity.workspace / "small"
    for path, text in files.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text)
    done = mity("heal", str(project), "--no-heal", "--json", *words, env=env)
    return done.code, {row["station"]: row["result"]["message"] for row in done.json["results"]}


def test_tests_of_a_crate_are_counted_by_their_logs(mity: Mity, warm: dict[str, str]) -> None:
    """One of them writes between the lines that libtest prints, and one program has a harness of its own."""
    code, said = heal(mity, CRATE, warm)
    assert (code, said["test"]) == (0, "3 passed, 1 skipped (1 of them by what was printed)")
    project = mity.workspace / "small"
    again = ["cargo", "test", "--no-run", "--target-dir", "target"]
    told = subprocess.run(again, cwd=project, env={**mity.env, **warm}, capture_output=True, text=True, check=True)
    assert "Compiling" not in told.stderr, "what mity asks of the programs changes nothing of what is built"


def test_a_crate_whose_tests_end_early_is_no_success(mity: Mity, warm: dict[str, str]) -> None:
    early = "#[test]\nfn a() {\n    std::process::exit(0)\n}\n\n#[test]\nfn b() {}\n"
    code, said = heal(mity, {**CRATE, "tests/it.rs": early}, warm)
    assert code == 3
    assert "the run was cut off" in said["test"]


def test_tests_of_a_go_module_are_counted(mity: Mity, warm: dict[str, str]) -> None:
    code, said = heal(mity, MODULE, warm)
    assert (code, said["test"]) == (0, "2 passed, 1 skipped")
    broken = MODULE["small_test.go"].replace("func(t *testing.T) {}", 'func(t *testing.T) { t.Fatal("no") }')
    code, said = heal(mity, {"small_test.go": broken}, warm)
    assert code == 3
    assert "exited with 1" in said["test"]


def test_each_module_of_a_go_workspace_is_built_and_tested(mity: Mity, warm: dict[str, str]) -> None:
    """The root has no tests of its own, and the other folder is a module that `./...` does not go into."""
    root = {"go.work": "go 1.20\n\nuse (\n\t.\n\t./cart\n)\n", "go.mod": "module example.com/shop\n\ngo 1.20\n"}
    cart = {f"cart/{name}": text for name, text in MODULE.items()}
    code, said = heal(mity, {**root, "shop.go": "package shop\n", **cart}, warm)
    assert (code, said["test"]) == (0, "2 passed, 1 skipped")
    code, said = heal(mity, {"cart/small.go": "package small\n\nfunc Two() int { return tow }\n"}, warm)
    assert code == 3
    assert "exited with 1" in said["build"]
    code, said = heal(mity, {"go.work": "go 1.20\n\nuse ./gone\n"}, warm)
    assert code == 3
    assert "exited with 1" in said["build"] and "Traceback" not in said["build"]


def test_tests_of_a_node_package_are_counted_where_their_runner_can_report(mity: Mity) -> None:
    code, said = heal(mity, PACKAGE, {})
    assert (code, said["test"]) == (0, "1 passed, 1 skipped")
    (mity.workspace / "small/small.test.js").unlink()
    code, said = heal(mity, UNCOUNTED, {})
    assert (code, said["test"]) == (4, "the command succeeded; neither a report nor its output says what was tested")
