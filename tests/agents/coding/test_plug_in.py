"""How an agent is chosen, called, told and paid for."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from agent_play import FILES, Played, agent

from harness import Mity
from mity.agents.coding.presets import PRESETS, Agent, agent_for, filled, spent
from mity.agents.coding.protocol import RULES
from mity.agents.coding.rule import AgentRule, FixTask
from mity.command import Command, Outcome
from mity.errors import UsageError
from mity.healing.model import Advice, AttemptResult, Diagnosis, ErrorType, Fix, Location
from mity.healing.ports import Rejected
from mity.healing.rules import FailureContext
from mity.services.config import AgentConfig, Config, read_config
from mity.workflow.part_keys import AGENTS

BY_PROTOCOL = [f"{name}-acp" for name in ("claude", "codex", "gemini", "opencode", "copilot", "qwen")]
PLACES = {
    "workdir": "/copy",
    "prompt": "do {workdir} $(rm)\n--x",
    "prompt_file": "/p.md",
    "request_file": "/r.json",
    "budget_usd": "0.5",
    "time_s": "60",
}


def case(root: Path, error_type: ErrorType = ErrorType.TEST, kind: str = "", seconds: float = 0.0) -> FailureContext:
    said = f'  File "{root}/calc.py", line 2\nFAILED tests/test_calc.py::test_add\n'
    outcome = Outcome(Command(("pytest", str(root / "tests"))), 1, said, seconds)
    place = Location(str(root / "calc.py"), 2)
    diagnosis = Diagnosis(error_type, kind=kind, evidence=(said.splitlines()[0],), location=place, fingerprint="f")
    return FailureContext(diagnosis, AttemptResult(False, outcome), root, None, "test")


def rule(root: Path, name: str = "mate", money_budget_usd: float = 1.0) -> AgentRule:
    (root / name).write_text("#!/bin/sh\n")
    (root / name).chmod(0o755)
    words = (f"./{name}", "{prompt_file}", "{files}", "--budget={budget_usd}")
    return AgentRule(
        Agent(name, words), AgentConfig(money_budget_usd=money_budget_usd), lambda text: text.replace("secret", "***")
    )


class Told:
    """Stands where the bench runs commands: keeps the command, writes what an agent would, and says how it ended."""

    def __init__(self, output: str = "", files: dict[str, str] | None = None) -> None:
        self.output = output
        self.files = files or {}

    def __call__(self, command: Command) -> Outcome:
        self.command = command
        self.request = json.loads(Path(command.env["MITY_AGENT_REQUEST"]).read_text())
        self.prompt = Path(command.argv[1]).read_text()
        for name, text in self.files.items():
            assert command.cwd
            (command.cwd / name).write_text(text)
        return Outcome(command, 0, self.output, 0.5)


def planned(one: AgentRule, case: FailureContext) -> FixTask:
    fix = one.propose(case)
    assert isinstance(fix, Fix) and isinstance(fix.generator, FixTask)
    return fix.generator


def test_each_preset_is_called_as_its_tool_wants_it() -> None:
    lines = {name: filled(one.argv, PLACES, ["calc.py", "b.py"]) for name, one in PRESETS.items()}
    assert list(lines) == ["claude", "codex", "gemini", "opencode", "copilot", "qwen", *BY_PROTOCOL, "aider"]
    assert set(lines) == set(AGENTS), "definitions are read by this list"
    for name, line in lines.items():
        assert (line[0] == name or PRESETS[name].acp) and not any(
            "{" in word for word in line if word != PLACES["prompt"]
        )
        assert (PLACES["prompt"] in line) + (PLACES["prompt_file"] in line) + PRESETS[name].stdin == 1
        assert PRESETS[name].get
    assert lines["claude"][lines["claude"].index("--max-budget-usd") + 1] == "0.5"
    assert lines["codex"][lines["codex"].index("-C") + 1] == "/copy"
    assert lines["aider"][-2:] == ("calc.py", "b.py")


@pytest.mark.parametrize(
    ("config", "name", "argv"),
    [
        (AgentConfig(preset="codex"), "codex", PRESETS["codex"].argv),
        (AgentConfig(command=("./tools/mend", "{workdir}")), "mend", ("./tools/mend", "{workdir}")),
        (AgentConfig(preset="python3.12 -u 'my agent.py'"), "python3.12", ("python3.12", "-u", "my agent.py")),
        (AgentConfig(preset="node agent.js"), "agent.js", ("node", "agent.js")),
    ],
)
def test_presets_and_commands(config: AgentConfig, name: str, argv: tuple[str, ...]) -> None:
    found = agent_for(config)
    assert found is not None and (found.name, found.argv) == (name, argv)


def test_no_agent_and_no_command_line() -> None:
    assert agent_for(AgentConfig()) is None
    for words in ("'", " "):
        with pytest.raises(UsageError):
            agent_for(AgentConfig(preset=words))


def test_the_flag_beats_the_settings(tmp_path: Path) -> None:
    (tmp_path / ".mity").mkdir()
    (tmp_path / ".mity" / "config.toml").write_text('[agent]\ncommand = ["mend"]\nmoney_budget_usd = 3.0\n')
    config = read_config(tmp_path)
    assert config.with_agent("").agent.command == ("mend",)
    assert config.with_agent("claude").agent == AgentConfig(preset="claude", money_budget_usd=3.0)
    assert agent_for(config.with_agent("off").agent) is None
    assert Config().agent == AgentConfig()


@pytest.mark.parametrize(
    ("output", "path", "dollars"),
    [
        ('warning: x\n{"type":"result","total_cost_usd":0.125}\n', "total_cost_usd", 0.125),
        ('{"part":{"cost":0.25}}\n{"part":{"text":"{"}}\n{"part":{"cost":0.5}}\n{not json\n', "part.cost", 0.75),
        ('{\n  "total_cost_usd": 2\n}\n', "total_cost_usd", 2.0),
        ("done, it cost nothing", "total_cost_usd", None),
        ('{"total_cost_usd": true}\n{"total_cost_usd": -1}\n{"total_cost_usd": "9"}', "total_cost_usd", None),
        ('{"cost": 1}', "", None),
    ],
)
def test_what_an_agent_says_it_spent(output: str, path: str, dollars: float | None) -> None:
    assert spent(output, path) == dollars


def test_the_request_names_the_copy_and_never_the_project(tmp_path: Path) -> None:
    (tmp_path / "calc.py").write_text("a = 1\n")
    (tmp_path / ".env").write_text("KEY=secret\n")
    told = Told(files={"calc.py": "a = 2\n"})
    [edit] = planned(rule(tmp_path), case(tmp_path)).edits(told, 100.0)
    assert (edit.path, edit.content) == ("calc.py", b"a = 2\n")
    assert str(tmp_path) not in json.dumps(told.request) + told.prompt + str(dict(told.command.env)) + str(told.command)
    assert told.request["diagnosis"]["location"]["file"] == f"{told.command.cwd}/calc.py"
    assert told.command.argv[0] == f"{told.command.cwd}/mate" and told.command.argv[2:] == ("calc.py", "--budget=1")
    assert told.request["rules"] == list(RULES) and all(rule in told.prompt for rule in RULES)
    assert told.command.alone and told.command.timeout == 100.0
    assert told.command.cwd and not told.command.cwd.exists()


def test_the_prompt_fits_into_one_argument_whatever_was_printed(tmp_path: Path) -> None:
    told = Told(files={"a.py": "a = 2\n"})
    broken = case(tmp_path)
    outcome = replace(broken.result.outcome, output="\0ü" * 400_000 + "\n" + "x\n" * 9000)
    planned(rule(tmp_path), replace(broken, result=AttemptResult(False, outcome))).edits(told, 100.0)
    assert len(told.prompt.encode()) < 64_000 and "\0" not in told.prompt


def test_time_is_left_for_the_proof(tmp_path: Path) -> None:
    told = Told(files={"a.py": "a = 2\n"})
    planned(rule(tmp_path), case(tmp_path, seconds=30.0)).edits(told, 100.0)
    assert told.command.timeout == 40.0
    with pytest.raises(Rejected, match="too little of the time"):
        planned(rule(tmp_path), case(tmp_path, seconds=50.0)).edits(told, 100.0)


def test_money_is_spent_once(tmp_path: Path) -> None:
    one = rule(tmp_path, money_budget_usd=1.0)
    told = Told('{"total_cost_usd": 0.75}\n', {"a.py": "a = 2\n"})
    errand = planned(one, case(tmp_path))
    errand.edits(told, 100.0)
    assert (errand.record["cost_usd"], errand.record["money_budget_usd"]) == (0.75, 1.0)
    planned(one, case(tmp_path)).edits(told, 100.0)
    assert told.request["money_budget_usd"] == 0.25
    advice = one.propose(case(tmp_path))
    assert isinstance(advice, Advice) and "1.50 of 1.00 USD" in advice.text


def test_a_missing_program_is_advice(tmp_path: Path) -> None:
    one = AgentRule(replace(PRESETS["claude"], argv=("no-such-agent", "{prompt}")), AgentConfig(), str)
    advice = one.propose(case(tmp_path))
    assert isinstance(advice, Advice) and advice.command.startswith("npm install")


@pytest.mark.parametrize(
    ("error_type", "kind"), [("PortInUse", ""), ("Unknown", "interrupted"), ("Unknown", "network")]
)
def test_where_code_is_not_the_cause_no_agent_is_asked(tmp_path: Path, error_type: str, kind: str) -> None:
    assert rule(tmp_path).propose(case(tmp_path, ErrorType(error_type), kind)) is None
    assert rule(tmp_path).propose(case(tmp_path)) is not None


def test_an_agent_that_is_not_here_is_named_at_once(mity: Mity, project: Path) -> None:
    done = mity("heal", "--agent", "no-such-agent --fast")
    assert done.code == 2
    assert "there is no agent 'no-such-agent', neither in mity nor as a program here" in done.err


def test_a_dry_run_names_the_agent_and_does_not_start_it(mity: Mity, project: Path, tmp_path: Path) -> None:
    witness = tmp_path / "pids"
    (project / "calc.py").write_text("def add(a, b)\n    return a + b\n")
    stack = FILES[".mity/stack.yaml"].replace("import pathlib;", "import py_compile; py_compile.main();")
    (project / ".mity" / "stack.yaml").write_text(stack.replace("write_text('yes')\"", "write_text('yes')\", calc.py"))
    done = mity("heal", "--in-copy", "--trust", "--agent", agent("daemon"), env={"WITNESS": str(witness)})
    assert done.code == 0, done.err
    assert "build fails" in done.out and "agent would try first: let scripted_agent.py change a copy" in done.out
    assert not witness.exists()


def test_settings_name_an_agent(mity: Mity, project: Path, tmp_path: Path) -> None:
    """No trace of the copy stays behind, and `mity agents` knows it."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    words = json.dumps(shlex.split(agent("honest")))
    (project / ".mity" / "config.toml").write_text(f"[agent]\ncommand = {words}\n")
    assert "let scripted_agent.py change a copy" in mity("agents").out
    done = mity("heal", "--trust", env={"TMPDIR": str(temporary)})
    assert done.code == 0, done.text
    assert [path.name for path in temporary.iterdir() if path.name.startswith("mity-")] == []


