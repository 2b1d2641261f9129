"""Whole verbs, the light applications that they are started on, and the places where that happens."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from harness import LIGHT, Mity, git
from mity import ExecutionLog
from mity.runs.store import LogStore
from verb_server import Answer, VerbServer

PROJECT = ("project", "--field", "name:str,max=80", "--field", "budget:decimal,optional")
TODO = ("todo", "--field", "title:str,min=1", "--field", "done:bool=false", "--field", "project:ref,to=project")
NOTE = ("note", "--field", "text:str,min=1")
_PROVEN, _ASKS = 0, 3
_IMPORT = "import sys\n"
_IN_VAIN = 'if __name__ == "__main__":\n    eval("sys", {"__builtins__": {}})\n'


@dataclass(frozen=True)
class Verb:
    """A command line, the application that it is given, and the exit code at the end of its work."""

    name: str
    words: tuple[str, ...]
    given: str
    code: int = _PROVEN


VERBS = {
    verb.name: verb
    for verb in (
        Verb("create-app", ("create-app", "demo", "--template", str(LIGHT), "--trust"), ""),
        Verb("heal", ("heal",), "broken"),
        Verb("heal-in-vain", ("heal",), "hopeless", _ASKS),
        Verb("add-feature", ("add-feature", *TODO), "grown"),
        Verb("remove-feature", ("remove-feature", "todo"), "full"),
        Verb("add-and-heal", ("add-feature", *PROJECT), "limping"),
        Verb("update", ("update", "--trust"), "dated"),
    )
}


OTHERS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "heal": (("heal",), ("heal", "--dry-run"), ("add-feature", *NOTE)),
    "add-feature": (
        VERBS["add-feature"].words,
        ("remove-feature", "project"),
        ("heal",),
        ("add-feature", *NOTE),
        ("add-feature", *NOTE, "--dry-run"),
        ("heal", "--dry-run"),
        ("features",),
    ),
    "update": (("update", "--trust"), ("update", "--check"), ("add-feature", *NOTE), ("heal", "--dry-run")),
    "remove-feature": (
        VERBS["remove-feature"].words,
        ("remove-feature", "project"),
        ("add-feature", *TODO, "--field", "due:date,optional"),
        ("heal",),
        ("remove-feature", "todo", "--dry-run"),
        ("heal", "--dry-run"),
        ("features",),
    ),
}
"""What else is tried on a project in which a verb was killed."""


class Place:
    """A folder with a workspace, a home and a folder for temporary files, in which mity is run by the server."""

    def __init__(self, server: VerbServer, root: Path) -> None:
        self.server = server
        self.root = root
        for name in ("work", "home", "tmp"):
            (root / name).mkdir(parents=True, exist_ok=True)
        mity = Mity(root / "work", root / "home")
        self.env = {**mity.env, "TMPDIR": str(root / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}
        self.project = root / "work" / "demo"

    @property
    def workspace(self) -> Path:
        """Where the logs are: the application itself, once there is one."""
        return self.project if self.project.is_dir() and not (self.root / "work/.mity").exists() else self.root / "work"

    def mity(self, *words: str, kill_at: int = 0) -> Answer:
        """Runs mity in the workspace."""
        return self.server.run(words, self.workspace, self.root, self.env, kill_at)

    def runs(self) -> set[str]:
        """The runs that have a log."""
        return {path.stem for path in (self.workspace / ".mity/logs").glob("*.json") if not path.name.startswith(".")}

    def log(self, run_id: str) -> ExecutionLog:
        """The log of a run, its journal joined in."""
        store = LogStore(self.workspace)
        return store.load(store.path(run_id))


class Shelf:
    """The applications that verbs are started on, each made once and copied for each run."""

    def __init__(self, server: VerbServer, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._numbers = iter(range(10**6))
        self._made: dict[str, Path] = {}

    def place(self, given: str) -> Place:
        """A fresh place with the application `given`; an empty one without."""
        place = Place(self._server, self._folder / f"{next(self._numbers)}")
        if given:
            source = self._application(given)
            shutil.copytree(source, place.project, symlinks=True)
            shutil.copytree(source.parents[1] / "home/state", place.root / "home/state", dirs_exist_ok=True)
        return place

    def _application(self, name: str) -> Path:
        if name not in self._made:
            self._made[name] = getattr(self, f"_{name}")()
        return self._made[name]

    def _bare(self) -> Path:
        place = self.place("")
        assert place.mity(*VERBS["create-app"].words).code == _PROVEN
        return place.project

    def _with(self, given: str, *words: str) -> Path:
        place = self.place(given)
        done = place.mity(*words)
        assert done.code == _PROVEN, done.text
        return place.project

    def _grown(self) -> Path:
        return self._with("bare", "add-feature", *PROJECT)

    def _full(self) -> Path:
        return self._with("grown", "add-feature", *TODO)

    def _early(self) -> Path:
        """An application of a template that others may change."""
        shutil.copytree(LIGHT, self._folder / "template")
        place = self.place("")
        done = place.mity("create-app", "demo", "--template", str(self._folder / "template"), "--trust")
        assert done.code == _PROVEN, done.text
        return place.project

    def _dated(self) -> Path:
        """An application with a feature and a change of its owner's, of whose template there is a newer version."""
        place, template = self.place("early"), self._folder / "template"
        assert place.mity("add-feature", *PROJECT).code == _PROVEN
        source = place.project / "make.py"
        source.write_text(source.read_text(encoding="utf-8").replace("import pathlib", "import pathlib  # mine"))
        git(place.project, "-c", "user.name=U", "-c", "user.email=u@example.com", "commit", "--quiet", "-am", "mine")
        made = template / "{{cookiecutter.app_slug}}"
        newer = {made / "make.py": ("print(*names[-1:])", "print(*names[-1:], flush=True)")}
        newer[template / "feature/each/features/{many_snake}.py"] = ("for people", "for everybody")
        for path, (old, new) in newer.items():
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        (made / "README.md").rename(made / "ABOUT.md")
        return place.project

    def _edited(self, old: str, new: str) -> Path:
        """An application whose owner committed a change to server.py."""
        place = self.place("bare")
        source = place.project / "server.py"
        assert old in source.read_text(encoding="utf-8")
        source.write_text(source.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        with (place.project / ".gitignore").open("a", encoding="utf-8") as ignored:
            ignored.write("/dist\n")  # also when it is a file
        git(place.project, "-c", "user.name=U", "-c", "user.email=u@example.com", "commit", "--quiet", "-am", "mine")
        return place.project

    def _limping(self) -> Path:
        return self._edited(_IMPORT, "")

    def _broken(self) -> Path:
        path = self._edited(_IMPORT, "")
        shutil.rmtree(path / "dist")
        (path / "dist").write_text("in the way\n", encoding="utf-8")
        return path

    def _hopeless(self) -> Path:
        path = self._broken()
        source = path / "server.py"
        source.write_text(
            source.read_text(encoding="utf-8").replace('if __name__ == "__main__":\n', _IN_VAIN, 1), encoding="utf-8"
        )
        git(path, "-c", "user.name=U", "-c", "user.email=u@example.com", "commit", "--quiet", "-am", "mine too")
        return path
