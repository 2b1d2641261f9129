"""Templates: fetched, searched for code that would run, rendered by cookiecutter in a process of its own."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs
import yaml

from mity.command import Command, Outcome
from mity.errors import MityError, UsageError
from mity.reading import load_json, read_text
from mity.suggest import did_you_mean
from mity.system.files import copy_tree, private_folder, storage_error
from mity.system.process import Runner
from mity.system.remote import without_user

_HOSTS = {
    "gh": "https://github.com/{}.git",
    "gl": "https://gitlab.com/{}.git",
    "bb": "https://bitbucket.org/{}",
}
_REMOTE = re.compile(r"^(?:git\+|(?:https?|ssh|git|file)://|[\w.+-]+@[\w.-]+:)|\.git$")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_VARIABLE = re.compile(r"\bcookiecutter\.(\w+)")
_YES_OR_NO = ("1", "true", "t", "yes", "y", "on", "0", "false", "f", "no", "n", "off")  # cookiecutter's own words
_HOOKS = ("pre_prompt", "pre_gen_project", "post_gen_project")


@dataclass(frozen=True, slots=True)
class Source:
    """A template on this machine: its folder, where it came from, and the code in it that rendering would run."""

    path: Path
    origin: str
    commit: str = ""
    code: tuple[str, ...] = ()

    def variables(self) -> dict[str, Any]:
        """The variables of cookiecutter.json with their defaults. Raises UsageError when there is none."""
        place = self.path / "cookiecutter.json"
        try:
            data = load_json(read_text(place))
        except OSError as error:
            raise UsageError(f"{self.origin} is not a cookiecutter template: it has no cookiecutter.json") from error
        except ValueError as error:
            raise UsageError(f"{place} is not JSON: {error}") from error
        if not isinstance(data, dict):
            raise UsageError(f"{place} is not a JSON object")
        return {name: value for name, value in data.items() if not name.startswith("_")}


def fetch(runner: Runner, origin: str, ref: str = "") -> Source:
    """The template at `origin`: a folder, a git URL, or `gh:owner/name`; `ref` is a branch, tag or commit.

    Remote ones are cloned into the user's cache, never into the workspace. Raises UsageError.
    """
    local = _folder(origin)
    if local and not ref:
        return Source(local.resolve(), origin, "", _code(local))
    origin, access = without_user(origin)
    if access:
        runner.redactor.learn({"password": access["MITY_GIT_PASSWORD"] or access["MITY_GIT_USER"]})
    prefix, _, rest = origin.partition(":")
    url = _HOSTS[prefix].format(rest) if prefix in _HOSTS and rest else origin
    if url == origin and not _REMOTE.search(origin) and not local:
        raise UsageError(f"no template at '{origin}': give a folder, a git URL, or gh:owner/name")
    folder = _cache() / hashlib.sha256(url.encode()).hexdigest()[:20]
    _update(_Git(runner, origin, access), str(local.resolve()) if local else url, ref, folder)
    commit = _Git(runner, origin).run(["rev-parse", "HEAD"], folder).strip()
    if not _COMMIT.fullmatch(commit):
        raise UsageError(f"git does not say which commit of the template {origin} it fetched: is `git` on PATH git?")
    return Source(folder, origin, commit, _code(folder))


def _folder(origin: str) -> Path | None:
    """The folder that `origin` names, if it names one."""
    try:
        local = Path(origin).expanduser()
        return local if origin and local.is_dir() else None
    except (OSError, RuntimeError, ValueError):  # too long, a home that nobody has, a NUL
        return None


def check_answers(source: Source, answers: Mapping[str, str]) -> None:
    """Raises UsageError for an answer that the template cannot take.

    That is one it does not ask for, one that is not among its choices, and one that would lead a file out of the
    application's folder.
    """
    known = source.variables()
    _check_places(source.path, known, answers)
    for name, value in answers.items():
        if name not in known:
            raise UsageError(f"the template has no variable '{name}': {did_you_mean(name, known)}")
        choices = known[name]
        if isinstance(choices, list) and value not in map(str, choices):
            raise UsageError(f"'{value}' is not one of {', '.join(map(str, choices))} for '{name}'")
        if isinstance(choices, bool) and value.strip().lower() not in _YES_OR_NO:
            raise UsageError(f"'{value}' is neither yes nor no for '{name}'")


def _check_places(template: Path, known: Mapping[str, Any], answers: Mapping[str, str]) -> None:
    direct = {name for path in template.rglob("*{{*") for name in _VARIABLE.findall(path.name)}
    for name in sorted(direct & answers.keys()):
        if re.search(r"[/\\\0]", answers[name]) or answers[name].strip() in ("", ".", ".."):
            raise UsageError(f"{answers[name]!r} cannot be a part of a file name, which the answer '{name}' becomes")
    indirect = {name for one in direct for name in _VARIABLE.findall(str(known.get(one, "")))}
    for name in sorted(indirect & answers.keys()):
        if re.search(r"^[/\\]|(^|[/\\])\.\.([/\\]|$)", answers[name]):
            raise UsageError(f"{answers[name]!r} cannot be the answer '{name}': file names are made from it")


def _as_data(value: str) -> str:
    """`value` so that cookiecutter, which renders answers as if they were templates, leaves it as it is."""
    return f"{{{{ {value!a} }}}}" if re.search(r"\{[{%#]", value) else value


def _defaults(source: Source, answers: Mapping[str, str]) -> dict[str, Any]:
    """The answers as cookiecutter wants them: choices as the template writes them, texts as data."""
    known = source.variables()
    made: dict[str, Any] = {}
    for name, value in answers.items():
        choices = known.get(name)
        listed = choices if isinstance(choices, list) else []
        made[name] = next((one for one in listed if str(one) == value), _as_data(value))
    return made


def render(runner: Runner, source: Source, answers: Mapping[str, str], into: Path, *, hooks: bool) -> Path:
    """Renders the template below the empty folder `into` and returns the project's folder.

    `hooks` allows the template's own code. Raises MityError with cookiecutter's own words when it fails.
    """
    clean, made, conf = into / "template", into / "made", into / "cookiecutter.yaml"
    copy_tree(source.path, clean, ("__pycache__", "*.pyc", ".git"))
    made.mkdir()
    quiet = {"cookiecutters_dir": str(into / "fetched"), "replay_dir": str(into / "replay")}
    # In a file of one's own, because everybody can read the arguments of a process.
    conf.touch(mode=0o600)
    conf.write_text(yaml.safe_dump({**quiet, "default_context": _defaults(source, answers)}), encoding="utf-8")
    accept = "yes" if hooks else "no"
    argv = [sys.executable, "-m", "cookiecutter", "--no-input", "--config-file", str(conf)]
    argv += ["--output-dir", str(made), "--accept-hooks", accept, str(clean)]
    try:
        outcome = runner.run(Command(tuple(argv), into, timeout=300))
    finally:
        conf.unlink(missing_ok=True)
    found = [path for path in made.iterdir() if path.is_dir()] if outcome.ok else []
    if len(found) != 1:
        raise MityError(f"cookiecutter could not render {source.origin}: {_said(outcome)}")
    return found[0]


def _said(outcome: Outcome) -> str:
    """What cookiecutter said, without the dump of all variables that follows it."""
    lines = [line.strip() for line in outcome.output.split("\nContext:")[0].splitlines() if line.strip()]
    return " ".join(lines[-3:]) or outcome.summary


def _code(folder: Path) -> tuple[str, ...]:
    """What cookiecutter would execute of a template: its hooks and its Jinja extensions."""
    found = [f"hooks/{path.name}" for path in sorted((folder / "hooks").glob("*")) if path.stem in _HOOKS]
    try:
        data = load_json(read_text(folder / "cookiecutter.json"))
        found += [f"Jinja extension {name}" for name in data.get("_extensions", ())]
    except (OSError, ValueError, AttributeError, TypeError):
        pass
    return tuple(found)


def _update(git: _Git, url: str, ref: str, folder: Path) -> None:
    """Clones a repository or brings its clone up to date, unless the commit asked for is there. Raises UsageError."""
    if not (folder / ".git").is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        try:
            private_folder(folder.parent)
        except OSError as error:
            raise storage_error("write", folder.parent, error) from error
        git.run(["clone", "--quiet", url, str(folder)], folder.parent)
    elif not (_COMMIT.fullmatch(ref) and git.goes(["cat-file", "-e", f"{ref}^{{commit}}"], folder)):
        git.run(["fetch", "--quiet", "--tags", "--force", "origin"], folder)
    for target in (f"origin/{ref}", ref) if ref else ("origin/HEAD",):
        if git.goes(["checkout", "--quiet", "--force", "--detach", target], folder):
            return
    raise UsageError(f"the template {git.origin} has no branch, tag or commit '{ref or 'HEAD'}'")


@dataclass(frozen=True, slots=True)
class _Git:
    """git for one template; `access` is the environment that lets it in."""

    runner: Runner
    origin: str
    access: Mapping[str, str] = field(default_factory=dict)

    def run(self, words: list[str], cwd: Path) -> str:
        """What git printed. Raises UsageError."""
        outcome = self._outcome(words, cwd)
        if outcome.not_found:
            raise UsageError(f"git is needed to fetch the template {self.origin}: install git and try again")
        if not outcome.ok:
            said = " ".join(outcome.tail(2)) or outcome.summary
            raise UsageError(f"cannot fetch the template {self.origin}: {said}")
        return outcome.output

    def goes(self, words: list[str], cwd: Path) -> bool:
        """Whether git can do it."""
        return self._outcome(words, cwd).ok

    def _outcome(self, words: list[str], cwd: Path) -> Outcome:
        env = {"GIT_TERMINAL_PROMPT": "0", **self.access}
        return self.runner.run(Command(("git", *words), cwd, env, timeout=300))


def _cache() -> Path:
    return Path(platformdirs.user_cache_dir("mity")) / "templates"