def test_an_agent_of_no_command_line_is_refused(mity: Mity, project: Path) -> None:
    done = mity("heal", "--agent", "'")
    assert done.code == 2 and "is not a command line" in done.err


def test_create_app_and_resume_take_an_agent_too(mity: Mity) -> None:
    assert mity.light("demo", "--agent", agent("lying")).code == 0
    assert "--agent" in mity("resume", "--help").out


def test_a_resume_asks_the_agent_that_the_run_began_with(mity: Mity, play: Callable[..., Played]) -> None:
    """The one of a repair as well as that of a step; a run without one still has none, and the flag names another."""
    assert play("lying").code == 3
    again = mity("resume", "--choose", "retry")
    assert again.code == 3 and "lying" in str(mity.log()["context"]["metadata"]["run.agent"])
    attempts = mity.log()["results"][-1]["result"]["healing"]["attempts"]
    assert "agent" in [attempt["specialist"] for attempt in attempts]
    assert mity("resume", "--choose", "retry", "--agent", agent("honest")).code == 0


def test_rules_come_first_even_when_the_agent_helped_before(play: Callable[..., Played], project: Path) -> None:
    assert play("honest").code == 0
    (project / "calc.py").write_text("def add(a, b):\n    sys.getsizeof(a)\n    return a + b\n")
    healing = play("honest").healing
    assert [attempt["rule"] for attempt in healing["attempts"]] == ["missing-import"]
