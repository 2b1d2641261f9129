"""The real .NET template with a fault in it, and the documented output of the tool as mity understands it.

No SDK is needed: what the tools print is taken from their documentation, what the commands would do is not tried.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mity import templates
from mity.agents.classify import classify
from mity.agents.routes import ROUTES
from mity.agents.specialists import SPECIALISTS
from mity.command import Command, Outcome
from mity.healing.applier import FixApplier
from mity.healing.model import Advice, AttemptResult, ErrorType, Fix, Proposal
from mity.healing.rules import AgentRegistry, FailureContext
from mity.stacks.catalog import Catalogue
from rendering import cookiecutter

TEMPLATES = Path(templates.__path__[0])
STACK = Catalogue([TEMPLATES]).get("dotnet-webapi").stack
CENTRAL = "Directory.Packages.props"
API = "src/Api/Api.csproj"
HEALTH = "src/Api/Health/HealthEndpoints.cs"
SERVER = "src/Api/Server.cs"


def render(folder: Path) -> Path:
    """The application as the template makes it."""
    made = cookiecutter(
        str(TEMPLATES / "dotnet-webapi"),
        no_input=True,
        output_dir=str(folder),
        extra_context={"app_name": "demo"},
        accept_hooks=False,
    )
    return Path(made)


def change(app: Path, path: str, old: str, new: str) -> None:
    """Replaces a text that must be there."""
    text = (app / path).read_text(encoding="utf-8")
    assert old in text, f"{path} has no {old!r}"
    (app / path).write_text(text.replace(old, new), encoding="utf-8")


def failure(app: Path, said: str, stage: str = "build") -> FailureContext:
    """What mity makes of an output in which `{app}` stands for the folder."""
    output = said.replace("{app}", str(app)) + "\n\nBuild FAILED.\n"
    diagnosis = classify(output, stack=STACK.id, stage=stage, exit_code=1)
    assert diagnosis is not None
    outcome = Outcome(Command(("dotnet", "build", "demo.slnx"), app), 1, output)
    restore = (Command(("/opt/dotnet", "restore", "demo.slnx", "--locked-mode"), app),)
    tools = {"dotnet": "/opt/dotnet"}
    return FailureContext(
        diagnosis,
        AttemptResult(False, outcome),
        app,
        STACK,
        stage,
        tools,
        {},
        lambda verb: restore if verb == "install" else (),
    )


def proposals(case: FailureContext) -> list[tuple[str, Proposal]]:
    """What the whole agents proposes."""
    agents = AgentRegistry()
    agents.routes = dict(ROUTES)
    agents.coordinator = "factory"
    for specialist in SPECIALISTS:
        agents.add(specialist)
    return list(agents.proposals(case))


def healed(case: FailureContext, kind: ErrorType, rule: str) -> Fix:
    """The first fix, which must be the rule's and the routed specialist's, with its edits made in the project."""
    assert case.diagnosis.error_type is kind, case.diagnosis
    specialist, fix = next((name, one) for name, one in proposals(case) if isinstance(one, Fix))
    assert (fix.rule, specialist) == (rule, ROUTES[kind])
    bench = FixApplier(case.root, STACK.ignore, lambda command: Outcome(command, 0, ""))
    bench.apply(case.diagnosis, replace(fix, commands=()), 60)
    return fix


def asked(case: FailureContext, kind: ErrorType) -> str:
    """What a person is told; there must be no fix but a second try."""
    assert case.diagnosis.error_type is kind, case.diagnosis
    found = [one for _, one in proposals(case)]
    assert not [one for one in found if isinstance(one, Fix) and not one.is_retry], found
    return " | ".join(f"{one.text} ({one.command})" for one in found if isinstance(one, Advice))


def lines(fix: Fix) -> list[str]:
    """The commands of a fix."""
    return [command.line for command in fix.commands]


def cs(path: str, line: int, column: int, text: str, project: str = API) -> str:
    """An error as the compiler prints it."""
    return f"{{app}}/{path}({line},{column}): error {text} [{{app}}/{project}]"


def line_of(app: Path, path: str, text: str) -> int:
    """The number of the line that holds a text."""
    rows = (app / path).read_text(encoding="utf-8").splitlines()
    return next(number for number, row in enumerate(rows, 1) if text in row)
