"""A file that is gone and that what fails asks for: as the newest commit that had it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from mity.agents.fixes.general.earlier_line import UNKNOWN, defines
from mity.agents.near import near
from mity.agents.project_files import editable
from mity.changes.edit import Edit
from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rank, Rule
from mity.system.git_history import deleted_files

_MOST = 5
_SECRET = (".env", ".pem", ".key", ".p12", ".pfx", ".jks")
_ABSENT = re.compile(
    r"No module named '(?P<a>[\w.]+)'|cannot import name '(?P<b>\w+)' from"
    r" (?:partially initialized module )?'(?P<b_of>[\w.]+)'"  # Python
    r"|(?:Cannot find module|Could not resolve|Can't resolve|Failed to resolve import|Cannot find package"
    r"|Unable to resolve path to module|could not find) ['\"](?P<c>[^'\"\n]+)['\"]"  # Node
    r"|file not found for module `(?P<d>\w+)`|unresolved import `(?:crate|super|self)(?:::\w+)*?::(?P<e>\w+)`"
    r"|couldn't read `(?P<f>[^`\n]+)`"  # rustc
    r"|no required module provides package (?P<g>[\w./-]+)|package (?P<h>[\w./-]+) is not in std"  # Go
    r"|pattern (?P<i>[\w./-]+): no matching files found"
    r"|package (?P<j>[\w.]+) does not exist|symbol: +(?:class|variable) (?P<k>\w+)"  # javac
    r"|No such file or directory: '(?P<l>[^'\n]+)'|no such file or directory, \w+ '(?P<m>[^'\n]+)'"
    r"|open (?P<n>[^\s:'\"]+): no such file or directory|TemplateNotFound: (?P<o>[\w./-]+)"
    r"|(?<![\w./-])(?P<p>[\w./-]++): No such file or directory|File not found: (?P<q>[\w./-]+)"
    r"|(?:can't|cannot) open (?:file )?'?(?P<r>[\w./-]+)"
    r"|FileNotFoundException: (?!class path)(?P<s>[\w./-]+)|class path resource \[(?P<t>[\w./-]+)\]"
    r"|Cannot read file '(?P<u>[^'\n]+)'|specified path does not exist: '(?P<v>[^'\n]+)'"  # tsc
    r"|at path `(?P<w>[^`\n]+)`|rename file to `(?P<x>[^`\n]+)`|failed to read `(?P<y>[^`\n]+)`"  # cargo
    r"|No rule to make target '(?P<z>[^'\n]+)'"
    r"|\bfiles? does not exist: (?P<aa>[\w./-]+)|\b[Ff]ile (?P<ab>[\w./-]+) does not exist"  # hatchling, flit
)
_NOT_THERE = re.compile(r"not found|[Nn]o such file|[Cc]annot find|[Cc]ould not (?:find|resolve|read|open)|ENOENT")
_MANIFESTS = ("package.json", "pyproject.toml", "Cargo.toml", "setup.cfg", "setup.py")
"""What names files of the project: tools that read one of these need not say which file they miss."""
_ONE_PACKAGE = (".go", ".java", ".kt", ".cs")
"""Sources whose files need not be named by those that use them."""
_IMPORTED = (".py", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".rs", ".java", ".go")
_MOSTLY = 0.6  # of the lines
_PARTS_OF_A_NAME = ("__init__", "index", "mod")


class RestoreDeleted(Rule):
    """Puts back a file that git has, that nothing else took the place of, and that the output names or needs.

    Tests, CI configuration and files that hold secrets by their names are not put back; for files that mity generated
    there is another rule. A source that was moved to a near name stays there: what imports it is corrected.
    """

    id = "restore-deleted"
    title = "put back a file that was deleted"
    rank = Rank.REMEMBERED

    def propose(self, failure: FailureContext) -> Proposal | None:
        asked = {_asked(failure, match) for match in _ABSENT.finditer(failure.output)}
        unknown = {match[match.lastgroup] for match in UNKNOWN.finditer(failure.output) if match.lastgroup}
        missed = _NOT_THERE.search(failure.output) is not None
        if not asked and not unknown and not missed:
            return None
        gone = {
            path: data
            for path, data in deleted_files(failure.root).items()
            if _may_be_put_back(failure, path)
            and not _moved_nearby(failure, path, data)
            and (_is_asked_for(failure, path, asked) or _defines_one(path, data, unknown))
        }
        gone = gone or (_named_by_manifests(failure) if missed else {})
        if not gone or len(gone) > _MOST:
            return None
        edits = tuple(Edit(path, data) for path, data in sorted(gone.items()))
        title = f"put back {', '.join(sorted(gone))}, which git has and what fails asks for"
        return Fix(self.id, title, edits, scope=tuple(gone), cause=ErrorType.BUILD)


def _may_be_put_back(failure: FailureContext, path: str) -> bool:
    parts = PurePosixPath(path).parts
    ours = editable(path) and path not in failure.owned and not set(parts) & {*failure.ignore, ".mity"}
    return ours and not path.endswith(_SECRET)


def _moved_nearby(failure: FailureContext, path: str, data: bytes) -> bool:
    """Whether a source is still there beside its old place, under a name that is a slip away from the old one."""
    old = failure.root / path
    if old.suffix not in _IMPORTED or not old.parent.is_dir():
        return False
    beside = {one.stem: one for one in old.parent.glob(f"*{old.suffix}") if one.is_file()}
    return any(_alike(data, beside[stem].read_bytes()) for stem in near(old.stem, beside))


def _alike(old: bytes, new: bytes) -> bool:
    """Whether most lines of one file are those of the other."""
    return SequenceMatcher(None, old.splitlines(), new.splitlines()).quick_ratio() > _MOSTLY


def _named_by_manifests(failure: FailureContext) -> dict[str, bytes]:
    """The files that are gone and that a manifest names by their whole path, in quotes."""
    texts = [text for name in _MANIFESTS if (text := failure.read(name))]
    return {
        path: data
        for path, data in (deleted_files(failure.root).items() if texts else ())
        if _may_be_put_back(failure, path)
        and any(re.search(rf"[\"'](?:\./)?{re.escape(path)}[\"']", text) for text in texts)
    }


def _asked(failure: FailureContext, match: re.Match[str]) -> tuple[str, bool]:
    """What was not found as a path without suffix and dots, and whether it is the whole name of a Python module."""
    name = next(value for value in match.groups() if value)
    if match["b"]:
        name = f"{match['b_of']}.{match['b']}"
    if match["a"] or match["b"] or match["j"]:
        name = name.replace(".", "/")
    name = name.removeprefix(f"{failure.root}/")
    plain = "/".join(part for part in name.split("/") if part not in ("", ".", ".."))
    return _without_suffix(plain), bool(match["a"] or match["b"])


def _without_suffix(path: str) -> str:
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0] if not name.startswith(".") else name
    return f"{folder}/{stem}" if folder else stem


def _is_asked_for(failure: FailureContext, path: str, asked: set[tuple[str, bool]]) -> bool:
    return any(_fits(failure, name, *one) for name in _names(path) for one in asked if one[0])


def _fits(failure: FailureContext, path: str, asked: str, module: bool) -> bool:
    """Whether one is the end of the other in whole parts; what a package or a URL leads to is longer than the path."""
    parts, wanted = path.split("/"), asked.split("/")
    if not module:
        short, long = sorted((parts, wanted), key=len)
        return long[-len(short) :] == short
    above = parts[: -len(wanted)]
    top = not above or not failure.root.joinpath(*above, "__init__.py").exists()
    return parts[-len(wanted) :] == wanted and top


def _names(path: str) -> Iterator[str]:
    """What a file is imported or opened as: its path without suffix, and its folder where it stands for that."""
    whole = _without_suffix(path)
    yield whole
    folder, _, stem = whole.rpartition("/")
    if folder and (stem in _PARTS_OF_A_NAME or path.endswith((".go", ".java"))):
        yield folder


def _defines_one(path: str, data: bytes, unknown: set[str]) -> bool:
    if not path.endswith(_ONE_PACKAGE):
        return False
    lines = data.decode("utf-8", "replace").splitlines()
    return any(_begins(name, line) or defines(name, line) for name in unknown for line in lines if name in line)


def _begins(name: str, line: str) -> bool:
    """Whether a line begins with the name, as it does in a group of Go's constants or variables."""
    return re.match(rf"\s*{re.escape(name)}\b(?!\s*[.(])", line) is not None
