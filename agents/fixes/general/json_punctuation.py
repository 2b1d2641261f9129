"""JSON with surplus or missing commas or comments: repaired if no value is lost and no bracket is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.agents.project_files import editable, files, named
from mity.changes.edit import Edit
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.text.data import parse_json

_TRIGGER = re.compile(
    r"JSONDecodeError|is not JSON|Expecting (?:property name|value|[',:]+ delimiter)|Illegal trailing comma|Extra data"
    r"|JSON at position|JSONParseError|is not valid JSON|Failed to parse JSON"
)
_OTHERS = re.compile(r"JSON at position|JSONParseError|is not valid JSON|Failed to parse JSON")  # in words of theirs
_ERROR = re.compile(r"[A-Z][^\n:]{0,200}: line \d+ column \d+ \(char \d+\)")
_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<comment>//[^\n]*|/\*.*?\*/|\#[^\n]*)|(?P<sign>[{}\[\],:])"""
    r"""|(?P<word>"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)""",
    re.DOTALL,
)
_WITH_COMMENTS = re.compile(
    r"(?:^|/)(?:\.vscode/|\.devcontainer/|[tj]sconfig[^/]*\.json$|\.eslintrc)"
)  # JSON of another kind
Token = tuple[str, str]


class JsonPunctuation(Rule):
    """Repairs commas and removes comments in the file whose error the output quotes. Never closes a bracket."""

    id = "json-punctuation"
    title = "fix the punctuation of a JSON file"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not _TRIGGER.search(failure.output):
            return None
        told = named(failure, ".json") if _OTHERS.search(failure.output) else []
        quoted = set(_ERROR.findall(failure.output))
        for path in dict.fromkeys((*named(failure, ".json"), *files(failure, ".json"))):
            text = failure.read(path)
            if text is None or _WITH_COMMENTS.search(path) or not (error := _error(text)):
                continue
            if error not in quoted and path not in told:
                continue
            if "<<<<<<< " in text:
                return None
            repaired = repair(text) if editable(path) else None
            if repaired is None:
                return Advice(f"{path} is not valid JSON ({error}): correct it, or restore an older version")
            return Fix(
                self.id,
                f"fix the punctuation of {path}",
                (Edit(path, repaired.encode()),),
                scope=(path,),
                cause=ErrorType.CONFIG,
            )
        return None


def repair(text: str) -> str | None:
    """The text with its commas corrected and without comments; None when that is not JSON of the same values."""
    tokens = list(_tokens(text))
    if any(kind == "?" for kind, _ in tokens):
        return None
    made = "".join(piece for _, piece in _separated(tokens))
    if _error(made):
        return None
    words = [piece for kind, piece in tokens if kind == "word"]
    return made if words == [piece for kind, piece in _tokens(made) if kind == "word"] else None


def _separated(tokens: list[Token]) -> Iterator[Token]:
    """The tokens with a comma between two values on different lines, and none before a closing bracket."""
    last = ""  # the sign, or "word", that came last
    gap: list[Token] = []  # white space since then
    comma = False
    for kind, piece in tokens:
        if kind == "comment":
            continue
        if kind == "space":
            gap.append((kind, piece))
        elif piece == ",":
            comma = True
        else:
            opens = kind == "word" or piece in "{["
            apart = any("\n" in space for _, space in gap)
            missing = opens and apart and last in ("word", "}", "]")
            if (comma and piece not in "}]") or missing:
                yield "sign", ","
            yield from gap
            yield kind, piece
            last, gap, comma = ("word" if kind == "word" else piece), [], False
    if comma:
        yield "?", ","
    yield from gap


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            yield "?", text[place:]
            return
        yield found.lastgroup or "?", found.group()
        place = found.end()


def _error(text: str) -> str:
    """What Python says of the text; empty when it is JSON."""
    try:
        parse_json(text)
    except ValueError as error:
        return str(error)
    return ""
