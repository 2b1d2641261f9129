"""A file that was pasted together with its Markdown fence."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import yaml

from mity.agents.node.modules import SCRIPTS
from mity.agents.project_files import editable, files, named
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.text.data import parse_json
from mity.text.toml_data import parse_toml

_SUFFIXES = (".py", ".toml", ".json", ".yaml", ".yml", ".java", ".rs", ".cs", *SCRIPTS, ".css")
_BEGINS = {  # languages that nothing here can parse
    ".java": re.compile(r"\s*(?:package|import)\s|\s*/[/*]"),
    ".rs": re.compile(r"\s*(?:(?:pub|use|mod|fn|extern|const|static|struct|enum|impl|trait|type)\b|/[/*]|#!?\[)"),
    ".cs": re.compile(r"\s*(?:(?:using|namespace|global|public|internal)\b|/[/*]|\[)"),
    **dict.fromkeys((*SCRIPTS, ".css"), re.compile(r"\s*(?:[\w.:#*@<'\"{(]|/[/*])")),
}
_FENCED = re.compile(r"\A\s*(?P<sign>`{3,}|~{3,})[\w+.-]*[ \t]*\r?\n(?P<body>.*?\n)(?P=sign)\s*\Z", re.DOTALL)
_TRIGGER = re.compile(
    r"SyntaxError|TOML|Toml|JSONDecodeError|ScannerError|ParserError|Invalid statement|illegal character: '`'"
    r"|unknown start of token: `|CS1056: [^\n]*'`'"
    r"|error TS\d+|\[?ERROR\]? (?:TS|NG)\d+|PARSE_ERROR|Unexpected token|Unterminated template"
)


class MarkdownFence(Rule):
    """Removes the first and the last line if both are fences and the text between them is valid."""

    id = "markdown-fence"
    title = "remove the Markdown fence"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not _TRIGGER.search(failure.output):
            return None
        for path in dict.fromkeys((*named(failure, *_SUFFIXES), *files(failure, *_SUFFIXES))):
            found = _FENCED.match(failure.read(path) or "")
            if found is None or not _sound(path, found["body"]):
                continue
            if not editable(path):
                return Advice(f"{path} is wrapped in a Markdown fence: remove it; mity does not edit tests or CI files")
            title = f"remove the Markdown fence from {path}"
            return Fix(self.id, title, (Edit(path, found["body"].encode()),), scope=(path,))
        return None


def _sound(path: str, text: str) -> bool:
    """Whether `text` is what the file's suffix says."""
    if begin := _BEGINS.get(PurePosixPath(path).suffix):
        return begin.match(text) is not None and "```" not in text
    try:
        if path.endswith(".py"):
            compile(text, path, "exec", dont_inherit=True)
        elif path.endswith(".toml"):
            parse_toml(text)
        elif path.endswith(".json"):
            parse_json(text)
        else:
            yaml.safe_load(text)
    except (SyntaxError, ValueError, yaml.YAMLError):
        return False
    return True
