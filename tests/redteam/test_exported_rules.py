"""A rule is made of a log, which others may have written: none of its words is code, and no path leads out."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from mity.errors import UsageError
from mity.operations.export_rule import export_rule
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.workflow.model import Workflow
from rows import each

DIFF = "--- a/work.py\n+++ b/work.py\n@@ -1,1 +1,2 @@\n+import sys\n x = 1\n"
KEPT: dict[str, Any] = {
    "verdict": "kept",
    "rule": "missing-import",
    "fix": "import sys",
    "fingerprint": "f" * 12,
    "specialist": "implementer",
    "commands": ["pip install x"],
    "diff": DIFF,
    "diagnosis": {"rule": "py.name", "subject": "sys", "error_type": "missing_import"},
}
RUNS = 'open("ran", "w")'
HOSTILE: dict[str, dict[str, Any]] = {
    "a rule that is a path": {"rule": "../../../../../outside/x"},
    "an absolute path": {"rule": "/outside/x"},
    "a rule that ends a text": {"rule": f'x"""\n{RUNS}\n"""'},
    "a rule that is a class": {"rule": f"x(): {RUNS}\nclass Y("},
    "a title with quotes": {"fix": f'"\n{RUNS}\n"'},
    "a title with places": {"fix": "{run_id} {0} %s"},
    "a specialist": {"specialist": f"', {RUNS}, '"},
    "a type of error": {"diagnosis": {"rule": "r", "subject": "s", "error_type": f'x"); {RUNS}; ("'}},
    "a subject": {"diagnosis": {"rule": f'"\n{RUNS}', "subject": f"'''{RUNS}", "error_type": "x"}},
    "a line of a file": {"diff": DIFF.replace("import sys", f"''' + {RUNS} + '''")},
}
REFUSED: dict[str, dict[str, Any]] = {
    "half a quote": {"commands": ["pip install 'x"]},
    "a path above": {"diff": DIFF.replace("b/work.py", "b/../../outside/y")},
    "an absolute path": {"diff": DIFF.replace("b/work.py", "b//outside/y")},
    "nothing at all": {"commands": ["", "  "], "diff": ""},
}


def exported(root: Path, change: dict[str, Any]) -> list[Path]:
    """The modules of a rule that is made of a kept fix with a change."""
    kept = {**KEPT, **change}
    result = StationResult(Status.DONE, healing={"attempts": [kept]})
    log = ExecutionLog("0001-heal-abcd", Workflow("heal"), [], WorkflowContext(root, "demo", "tiny", root))
    log.results["build"] = result
    made = export_rule(log, root, str(kept["rule"]))
    assert made.folder.resolve().is_relative_to((root / ".mity" / "exports" / "0001-heal-abcd").resolve())
    return sorted(made.folder.rglob("*.py"))


@each("kind", HOSTILE)
def test_the_words_of_a_log_are_texts_in_its_rule(tmp_path: Path, kind: str) -> None:
    files = exported(tmp_path / "work", HOSTILE[kind])
    assert len(files) == 3
    for path in files:
        calls = [ast.unparse(one) for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.Call)]
        assert not [one for one in calls if one.startswith("open(")], path
    assert not (tmp_path / "outside").exists()


@each("kind", REFUSED)
def test_a_fix_that_no_rule_may_repeat_is_refused_in_a_sentence(tmp_path: Path, kind: str) -> None:
    with pytest.raises(UsageError):
        exported(tmp_path / "work", REFUSED[kind])
    assert not list(tmp_path.rglob("*.py"))
