"""What tox, nox and hatch install for the tests of a project, and how they call pytest: read, never run."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mity.stacks.python.manifests import ini, strings, table, text_of, toml
from mity.text.records import dataclass, field

_FACTOR = re.compile(r"^(?P<factors>!?[\w.,{}!-]+):\s+(?P<rest>\S.*)$")
_OWN = re.compile(r"^(?:-e\s*|--editable[ =])?\.(?:\[(?P<extras>[\w\s,.-]+)\])?$")
_ENVS = ("test", "tests", "unit", "unittest", "pytest", "hatch-test", "default")
_SESSION = re.compile(r"tests?|unit.*|pytest|tests?_.*|.*_tests?")


@dataclass(slots=True)
class Runner:
    """What an environment for tests is made of: requirements and files as pip takes them, extras, groups, commands."""

    words: list[str] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def add(self, root: Path, line: str) -> None:
        """Takes one line of requirements; what depends on a variable or a folder elsewhere is passed over."""
        line = re.sub(r"\{(?:toxinidir|tox_root)\}[/\\]?", "", line.strip())
        if own := _OWN.match(line):
            self.extras += [part.strip() for part in (own["extras"] or "").split(",") if part.strip()]
        elif found := re.match(r"^(-r|-c|--requirement|--constraint)[ =]?\s*(\S+)$", line):
            flag = "-r" if "r" in found[1].lstrip("-")[:1] else "-c"
            self.words += [flag, found[2]] if (root / found[2]).is_file() else []
        elif line and line[0].isalpha() and not set("{}$") & set(line) and "://" not in line:
            self.words.append(re.sub(r"\s+#.*$", "", line))


def runners(root: Path) -> Runner:
    """What the project's tox, nox and hatch say together."""
    found = Runner()
    _tox(root, found)
    _nox(root, found)
    _hatch(root, found)
    return found


def _tox(root: Path, found: Runner) -> None:
    data = toml(root)
    legacy = table(data, "tool", "tox").get("legacy_tox_ini")
    texts = [text_of(root, "tox.ini"), legacy if isinstance(legacy, str) else ""]
    config = ini(next(filter(None, texts), ""))
    section = next((one for one in ("testenv:test", "testenv:tests", "testenv:unit") if config.has_section(one)), "")
    for name in dict.fromkeys(filter(None, (section, "testenv"))):
        if config.has_section(name):
            for line in _unconditional(config.get(name, "deps", fallback="")):
                found.add(root, line)
            found.extras += _names(config.get(name, "extras", fallback=""))
            found.groups += _names(config.get(name, "dependency_groups", fallback=""))
            found.commands += _unconditional(config.get(name, "commands", fallback="").replace("\\\n", " "))
    native = toml(root, "tox.toml") or table(data, "tool", "tox")
    for env in (table(native, "env", "test"), table(native, "env_run_base")):
        for line in strings(env.get("deps")):
            found.add(root, line)
        found.extras += strings(env.get("extras"))
        found.groups += strings(env.get("dependency_groups"))
        commands = env.get("commands")
        found.commands += [shlex.join(strings(one)) for one in commands] if isinstance(commands, list) else []


def _unconditional(text: str) -> Iterator[str]:
    """The lines without those that only some environments have."""
    for line in text.splitlines():
        bare = line.strip()
        if bare and not bare.startswith("#") and not _FACTOR.match(bare):
            yield bare


def _names(text: str) -> list[str]:
    return [name for line in _unconditional(text) for name in re.split(r"[\s,]+", line) if name and "{" not in name]


def _hatch(root: Path, found: Runner) -> None:
    envs = table(toml(root, "hatch.toml"), "envs") or table(toml(root), "tool", "hatch", "envs")
    for name in _ENVS:
        env = table(envs, name)
        for line in (*strings(env.get("dependencies")), *strings(env.get("extra-dependencies"))):
            found.add(root, line)
        found.extras += strings(env.get("features"))
        found.groups += strings(env.get("dependency-groups"))
        found.commands += list(_scripts(table(env, "scripts")))


def _scripts(scripts: Mapping[str, Any]) -> Iterator[str]:
    for name, said in scripts.items():
        if re.match(r"tests?$|run$|unit|pytest", name):
            yield from [said] if isinstance(said, str) else strings(said)


def _nox(root: Path, found: Runner) -> None:
    try:
        parsed = ast.parse(text_of(root, "noxfile.py"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in parsed.body:
        if isinstance(node, ast.FunctionDef) and _SESSION.fullmatch(node.name) and _is_session(node):
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                    _nox_call(root, found, call.func.attr, call)


def _is_session(node: ast.FunctionDef) -> bool:
    return any("session" in ast.dump(decorator) for decorator in node.decorator_list)


def _nox_call(root: Path, found: Runner, what: str, call: ast.Call) -> None:
    words = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if what == "install":
        for line in _joined(words):
            found.add(root, line)
    elif what == "dependency_groups":
        found.groups += words
    elif what in ("run", "run_install"):
        found.groups += [word.partition("=")[2] for word in words if word.startswith("--group=")]
        found.extras += [word.partition("=")[2] for word in words if word.startswith("--extra=")]
        found.commands += [shlex.join(words)] if what == "run" else []


def _joined(words: Iterable[str]) -> Iterator[str]:
    """Words of a pip command as lines: an option with what follows it."""
    waiting = ""
    for word in words:
        if word in ("-r", "-c", "-e", "--requirement", "--constraint", "--editable"):
            waiting = word
        elif not word.startswith("-") or re.match(r"-[rc]\S", word):
            yield f"{waiting} {word}".strip()
            waiting = ""
