"""Very many files do not push out of sight what tells of tests: limits on how many are looked at fall on others."""

from __future__ import annotations

from pathlib import Path

from test_unfit_lists import written

from mity.stacks.agreement.judges import judges
from mity.stacks.agreement.left_out import left_out

STUB = "const ok = new Proxy(() => ok, { get: () => ok })\n"


def test_data_beside_tests_hides_no_file_of_which_none_ran(tmp_path: Path) -> None:
    files = {"tests/test_a.py": "def test_a(): pass\n", "tests/test_b.py": "def test_b(): pass\n"}
    data = [f"tests/data/{number:05}.json" for number in range(5_000)]
    assert left_out(written(tmp_path, files), [*data, *files], ["tests.test_a::test_a"]) == ["tests/test_b.py"]


def test_what_judges_is_found_among_very_many_files(tmp_path: Path) -> None:
    files = {"jest.config.js": "module.exports = { setupFilesAfterEnv: ['<rootDir>/src/x.js'] }\n"}
    files |= {"src/x.js": f"{STUB}global.expect = () => ok\n", "test/a.test.js": "expect.extend({ toBe: () => 1 })\n"}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    alone = judges(tmp_path, files, ["test/a.test.js"])
    assert len(alone) == 2
    many = [f"data/deep/{number:05}.js" for number in range(5_000)]
    assert judges(tmp_path, [*many, *files], ["test/a.test.js"]) == alone
