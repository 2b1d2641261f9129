"""A hook of the build that asks the network, on a machine that reaches nothing there."""

from __future__ import annotations

import re

from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

_BUILD = re.compile(
    r"Call to `[\w.:]+` failed|Getting requirements to build (?:wheel|editable)|Preparing (?:editable )?metadata"
    r"|Failed to build `|subprocess-exited-with-error"
)
_NETWORK = re.compile(
    r"^[ \t|]*(?:socket\.gaierror: |urllib\.error\.URLError: <urlopen error |(?:requests|urllib3)\.exceptions\.\w+: "
    r"|http[xc]\w*\.Connect\w+: |ConnectionRefusedError: )(?P<said>[^\n>]{1,200})",
    re.MULTILINE,
)
_FRAME = re.compile(
    r'File "(?:[^"\n]*/(?:site|dist)-packages/(?P<package>[^"\n]+)|[^"\n]*/(?P<own>setup\.py))", line \d+'
)
_PART = re.compile(r"(?:/__init__)?\.py$")


class NetworkInBuild(Rule):
    """Only told: no change of the project gives this machine a network."""

    id = "network-in-build"
    title = "build where there is a network"
    rank = Rank.FACTUAL

    def propose(self, failure: FailureContext) -> Proposal | None:
        text = failure.output.replace("\\", "/")
        ends = [found for found in _NETWORK.finditer(text) if not found["said"].startswith("HTTP Error")]
        if not ends or not _BUILD.search(text):
            return None
        frames = list(_FRAME.finditer(text, 0, ends[-1].start()))
        if not frames:
            return None
        last = frames[-1]
        who = last["own"] or _PART.sub("", last["package"]).replace("/", ".")
        said = ends[-1]["said"].strip()
        return Advice(f"{who} asks the network while the project is built, which fails here ({said}): build it online")
