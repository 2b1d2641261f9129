"""The licence that a text is, by sentences that no other licence has: for packages that name theirs by a file alone."""

from __future__ import annotations

import re
from pathlib import Path

from mity.reading import read_bytes
from mity.text.records import dataclass

_FILES = re.compile(r"^(?:un)?(?:licen[cs]e|copying)(?:[.-][\w.-]+)?$", re.IGNORECASE)
_NOT_TEXTS = (".go", ".py", ".js", ".json", ".yml", ".yaml", ".html")
_MOST = 1 << 20
_OTHER_SIGNS = re.compile(r"[^a-z0-9]+")
_BSD = ("redistribution and use in source and binary forms", "redistributions in binary form must reproduce")
_ENDORSE = "endorse or promote products derived"
_ISC = "permission to use copy modify and or distribute this software for any purpose with or without fee"
_GRANTED = "permission is hereby granted free of charge to any person obtaining a copy"


@dataclass(frozen=True, slots=True)
class Form:
    """A licence by its SPDX identifier: sentences that it has all of, and those that others have instead."""

    name: str
    has: tuple[str, ...]
    lacks: tuple[str, ...] = ()


FORMS = (
    Form("Apache-2.0", ("apache license version 2 0 january 2004", "grant of patent license")),
    Form("MIT", (_GRANTED, "this permission notice shall be included in all copies")),
    Form("MIT-0", (_GRANTED,), ("shall be included",)),
    Form("BSD-3-Clause", (*_BSD, _ENDORSE), ("all advertising materials",)),
    Form("BSD-4-Clause", (*_BSD, "all advertising materials")),
    Form("BSD-2-Clause", _BSD, (_ENDORSE,)),
    Form("ISC", (_ISC, "this permission notice appear in all copies")),
    Form("0BSD", (_ISC,), ("appear in all copies",)),
    Form("MPL-2.0", ("mozilla public license version 2 0", "covered software means")),
    Form("EPL-2.0", ("eclipse public license v 2 0", "recipient s receipt of the program")),
    Form("GPL-2.0-only", ("gnu general public license version 2 june 1991",)),
    Form("GPL-3.0-only", ("gnu general public license version 3 29 june 2007",)),
    Form("LGPL-2.1-only", ("gnu lesser general public license version 2 1 february 1999",)),
    Form("LGPL-3.0-only", ("gnu lesser general public license version 3 29 june 2007",)),
    Form("AGPL-3.0-only", ("gnu affero general public license version 3 19 november 2007",)),
    Form("Unlicense", ("this is free and unencumbered software released into the public domain",)),
    Form("CC0-1.0", ("cc0 1 0 universal", "affirmer")),
    Form("Zlib", ("altered source versions must be plainly marked as such", "must not be misrepresented")),
    Form("BSL-1.0", ("boost software license version 1 0",)),
)


def licence_of(text: str) -> str:
    """The licences that a text holds, joined by AND; empty where it is none that is known."""
    plain = _OTHER_SIGNS.sub(" ", text.lower())
    found = [one.name for one in FORMS if all(s in plain for s in one.has) and not any(s in plain for s in one.lacks)]
    return " AND ".join(found)


def licence_in(folder: Path) -> str:
    """The licences that the files of a package name, joined by AND: all of them count. Raises OSError."""
    names = [one for one in sorted(path.name for path in folder.iterdir()) if _FILES.match(one)]
    texts = [name for name in names if not name.endswith(_NOT_TEXTS) and (folder / name).is_file()]
    found = [licence_of(read_bytes(folder / name, _MOST).decode("utf-8", "replace")) for name in texts]
    known = [part for one in found if one for part in one.split(" AND ")]
    return " AND ".join(dict.fromkeys(known)) if all(found) else ""
