"""Files from another system's editor or shell: a byte order mark, UTF-16, zero bytes after a crash."""

from __future__ import annotations

import re

from mity.agents.node.modules import SCRIPTS
from mity.agents.project_files import editable, files, named
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.text.encoding import decoded, plain

_SIGNS = re.compile(
    r"null bytes|codec can't (?:de|en)code|Non-UTF-8 code|UTF-8 BOM|U\+FEFF|\ufeff|\\ufeff|\\xff\\xfe|not valid UTF-8"
    r"|invalid utf-8|stream did not contain valid UTF-8|Invalid statement \(at line 1, column 1\)|�"
    r"|unmappable character|illegal character: '\\u(?:fffd|0000)'"
    r"|(?i:source files? (?:is|are) binary)|line 1 column 1 \(char 0\)|line 1, column 1\b"
)
_DATA = (
    ".env", ".toml", ".json", ".yaml", ".yml", ".ini", ".cfg", ".mako", "requirements.txt", "requirements.in", ".lock",
)  # fmt: skip
_KINDS = (  # what the output speaks of, and which files may be meant
    (re.compile(r"null bytes|\(unicode error\)|Non-UTF-8 code|SyntaxError"), (".py",)),
    (re.compile(r"\.java:\["), (".java", ".properties")),
    (re.compile(r"couldn't read `?[^`\n]+\.rs`?: stream"), (".rs",)),
    (re.compile(r"UNLOADABLE_DEPENDENCY|vite|error TS\d+|PARSE_ERROR"), (*SCRIPTS, ".css", ".html", ".json")),
    (re.compile(r"TOML|Toml"), (".toml",)),
    (re.compile(r"JSONDecodeError|UTF-8 BOM"), (".json",)),
    (re.compile(""), (*_DATA, ".py")),
)
_MOST = 5


class TextEncoding(Rule):
    """Writes the same characters as UTF-8 without a byte order mark. Files of unknown encoding are left alone."""

    id = "text-encoding"
    title = "write the file as UTF-8"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.kind != "encoding" and not _SIGNS.search(failure.output):
            return None
        suffixes = next(suffixes for sign, suffixes in _KINDS if sign.search(failure.output))
        told = [path for path in named(failure, *suffixes, *_DATA) if self._broken(failure, path)]
        broken = [path for path in told if editable(path)]
        broken = broken or [
            path for path in files(failure, *suffixes) if self._broken(failure, path) and editable(path)
        ]
        if not broken:
            tests = told or [path for path in files(failure, ".py") if self._broken(failure, path)]
            said = "is not UTF-8: save it as UTF-8; mity does not edit tests or CI configuration"
            return Advice(f"{tests[0]} {said}") if tests else None
        texts = {path: decoded(failure.read_bytes(path) or b"") for path in broken}
        if unclear := [path for path, text in texts.items() if text is None]:
            return Advice(f"{_place(failure, unclear[0])} is not UTF-8 and its encoding is unknown: save it as UTF-8")
        edits = tuple(Edit(path, text.encode()) for path, text in texts.items() if text is not None)[:_MOST]
        if not edits:
            return None
        paths = tuple(edit.path for edit in edits)
        return Fix(self.id, f"write {', '.join(paths)} as UTF-8 without a byte order mark", edits, scope=paths)

    def _broken(self, failure: FailureContext, path: str) -> bool:
        data = failure.read_bytes(path)
        if data is None or plain(data):
            return False
        # Python skips a byte order mark; only what follows it can be wrong.
        return not (path.endswith(".py") and plain(data.removeprefix(b"\xef\xbb\xbf")))


def _place(failure: FailureContext, path: str) -> str:
    """The path with the line of the first byte that is not UTF-8."""
    data = failure.read_bytes(path) or b""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"{path}:{data.count(bytes([10]), 0, error.start) + 1}"
    return path
