"""check-links: the links of Markdown documents to files and headings of the project lead somewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from mity.changes.proof_tree import proof_tree
from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.errors import UsageError
from mity.reading import read_text
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.system.files import inside

EVERY = ("**/*.md",)
_WORDS = ("block", "report")
_FLAGS = re.MULTILINE | re.DOTALL
_CODE = re.compile(r"^ {0,3}(```+|~~~+)[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)|`+[^`\n]+`+", _FLAGS)
_LINK = re.compile(
    r"\]\(\s*<?(?P<inline>[^)\s>]+)>?[^)\n]*\)|^ {0,3}\[[^\]\n]+\]:[ \t]*<?(?P<defined>[^\s>]+)", re.MULTILINE
)
_OUTSIDE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<text>[^\n]*?)[ \t#]*$", re.MULTILINE)
_ANCHOR = re.compile(r"<[^>\n]*\b(?:id|name)=[\"'](?P<name>[^\"'\n]+)[\"']")
_SHOWN = 10


class CheckLinks(Station):
    """Looks for each link of Markdown documents to a file or a heading of the project; addresses are not asked.

    `documents` are globs of the documents. With the input `report` as `report` broken links are the output `problems`
    alone, else they are a failure too.
    """

    name = "check-links"
    description = "look where the links of Markdown documents lead"
    inputs = StationInputs(optional=("documents", "report"))
    outputs = StationOutputs(keys=("problems",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        given = context.inputs  # outputs of these names are other things
        globs, report = given.get("documents", EVERY), given.get("report", "block")
        if isinstance(globs, str) or not all(isinstance(one, str) for one in globs):
            raise UsageError(f"check-links: documents must be a list of globs such as docs/**, not {globs!r}")
        if report not in _WORDS:
            raise UsageError(f"check-links: report must be {' or '.join(_WORDS)}, not {report!r}")
        root, folder = context.output_path, self._services.stack(context)
        names = [
            name for name in proof_tree(root, folder.stack.ignore if folder else (), globs) if name.endswith(".md")
        ]
        found = [one for name in names for one in _Document(root, name).links()]
        problems = [problem for link in found if (problem := link[1])]
        context.set_output("problems", problems)
        evidence = {"documents": len(names), "links": len(found), "broken": len(problems)}
        if problems and report == "block":
            more = f" and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
            return StationResult.failed("; ".join(problems[:_SHOWN]) + more, evidence)
        if not names:
            return StationResult.done("no document matches: nothing was looked at")
        return StationResult.done(f"{len(found)} links in {len(names)} documents, {len(problems)} broken", evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=(self.description,))


class _Document:
    """One document and where its links lead."""

    def __init__(self, root: Path, name: str) -> None:
        self._root = root
        self._name = name
        self._text = _read(root / name)

    def links(self) -> Iterator[tuple[str, str]]:
        """Each link to something of the project, with what is wrong about it in a sentence, or an empty text."""
        text = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), self._text)
        for match in _LINK.finditer(text):
            link = match["inline"] or match["defined"]
            if not _OUTSIDE.match(link):
                wrong = self._wrong(unquote(link))
                line = text.count("\n", 0, match.start()) + 1
                yield link, f"{self._name}:{line}: {link}: {wrong}" if wrong else ""

    def _wrong(self, link: str) -> str:
        path, _, anchor = link.partition("#")
        path = path.partition("?")[0]
        start = self._root if path.startswith("/") else (self._root / self._name).parent
        target = start / path.lstrip("/") if path else self._root / self._name
        if not inside(self._root, target):
            return "it leads out of the project"
        if not target.exists():
            return "there is no such file"
        if anchor and target.suffix == ".md" and target.is_file() and anchor not in anchors(_read(target)):
            return f"there is no heading '#{anchor}'"
        return ""


def anchors(text: str) -> set[str]:
    """The names by which links reach the headings of a document, made as GitHub does, and those that it sets itself."""
    found: set[str] = {match["name"] for match in _ANCHOR.finditer(text)}
    for slug in _slugs(match["text"] for match in _HEADING.finditer(_CODE.sub(_without_blocks, text))):
        number = 0
        while (name := f"{slug}-{number}" if number else slug) in found:
            number += 1
        found.add(name)
    return found


def _slugs(headings: Iterable[str]) -> Iterator[str]:
    for heading in headings:
        plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]*>", r"\1", heading).lower()
        kept = (sign for sign in plain if sign in "-_ " or unicodedata.category(sign)[0] in "LNM")
        yield "".join(kept).strip().replace(" ", "-")


def _without_blocks(code: re.Match[str]) -> str:
    return "" if "\n" in code[0] else code[0]


def _read(path: Path) -> str:
    try:
        return read_text(path)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8: save it as such") from error
