"""Templates of single files: Jinja with `<[ … ]>`, `<% … %>` and `<# … #>`.

Braces and brackets mean something in most languages, these signs in hardly any.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment


def file_templates(folders: Sequence[Path]) -> SandboxedEnvironment:
    """What renders the files below the folders, by their relative paths; those of later folders win.

    A name that a file is not given is an error.
    """
    made = SandboxedEnvironment(
        loader=FileSystemLoader(folders[::-1]),
        undefined=StrictUndefined,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<[",
        variable_end_string="]>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    made.filters["json"] = literal
    return made


def literal(value: Any) -> str:
    """A value as JSON; as a text literal it is right in most languages, since control characters never occur."""
    return json.dumps(value, ensure_ascii=False)
