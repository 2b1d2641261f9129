"""mity heal stats"""

from __future__ import annotations

from mity.cli.json_text import print_json
from mity.cli.output import table
from mity.healing.user_memory import VERDICTS, UserMemory


def show_stats(as_json: bool) -> int:
    """Shows how the fix rules have fared in all projects of this user."""
    memory = UserMemory()
    rows = memory.counts()
    if as_json:
        print_json({"rules": [row.to_json() for row in rows], "file": str(memory.path)})
        return 0
    cells = [[row.rule, str(row.tried), *(str(getattr(row, verdict)) for verdict in VERDICTS)] for row in rows]
    table(("rule", "tried", *VERDICTS), cells, "no fix was tried yet: `mity heal` counts them")
    return 0
