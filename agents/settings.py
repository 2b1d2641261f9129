"""The settings whose absence caused a failure, and the values that the project's examples give them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mity.agents.project_files import files
from mity.healing.rules import FailureContext
from mity.redaction import is_secret_name
from mity.text.records import dataclass, field

EXAMPLES = (".env.example", ".env.sample", ".env.template", ".env.dist", "example.env")
_CLASS = re.compile(r"(?P<count>\d+) validation errors? for (?P<name>\w+)\n(?P<rest>(?:.*\n?){1,60})")
_FIELD = re.compile(r"^(?:E +)?(?P<name>\w+(?:\.\w+)*)\n(?:E +)?  +Field required", re.MULTILINE)
_LINE = re.compile(r"bad setting: (?P<text>.+)")
_KEY = re.compile(r"^(?:E +)?KeyError: '(?P<name>[A-Z][A-Z0-9_]*)'$", re.MULTILINE)
_ASSIGNED = re.compile(r"^\s*(?:export\s+)?(?P<name>\w+)\s*=(?P<value>.*)$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"change[-_ ]?me|replace|^<.*>$|^your|x{3,}|todo|\.{3}|secret", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that is not set: its variable, the file it is read from ("" for none), an example value."""

    name: str
    env_file: str = ""
    value: str = ""
    secret: bool = False
    where: str = ""


@dataclass(slots=True)
class _Class:
    """A settings class as its source says."""

    path: str
    line: int
    prefix: str = ""
    env_file: str = ""
    fields: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # name → variable, annotation, example


def missing(failure: FailureContext) -> list[Setting]:
    """The settings that the output says are missing, each once."""
    found: dict[str, Setting] = {}
    for setting in (*_from_classes(failure), *_from_one_line(failure), *_from_environ(failure)):
        found.setdefault(setting.name, setting)
    return list(found.values())


def assigned(text: str) -> dict[str, str]:
    """The variables that a .env file gives, without quotes; empty values too."""
    return {m["name"]: m["value"].split(" #")[0].strip().strip("\"'") for m in _ASSIGNED.finditer(text)}


def _from_classes(failure: FailureContext) -> Iterator[Setting]:
    for block in _CLASS.finditer(failure.output):
        for name in dict.fromkeys(m["name"] for m in _FIELD.finditer(block["rest"])):
            yield _of_class(failure, block["name"], name)


def _from_one_line(failure: FailureContext) -> Iterator[Setting]:
    """The line that applications made from mity's templates print."""
    for line in _LINE.finditer(failure.output):
        for part in line["text"].split("; "):
            name, _, reason = part.partition(": ")
            if reason.startswith("Field required"):
                yield _of_class(failure, "", name.lower())


def _from_environ(failure: FailureContext) -> Iterator[Setting]:
    names = [m["name"] for m in _KEY.finditer(failure.output)]
    if failure.diagnosis.rule.startswith("python.environ"):
        names.append(failure.diagnosis.subject)
    for name in dict.fromkeys(filter(None, names)):
        sources = {path: failure.read(path) or "" for path in files(failure, ".py")}
        path = next(
            (p for p, text in sources.items() if re.search(rf"environ\[.{name}.\]|getenv\(.{name}.\)", text)), ""
        )
        loads = any(
            re.search(r"\bload_dotenv\(|\bdecouple\b|\benviron\.Env\b|\benvirons\b", t) for t in sources.values()
        )
        if path or failure.diagnosis.rule.startswith("python.environ"):
            yield _setting(failure, name, ".env" if loads else "", "", "", path)


def _of_class(failure: FailureContext, class_name: str, name: str) -> Setting:
    simple = name.split(".")[0]
    known = next((c for c in _classes(failure, class_name) if simple in c.fields), None)
    if known is None:
        return _setting(failure, simple.upper(), "", "", "", "")
    variable, annotation, example = known.fields[simple]
    variable = variable or (known.prefix + simple).upper()
    return _setting(failure, variable, known.env_file, annotation, example, f"{known.path}:{known.line}")


def _setting(failure: FailureContext, name: str, env_file: str, annotation: str, example: str, where: str) -> Setting:
    secret = is_secret_name(name) or "Secret" in annotation
    stated = [assigned(failure.read(path) or "").get(name, "") for path in EXAMPLES]
    value = next(filter(None, (*stated, example)), "")
    if secret or _PLACEHOLDER.search(value) or "\n" in value:
        value = ""
    return Setting(name, env_file, value, secret, where)


def _classes(failure: FailureContext, name: str) -> Iterator[_Class]:
    """The settings classes of the project that have the name (any name when it is empty)."""
    for path in files(failure, ".py"):
        text = failure.read(path) or ""
        if "BaseSettings" not in text and "SettingsConfigDict" not in text:
            continue
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and name in ("", node.name):
                yield _read_class(path, node)


def _read_class(path: str, node: ast.ClassDef) -> _Class:
    made = _Class(path, node.lineno)
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.value, ast.Call):
            words = {k.arg: k.value for k in item.value.keywords if k.arg}
            made.prefix = _text(words.get("env_prefix")) or made.prefix
            made.env_file = _text(words.get("env_file")) or made.env_file
        elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            calls = [call for call in ast.walk(item) if isinstance(call, ast.Call)]
            words = {k.arg: k.value for call in calls for k in call.keywords if k.arg}
            alias = _text(words.get("validation_alias")) or _text(words.get("alias"))
            examples = words.get("examples")
            first = examples.elts[0] if isinstance(examples, ast.List) and examples.elts else None
            made.fields[item.target.id] = (alias, ast.unparse(item.annotation), _text(first))
    return made


def _text(node: ast.expr | None) -> str:
    return str(node.value) if isinstance(node, ast.Constant) and node.value is not None else ""
