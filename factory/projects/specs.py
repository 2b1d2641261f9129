"""Specifications: Markdown files below `specs/`, with what is said of them between `---` at their head."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.reading import read_bytes
from mity.suggest import did_you_mean
from mity.system.files import inside, storage_error, write_atomic
from mity.system.trees import tree
from mity.text.records import dataclass, field
from mity.workflow.mistakes import InvalidDefinition
from mity.workflow.nodes import Node
from mity.workflow.reading import Reading
from mity.workflow.yaml_reader import read_documents

Json = dict[str, Any]
FOLDER = "specs"
STATES = ("draft", "ready", "in_progress", "blocked", "completed", "abandoned")
PRIORITIES = ("low", "normal", "high", "critical")
COMPLETED = "completed"
_MOST = 1 << 20
_TITLE = re.compile(r"^#[ \t]+(?:Feature:[ \t]*)?(?P<title>\S.*)$", re.MULTILINE)
_HEAD = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<head>.*?)(?P<end>^---[ \t]*(?:\r?\n|\Z))", re.DOTALL | re.MULTILINE)
_CRITERION = re.compile(r"^[ \t]*[-*+][ \t]+\[(?P<mark>[ xX])\][ \t]", re.MULTILINE)
_STATE = re.compile(
    r"^state[ \t]*:(?P<value>[ \t]*(?:'[^'\r\n]*'|\"[^\"\r\n]*\"|[^#\r\n]*?))[ \t]*(?:#[^\r\n]*)?\r?$",
    re.MULTILINE,
)
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(?:/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}){0,5}")


@dataclass(frozen=True, slots=True)
class Spec:
    """One specification. `fields` is all that its head says, `criteria` how many are met, of all."""

    path: Path
    name: str
    title: str
    text: str
    fields: Json = field(default_factory=dict)
    state: str = "draft"
    priority: str = "normal"
    tags: tuple[str, ...] = ()
    criteria: tuple[int, int] = (0, 0)

    def context(self) -> Json:
        """What expressions see as `spec`. A head may give another name and title, and nothing else for where it is."""
        named = {"name": self.name, "title": self.title}
        known = {"state": self.state, "priority": self.priority, "tags": list(self.tags)}
        return {**named, **known, **self.fields, "path": str(self.path), "text": self.text}

    def row(self) -> Json:
        """Plain JSON data without the text."""
        data = {name: value for name, value in self.context().items() if name != "text"}
        return {**data, "criteria": {"met": self.criteria[0], "all": self.criteria[1]}}


def read_spec(workspace: Path, path: Path) -> Spec:
    """The specification at `path`. Raises UsageError, InvalidDefinition with each mistake and its place."""
    shown = str(path.relative_to(workspace)) if path.is_relative_to(workspace) else str(path)
    try:
        text = read_bytes(path, _MOST).decode("utf-8")
    except OSError as error:
        raise UsageError(f"cannot read the specification {shown}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"cannot read the specification {shown}: it is not UTF-8 (byte {error.start})") from error
    return spec_of(path, text, shown)


def spec_of(path: Path, text: str, shown: str) -> Spec:
    """The specification that a text is. Raises InvalidDefinition."""
    reading = Reading(shown)
    head = _HEAD.match(text)
    fields: Json = {}
    known: Json = {}
    if head is None and re.match(r"\ufeff?---[ \t]*\r?\n", text):
        node = Node("", 1, 1, file=shown)
        reading.wrong(node, "syntax", "the head has no end", "close it by a line `---`")
    elif head is not None:
        documents = read_documents(f"\n{head['head']}", shown)  # its first line is the second of the file
        if documents:
            fields, known = _head(documents[0].node, reading)
    if reading.mistakes:
        raise InvalidDefinition(reading.mistakes, {shown: text})
    body = text[head.end() :] if head else text
    title = _TITLE.search(body)
    marks = [one["mark"] != " " for one in _CRITERION.finditer(body)]
    named = title["title"].strip() if title else path.stem
    plain = text.replace("\r\n", "\n").removeprefix("\ufeff")
    return Spec(path, path.stem, named, plain, fields, criteria=(sum(marks), len(marks)), **known)


def _head(node: Node, reading: Reading) -> tuple[Json, Json]:
    """All members of a head, and those that mean something to mity."""
    if node.data is None:
        return {}, {}
    members = reading.members(node, "the head of a specification")
    known: Json = {}
    for name, words in (("state", STATES), ("priority", PRIORITIES)):
        if name in members:
            known[name] = reading.word(members[name], name, words, words[0])
    if "tags" in members:
        known["tags"] = reading.texts(members["tags"], "tags")
    data = {name: one.data for name, one in members.items()}
    return {**data, **{name: list(one) if name == "tags" else one for name, one in known.items()}}, known


def paths_of(workspace: Path) -> Iterator[Path]:
    """The files of all specifications, sorted; links are none."""
    folder = workspace / FOLDER
    if folder.is_dir() and inside(workspace, folder):
        yield from (
            one
            for path in tree(folder)
            if path.suffix == ".md" and stat.S_ISREG((one := folder / path).lstat().st_mode)
        )


def find_spec(workspace: Path, word: str) -> Path:
    """The file that a path or a name means. Raises UsageError where there is none, or several."""
    direct = [workspace / word, workspace / FOLDER / word, workspace / FOLDER / f"{word}.md"]
    found = [path for path in direct if len(word) < 1000 and path.suffix == ".md" and path.is_file()]
    if found and inside(workspace, found[0]):
        return found[0]
    known = list(paths_of(workspace))
    named = [path for path in known if path.stem == word]
    if len(named) == 1:
        return named[0]
    if named:
        several = ", ".join(str(path.relative_to(workspace)) for path in named)
        raise UsageError(f"'{word}' names {len(named)} specifications: name one of {several}")
    raise UsageError(
        f"there is no specification '{word}' in {workspace / FOLDER}: {did_you_mean(word, {one.stem for one in known})}"
    )


def new_spec(workspace: Path, name: str, title: str, priority: str, tags: tuple[str, ...]) -> Path:
    """Writes a specification to begin with. Raises UsageError for a name that is none or taken, StorageError."""
    name = name.removesuffix(".md").removeprefix(f"{FOLDER}/")
    if not _NAME.fullmatch(name):
        raise UsageError(f"'{name}' is no name of a specification: use letters, digits, _ . - and / for folders")
    path = workspace / FOLDER / f"{name}.md"
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path.relative_to(workspace)} is there already: choose another name")
    if not inside(workspace, path):
        raise UsageError(f"{path.relative_to(workspace)} leads out of {workspace}: choose another name")
    words = [f"state: draft\npriority: {priority}\n"]
    words += [f"tags: [{', '.join(_quoted(tag) for tag in tags)}]\n"] if tags else []
    heading = " ".join((title or path.stem.replace("-", " ").replace("_", " ").capitalize()).split())
    body = "## Objective\n\n\n## Acceptance Criteria\n\n- [ ] \n"
    _write(path, f"---\n{''.join(words)}---\n\n# {heading}\n\n{body}".encode())
    return path


def complete(workspace: Path, path: Path) -> Spec:
    """Sets the state of a specification to completed and changes no other byte; what it is then.

    Raises UsageError, InvalidDefinition, StorageError.
    """
    before = read_spec(workspace, path)
    if before.state == COMPLETED:
        return before
    if path.is_symlink():
        raise UsageError(f"{path} is a link: complete the file that it leads to")
    raw = read_bytes(path, _MOST).decode("utf-8")
    text = _completed(raw)
    shown = str(path.relative_to(workspace)) if path.is_relative_to(workspace) else str(path)
    try:
        after = spec_of(path, text, shown)
    except InvalidDefinition:
        after = before
    if after.state != COMPLETED or {**after.fields, "state": ""} != {**before.fields, "state": ""}:
        raise UsageError(
            f"the state in {shown} is written in a way that is left alone: write `state: draft` on one line"
        )
    mode = path.stat().st_mode & 0o777
    _write(path, text.encode())
    path.chmod(mode)
    return after


def _completed(text: str) -> str:
    end = "\r\n" if "\r\n" in text.partition("\n")[0] + "\n" else "\n"
    head = _HEAD.match(text)
    if head is None:
        sign = "\ufeff" if text.startswith("\ufeff") else ""
        return f"{sign}---{end}state: {COMPLETED}{end}---{end}{text.removeprefix(sign)}"
    state = _STATE.search(text, head.start("head"), head.end("head"))
    if state is None:
        at = head.start("end")
        return f"{text[:at]}state: {COMPLETED}{end}{text[at:]}"
    return f"{text[: state.start('value')]} {COMPLETED}{text[state.end('value') :]}"


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error("write", path, error) from error
    write_atomic(path, data)


def _quoted(tag: str) -> str:
    """A text as YAML and JSON both read it."""
    return json.dumps(" ".join(tag.split()), ensure_ascii=False)
