"""Looks at infrastructure with the programs that are there, and says of each how far it could look."""

from __future__ import annotations

from collections.abc import Iterator

from mity.command import Command, Outcome, Run
from mity.infrastructure.binaries import Binaries
from mity.infrastructure.copied import Copied
from mity.infrastructure.diagnostics import first_error, lint, unreached, validation
from mity.infrastructure.findings import Findings, Look, Tier
from mity.infrastructure.grammar import parse
from mity.system.tools import Tool

_UNFORMATTED = 3
_LIMIT_S = 300.0


def look_at(copy: Copied, found: Binaries, run: Run) -> Findings:
    """Parsed, formatted, validated by the provider's schema, linted: each by every program that can."""
    looks: list[Look] = []
    for engine in found.engines:
        looks += Engine(copy, engine, run).looks()
    if not found.engines:
        looks.append(parse(copy, found.parser, run))
        why = "; ".join(found.missing)
        looks += [Look.unseen(tier, "terraform or tofu", why) for tier in (Tier.FORMATTED, Tier.VALIDATED)]
    looks.append(_linted(copy, found.tflint, run))
    return Findings(tuple(looks), {"files": len(copy.texts), "roots": [copy.called(root) for root in copy.roots]})


class Engine:
    """Terraform or OpenTofu at work on a copy."""

    def __init__(self, copy: Copied, tool: Tool, run: Run) -> None:
        self.by = f"{tool.name} {tool.version}"
        self._copy = copy
        self._tool = tool
        self._run = run
        self._environment = copy.environment(tool)
        self._mirror = copy.mirror(tool)

    def looks(self) -> Iterator[Look]:
        """Every look that the engine can take; what hangs on one that is broken is not taken."""
        shape = self.run("", "fmt", "-check", "-recursive", "-list=true", "-no-color", ".")
        if not shape.ok and shape.exit_code != _UNFORMATTED:
            yield Look.of(Tier.PARSED, self.by, (f"{self._copy.name}: {first_error(shape.output)}",))
            return
        yield Look.of(Tier.PARSED, self.by)
        names = sorted({line.strip() for line in shape.output.splitlines() if line.strip() in self._formattable})
        unformatted = () if shape.ok else tuple(names or ["some files"])
        said = tuple(f"{self._copy.called(name)}: is not formatted (`{self._tool.name} fmt`)" for name in unformatted)
        yield Look.of(Tier.FORMATTED, self.by, said)
        yield self._validated()

    def run(self, root: str, *words: str, env: dict[str, str] | None = None, limit_s: float = _LIMIT_S) -> Outcome:
        """Runs the engine in a folder of the copy."""
        given = {**self._environment, **(env or {})}
        given["TF_DATA_DIR"] += f"-{root.replace('/', '-') or 'main'}"
        title = f"{self._tool.name} {words[0]} in {self._copy.called(root)}"
        return self._run(Command((self._tool.path, *words), self._copy.folder / root, given, limit_s, title))

    def init(self, root: str, *words: str, env: dict[str, str] | None = None) -> Outcome:
        """Brings modules and providers: those of this machine where all of them lie here."""
        here = (f"-plugin-dir={self._mirror}",) if self._mirror else ()
        return self.run(root, "init", "-input=false", "-no-color", *here, *words, env=env)

    @property
    def _formattable(self) -> set[str]:
        folder = self._copy.folder
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*.tf*") if path.is_file()}

    def _validated(self) -> Look:
        problems: list[str] = []
        for root in self._copy.roots:
            begun = self.init(root, "-backend=false")
            if not begun.ok and (unreached(begun.output) or begun.timed_out):
                why = f"{self._copy.called(root)}: its providers are not to be had here: {first_error(begun.output)}"
                return Look.unseen(Tier.VALIDATED, self.by, why)
            if not begun.ok:
                problems.append(f"{self._copy.called(root)}: {first_error(begun.output)}")
                continue
            said = self.run(root, "validate", "-json", "-no-color")
            found = validation(said.output, self._copy.called(root))
            if found is None or (not said.ok and not found):
                return Look.unseen(Tier.VALIDATED, self.by, f"{said.summary}: {first_error(said.output)}")
            if any(unreached(problem) for problem in found):
                return Look.unseen(Tier.VALIDATED, self.by, found[0])
            problems += found
        return Look.of(Tier.VALIDATED, self.by, tuple(problems))


def _linted(copy: Copied, tool: Tool, run: Run) -> Look:
    if not tool.ready:
        return Look.unseen(Tier.LINTED, "tflint", tool.problem)
    own = copy.folder / ".tflint.hcl"
    config = (f"--config={own}",) if own.is_file() else ()
    words = (tool.path, "--recursive", "--format=json", "--no-color", *config)
    said = run(Command(words, copy.folder, {"TFLINT_LOG": ""}, _LIMIT_S, f"tflint in {copy.name}"))
    found = lint(said.output, copy.name)
    if found is None or (not said.ok and not found):
        return Look.unseen(Tier.LINTED, f"tflint {tool.version}", f"{said.summary}: {first_error(said.output)}")
    return Look.of(Tier.LINTED, f"tflint {tool.version}", found)
