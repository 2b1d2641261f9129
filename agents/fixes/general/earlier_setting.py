"""A setting that a tool does not know or whose value it refuses, where an earlier commit had another in that line."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from mity.agents.fixes.general.earlier_entry import restored, words_of
from mity.agents.project_files import editable, files
from mity.changes.edit import Edit
from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

_TOOLS = r"vite|webpack|rollup|rolldown|rspack|rsbuild|next|nuxt|svelte|astro|babel|postcss|tailwind|tsup|tsdown|metro"
_FILE = re.compile(
    r"(?:ts|js)config[\w.-]*\.json|(?:turbo|nx|lerna|angular|babel\.config)\.json|\.babelrc(?:\.json)?"
    rf"|(?:{_TOOLS})[\w.-]*\.config\.[cm]?[jt]s|electron\.vite\.config\.[cm]?[jt]s|pnpm-workspace\.yaml"
    r"|pyproject\.toml|setup\.cfg|package\.json|Cargo\.toml|go\.mod|pom\.xml"
)
_SUFFIXES = (".json", ".js", ".mjs", ".cjs", ".ts", ".mts", ".yaml", ".toml", ".cfg", ".mod", ".xml", ".babelrc")
_COMPLAINT = re.compile(
    r"[Uu]nknown (?:compiler )?(?:option|key|property|field|setting|directive|variant)\b|[Ff]ound an unknown key"
    r"|[Uu]nknown config option|has an unknown property|[Uu]nrecogni[sz]ed (?:tag|key|option|field|property)"
    r"|must not contain \{|[Aa]dditional properties are not allowed|unexpected key|invalid (?:target|source) release"
    r"|error TS(?:2688|5023|5025|5083|6053)\b|[Rr]elease version \S+ not supported|Could not resolve entry module"
    r"|Cannot find (?:package|module) '[^'\n]+' imported from \S+\.config\."
)
_VALUE = re.compile(r"Argument for '--(\w+)' option must be|Compiler option '([\w.]+)' requires a value")
"""A value that is refused, told by the name of its setting alone."""


class EarlierSetting(Rule):
    """Only a line that holds the word that is complained of, and only as an earlier commit has the same line."""

    id = "earlier-setting"
    title = "write a setting as an earlier commit has it"
    rank = Rank.LAST_RESORT

    def propose(self, failure: FailureContext) -> Proposal | None:
        lines = (line for line in failure.output.splitlines() if _COMPLAINT.search(line))
        named = set(words_of("\n".join(lines)))
        keys = {match[match.lastindex or 0] for match in _VALUE.finditer(failure.output)}
        if not named and not keys:
            return None

        def wrong(before: set[str], now: set[str]) -> set[str]:
            return ((now - before) & named) or (now & before & keys)

        for path in files(failure, *_SUFFIXES):
            fits = _FILE.fullmatch(PurePosixPath(path).name) and editable(path)
            if fits and (found := restored(failure, path, wrong)):
                made, word = found
                title = f"{word} is refused: {path} as before"
                return Fix(self.id, title, (Edit(path, made.encode()),), scope=(path,), cause=ErrorType.CONFIG)
        return None
