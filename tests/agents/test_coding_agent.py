"""A coding agent as the last resort, played by a script: what it costs counts, and only honest work is taken over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_project import SmallProject

from mity import ExecutionLog
from rows import in_turns

CALC = "def add(a, b):\n    return a - b\n\n\ndef mul(a, b):\n    return a + b\n"
TEST = """
told() { echo "FAILED tests/test_calc.py::test_$1 - AssertionError: assert $1 is wrong"; exit 1; }
grep -A1 'def add' calc.py | grep -q 'a + b' || told add
grep -A1 'def mul' calc.py | grep -q 'a [*] b' || told mul
"""
MENDS_ADD = "sed -i 's/a - b/a + b/' calc.py"
MENDS_BOTH = "sed -i 's/a + b/a * b/; s/a - b/a + b/' calc.py"
KEY = "acme-4711-very-secret"


def healed(folder: Path, script: str, settings: str = "") -> tuple[SmallProject, ExecutionLog, list[dict[str, Any]]]:
    """What became of a project with two failing tests, and what an agent that runs `script` tried there."""
    project = SmallProject(folder / "app", {"build": "true", "test": TEST})
    project.write("calc.py", CALC)
    project.write("tests/test_calc.py", "from calc import add, mul\n")
    agent = folder / "agent.sh"
    agent.write_text(
        f"echo asked >> {folder / 'asked'}\n{script.replace('ROOT', str(project.root))}\n", encoding="utf-8"
    )
    project.write(".mity/config.toml", f'[agent]\ncommand = ["sh", "{agent}", "{{prompt_file}}"]\n{settings}')
    log = project.run("build", "test", heal=True)
    healing = log.results["test"].healing
    assert healing is not None
    return project, log, [one for one in healing["attempts"] if "agent" in one]


def asked(folder: Path) -> int:
    """How often the agent was called."""
    return (folder / "asked").read_text().count("asked") if (folder / "asked").exists() else 0


def test_honest_work_is_taken_over_and_paid(tmp_path: Path) -> None:
    project, log, (attempt,) = healed(tmp_path, f"{MENDS_BOTH}\necho '{{\"total_cost_usd\": 0.25}}'")
    assert log.results["test"].success
    assert (attempt["verdict"], attempt["agent"]["cost_usd"], attempt["agent"]["exit_code"]) == ("kept", 0.25, 0)
    assert attempt["agent"]["changed"] == ["calc.py"]
    assert "+    return a * b" in attempt["diff"]
    assert (project.root / "calc.py").read_text() != CALC


@pytest.mark.parametrize(
    ("script", "why"),
    in_turns(
        [
            (f"{MENDS_BOTH}; exit 1", "exited with 1, and what it had done so far is discarded"),
            ("true", "ended well but changed nothing"),
            (
                f"{MENDS_BOTH}; echo 'x = 1' > sitecustomize.py",
                "it changed sitecustomize.py, which coding agents may not",
            ),
            (f"{MENDS_BOTH}; echo 'x = 1' > tests/test_calc.py", "it changed tests/test_calc.py, which coding agents"),
            (f"{MENDS_BOTH}; echo 'x = 1  # type: ignore' >> calc.py", "it silences a check in calc.py"),
            (f"{MENDS_BOTH}; echo 'x = \"{KEY}\"' >> calc.py", "it wrote a secret into calc.py"),
            (f"{MENDS_BOTH}; yes 'x = 1' | head -61 >> calc.py", "lines, 60 at most"),
            (f"{MENDS_BOTH}; touch ../beside", "it wrote outside its folder: beside"),
            (f"{MENDS_BOTH}; rm tests/test_calc.py", "it deleted tests/test_calc.py"),
        ],
        4,
    ),
    ids=["crashed", "idle", "tool", "test", "silenced", "secret", "long", "outside", "deleted"],
)
def test_what_must_not_be_is_refused_and_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str
) -> None:
    monkeypatch.setenv("ACME_API_KEY", KEY)
    project, log, (attempt,) = healed(tmp_path, script)
    assert not log.results["test"].success
    assert (attempt["verdict"], why in attempt["why"]) == ("rejected", True), attempt["why"]
    assert (project.root / "calc.py").read_text() == CALC
    assert not (project.root / "sitecustomize.py").exists()
    assert KEY not in str(log.to_json())


@pytest.mark.slow
@pytest.mark.usefixtures("unconfined")
def test_work_is_void_when_the_project_changed_meanwhile(tmp_path: Path) -> None:
    """Whether the agent or a person wrote there cannot be told: it is put back, and nothing is lost."""
    project, log, (attempt,) = healed(tmp_path, f"{MENDS_BOTH}; echo mine > ROOT/notes.txt")
    assert not log.results["test"].success
    assert attempt["verdict"] == "rejected"
    assert "notes.txt changed in the project while agent.sh worked on its copy: put back" in attempt["why"]
    assert (project.root / "calc.py").read_text() == CALC
    assert not (project.root / "notes.txt").exists()
    [kept] = (project.root / ".mity" / "aside").rglob("notes.txt.kept")
    assert kept.read_text() == "mine\n"


@pytest.mark.slow
@pytest.mark.usefixtures("unconfined")
@pytest.mark.parametrize(
    ("cost", "settings", "calls"),
    in_turns([("1.01", "", 1), ("0.99", "", 2), ("1.01", "money_budget_usd = 1.5\n", 2)], 2),
    ids=["used up", "within the dollar", "within what was set"],
)
def test_an_agent_is_asked_again_until_its_money_is_used_up(
    tmp_path: Path, cost: str, settings: str, calls: int
) -> None:
    _, log, attempts = healed(tmp_path, f"{MENDS_ADD}\necho '{{\"total_cost_usd\": {cost}}}'", settings)
    assert attempts[0]["verdict"] == "kept", "one of the two failures is mended"
    assert asked(tmp_path) == calls == len(attempts)
    execution = log.results["test"].question
    assert execution is not None
    said = "the money for agent.sh is used up: 1.01 of 1.00 USD"
    assert any(said in line for line in execution.tried) is (calls == 1)
