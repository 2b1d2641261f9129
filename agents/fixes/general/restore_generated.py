"""A generated file that is missing or empty: restored unchanged. An edited file is never overwritten."""

from __future__ import annotations

import hashlib
import re
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from mity import templates
from mity.agents.node.messages import unresolved
from mity.agents.node.modules import bare, target
from mity.agents.project_files import editable
from mity.changes.edit import Edit
from mity.errors import MityError
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.reading import read_bytes
from mity.stacks.catalog import Catalogue
from mity.system.git_history import last_committed
from mity.system.render import render
from mity.system.runner import Runner
from mity.system.scratch import Scratch
from mity.system.template_source import Source
from mity.text.data import parse_json

_MOST = 5


class RestoreGenerated(Rule):
    """Renders the template in a temporary folder and takes the missing files that the failure is about."""

    id = "restore-generated"
    title = "restore a missing generated file"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not failure.owned or failure.diagnosis.error_type is ErrorType.PORT:
            return None
        gone = self._gone(failure)
        if not gone:
            return None
        if closed := [path for path in gone if not editable(path)]:
            return Advice(
                f"{closed[0]} is missing: restore it; mity does not write tests or CI configuration",
                f"git log -1 -- {closed[0]}",
            )
        for path in gone:
            last = last_committed(failure.root, path)
            if last is not None and hashlib.sha256(last[1]).hexdigest() != failure.owned[path]:
                how = f"git checkout {last[0][:10]} -- {path}"
                return Advice(
                    f"{path} is missing; its last committed version was not the generated one: restore that version",
                    how,
                )
        made = _generated(failure, gone[:_MOST])
        if not made:
            return Advice(
                f"{gone[0]} is missing, and its template is no longer available: restore it from the repository"
            )
        edits = tuple(Edit(path, data) for path, data in made.items())
        return Fix(self.id, f"restore {', '.join(made)} as generated", edits, scope=tuple(made))

    def _gone(self, failure: FailureContext) -> list[str]:
        """Missing generated files that the output mentions, or that the stack requires."""
        absent = [path for path, digest in failure.owned.items() if _lost(failure.root / path, digest)]
        required = failure.stack.required_files if failure.stack else ()
        wanted = {target(failure, file, name) for file, name in unresolved(failure)}
        told = [path for path in absent if _mentioned(failure.output, path) or bare(path) in wanted or path in wanted]
        return told or [path for path in absent if any(fnmatch(path, pattern) for pattern in required)]


def _lost(path: Path, digest: str) -> bool:
    """Whether a generated file is missing, or is empty although it was generated with content."""
    if path.is_symlink() or path.is_dir():
        return False
    return not path.exists() or (path.stat().st_size == 0 and digest != hashlib.sha256(b"").hexdigest())


def _mentioned(output: str, path: str) -> bool:
    """Whether the output names the file: by its path, as a Python module, or as a class."""
    if re.search(rf"(?<![\w-]){re.escape(path)}(?![\w-])", output):
        return True
    if path.endswith(".java"):
        return bool(re.search(rf"symbol: +(?:class|variable) {re.escape(PurePosixPath(path).stem)}\b", output))
    parts = PurePosixPath(path).with_suffix("").parts
    if not path.endswith(".py") or len(parts) < 2:
        return False
    module = ".".join(part for part in parts if part not in ("src", "__init__"))
    names = {module, *([module.rpartition(".")[2]] if f"from '{module.rpartition('.')[0]}'" in output else [])}
    return any(f"'{name}'" in output for name in names)


def _generated(failure: FailureContext, paths: list[str]) -> dict[str, bytes]:
    """The files as the template renders them now, if they are byte for byte what mity generated then."""
    try:
        app = parse_json(failure.read(".mity/app.json") or "{}")
        answers = {str(name): str(value) for name, value in dict(app.get("answers") or {}).items()}
        template = str(app.get("template") or "")
        stacks = Catalogue([Path(next(iter(templates.__path__)))])  # only mity's own: no foreign code runs
        source = Source(stacks.get(template).path, template)
        with Scratch("restore") as scratch:
            project = render(Runner(), source, answers, scratch, trusted=False)
            found = {path: read_bytes(project / path) for path in paths if (project / path).is_file()}
    except (MityError, OSError, ValueError):
        return {}
    return {path: data for path, data in found.items() if hashlib.sha256(data).hexdigest() == failure.owned[path]}
