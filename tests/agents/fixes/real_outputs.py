"""Real outputs of tools, each with the project it happened in and the rule that must have something to propose.

The output goes the whole way: signature row, diagnosis, rule. Outputs are recorded in `samples/logs` (one for
each row) and in `samples/failures` (for the rules that no sample of a row is about); a path of the project in them is
replaced by the folder of the test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mity.agents.classify import classify
from mity.agents.routes import ROUTES
from mity.agents.specialists import SPECIALISTS
from mity.command import Command, Outcome
from mity.healing.advisor import Advisor, HealingTarget
from mity.healing.model import Advice, AttemptResult, Proposal
from mity.healing.rules import AgentRegistry, FailureContext, Rule
from mity.stacks.model import Stack

SAMPLES = Path(__file__).parents[2] / "samples"
FOLDERS = re.compile(r"/home/(?:dev/app|me/demo|ann/demo)")
RULES: Mapping[str, Rule] = {rule.id: rule for one in SPECIALISTS for rule in one.rules}
TOOLS = {name: f"/opt/{name}" for name in ("uv", "node", "npm", "cargo", "dotnet", "mvn")}
STACK = Stack.model_validate(
    {
        "id": "any",
        "title": "t",
        "language": "any",
        "ignore": [".venv", "dist", "target", "node_modules", "__pycache__", "bin", "obj"],
        "artefacts": ["dist/*"],
        "commands": {"install": {"argv": ["${uv}", "sync"]}, "build": {"argv": ["${uv}", "build"]}},
        "requires": [{"tool": "uv"}],
    }
)


@dataclass(frozen=True)
class Sample:
    """An output and where it happened.

    `rule` is the rule that must propose something that matches `says`. `log` is the recorded output, `text` the output
    itself where none is recorded. `row` is the signature that must be its verdict: by default the one that the log is
    named after. `files` are the project's, `prepare` makes what texts cannot; `owned` are generated files.
    """

    rule: str
    says: str
    log: str = ""
    row: str = ""
    text: str = ""
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    stage: str = "build"
    argv: tuple[str, ...] = ("tool",)
    exit_code: int | None = 1
    not_found: bool = False
    env: Mapping[str, str] = field(default_factory=dict)
    owned: tuple[str, ...] = ()
    prepare: Callable[[Path], object] = lambda root: None

    @property
    def output(self) -> str:
        """What the tool printed."""
        if self.text:
            return self.text
        paths = [SAMPLES / kind / f"{self.log}.log" for kind in ("logs", "failures")]
        return next(path for path in paths if path.is_file()).read_text(encoding="utf-8")


def failure(sample: Sample, root: Path, output: str | None = None) -> FailureContext:
    """The sample as a rule sees it; with `output` another one in the same project."""
    for name, content in sample.files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content.encode() if isinstance(content, str) else content)
    sample.prepare(root)
    printed = FOLDERS.sub(str(root), sample.output if output is None else output)
    outcome = Outcome(Command(sample.argv, root, env=sample.env), sample.exit_code, printed, not_found=sample.not_found)
    result = AttemptResult(False, outcome)
    target = HealingTarget(root, STACK, sample.stage, TOOLS, lambda command: Outcome(command, 0), commands)
    diagnosis = Advisor(target, registry).classify(result)
    owned = dict.fromkeys(sample.owned, "0" * 64)
    return FailureContext(diagnosis, result, root, STACK, sample.stage, TOOLS, owned, commands)


def commands(verb: str) -> tuple[Command, ...]:
    """The stack's commands."""
    return (Command((f"/opt/{verb}",)),)


def registry() -> AgentRegistry:
    """mity's own classifier and specialists."""
    agents = AgentRegistry()
    agents.classify = classify
    agents.routes = dict(ROUTES)
    agents.coordinator = "factory"
    for specialist in SPECIALISTS:
        agents.add(specialist)
    return agents


def words(proposal: Proposal | None) -> str:
    """What a person reads of a proposal."""
    if proposal is None:
        return ""
    return f"advice: {proposal.text} | {proposal.command}" if isinstance(proposal, Advice) else f"fix: {proposal.title}"
