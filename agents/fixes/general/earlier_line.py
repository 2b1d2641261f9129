"""A name that nothing defines, where an earlier commit of a source file has another word in that line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice

from mity.agents.project_files import sources
from mity.changes.edit import Edit
from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rank, Rule
from mity.system.git_history import earlier_versions, is_ignored

UNKNOWN = re.compile(
    r"name '(?P<a>\w+)' is not defined|cannot import name '(?P<b>\w+)'|has no attribute '(?P<c>\w+)'"  # Python
    r"|ReferenceError: (?P<d>[\w$]+) is not defined|(?:^|[\s.])(?P<e>[\w$]+) is not a (?:function|constructor)\b"
    r"|does not provide an export named '(?P<f>[\w$]+)'|[Cc]annot find name '(?P<g>[\w$]+)'"
    r"|Property '(?P<h>[\w$]+)' does not exist|has no exported member '(?P<i>[\w$]+)'"  # TypeScript
    r"|undefined: (?:\w+\.)?(?P<j>\w+)|\.(?P<k>\w+) undefined \("  # Go
    r"|(?:cannot find|no) [\w /]+? (?:named )?`(?P<l>\w+)`|unresolved import `(?:\w+::)*(?P<m>\w+)`"  # rustc
    r"|symbol: +(?:class|method|variable) (?P<n>\w+)",  # javac
    re.MULTILINE,
)
"""A name that nothing defines, as tools of many languages tell it."""
_SUFFIXES = (".py", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".go", ".rs", ".java")
_WORDS = re.compile(r"[A-Za-z_$][\w$]*")
_MOST_FILES = 40
_MOST_COMMITS = 5
_NEAR = 0.6


class EarlierLine(Rule):
    """One line that was changed or an import that was taken out, as it was; what was renamed on purpose stays.

    A renamed definition counts as such when the new name is used elsewhere in its file.
    """

    id = "earlier-line"
    title = "write a line with an unknown name as an earlier commit has it"
    rank = Rank.LAST_RESORT

    def propose(self, failure: FailureContext) -> Proposal | None:
        unknown = {match[match.lastgroup] for match in UNKNOWN.finditer(failure.output) if match.lastgroup}
        if not unknown:
            return None
        for path in islice(sources(failure, *_SUFFIXES), _MOST_FILES):
            if (found := _earlier(failure, path, unknown)) and not is_ignored(failure.root, path):
                made, number, name = found
                title = f"nothing defines {name}: {path}:{number} as an earlier commit has it"
                return Fix(self.id, title, (Edit(path, made.encode()),), scope=(path,), cause=ErrorType.BUILD)
        return None


def _earlier(failure: FailureContext, path: str, unknown: set[str]) -> tuple[str, int, str] | None:
    """The file with one line as it was, the number of that line and the name that it is about."""
    text = failure.read(path)
    if text is None:
        return None
    now = text.splitlines(keepends=True)
    for version in earlier_versions(failure.root, path, _MOST_COMMITS):
        old = version.decode("utf-8", "replace").splitlines(keepends=True)
        for at, until, before in _differences(old, now):
            after = "".join(now[at:until])
            if name := next((one for one in sorted(unknown) if _about(one, before, after, text)), ""):
                return "".join((*now[:at], before, *now[until:])), at + 1, name
    return None


def _differences(old: list[str], now: list[str]) -> Iterator[tuple[int, int, str]]:
    """Each line that was changed or taken out: where it stands now, from and until, and how it read before."""
    for what, start, end, at, until in SequenceMatcher(None, old, now, autojunk=False).get_opcodes():
        if what == "delete":
            yield from ((at, at, line) for line in old[start:end])
        elif what == "replace" and end - start == until - at:
            pairs = zip(range(at, until), old[start:end], strict=True)
            yield from (
                (place, place + 1, line)
                for place, line in pairs
                if SequenceMatcher(None, line, now[place]).ratio() >= _NEAR
            )


def _about(name: str, before: str, after: str, text: str) -> bool:
    """Whether the line lost a definition or an import of the name, or has got the name instead of another word."""
    was, words = set(_WORDS.findall(before)), set(_WORDS.findall(after))
    if name in words:
        return name not in was
    if name not in was:
        return False
    if not after:
        return _imports(name, before)
    return defines(name, before) and all(len(re.findall(rf"\b{re.escape(new)}\b", text)) == 1 for new in words - was)


def _imports(name: str, line: str) -> bool:
    word = re.escape(name)
    return bool(
        re.match(rf"\s*(?:(?:import|from|use|using)\b.*\b{word}\b|(?:const|let|var)\b.*\b{word}\b.*require\()", line)
    )


def defines(name: str, line: str) -> bool:
    """Whether a line of any of the languages defines a name or imports it."""
    kinds = r"def|class|function|func|fn|struct|enum|trait|type|interface|const|let|var|static|mod|import|from|use|void"
    return bool(re.search(rf"\b(?:{kinds})\b.*\b{re.escape(name)}\b|^\s*{re.escape(name)}\s*[:=,(]", line))
