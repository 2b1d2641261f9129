"""What mity says of a run at the end of a commit's message, and what of a message it takes for its own words."""

from __future__ import annotations

import re
from collections.abc import Mapping

RUN_TRAILER = "Mity-Run"
PROOF_TRAILER = "Mity-Proof"
TESTS_TRAILER = "Mity-Tests"
_BLOCK = re.compile(rf"(?:^|\n\n){RUN_TRAILER}: (\S+)((?:\n[A-Za-z][\w-]*: [^\n]*)*)[ \t]*(?=\n\n|\n*\Z)")
_LINE = re.compile(rf"^({PROOF_TRAILER}|{TESTS_TRAILER}): (.+)$", re.MULTILINE)


def trailers_of(message: str) -> Mapping[str, str]:
    """The trailers of mity's in the message of a commit, by name; none where no run of mity's made it.

    Only a paragraph that begins with the run counts, of several the last: words of others, such as the notes of a
    template or the title of an issue, may stand before it and look the same.
    """
    found = list(_BLOCK.finditer(message.replace("\r\n", "\n")))
    if not found:
        return {}
    return {RUN_TRAILER: found[-1][1], **dict(_LINE.findall(found[-1][2]))}
