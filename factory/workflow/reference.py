"""The reference of the workflow language as Markdown, made from the tables that the reader goes by."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mity.workflow.contexts import CONTEXTS, EACH, MEMBERS
from mity.workflow.functions import ABOUT
from mity.workflow.keys import Keys
from mity.workflow.part_keys import NEEDED, TABLES

_INTRODUCTION = """\
# Workflow reference

Made from the tables of `factory/workflow/`; `MITY_WRITE_REFERENCE=1 pytest tests/workflow/test_reference.py` writes it
anew. `mity workflow validate` tells what is wrong with a definition, `mity workflow schema` prints the JSON Schema for
editors. The last column names the test of a row, in `tests/workflow/`; `MITY_ROWS=1` makes it one by itself.

A definition has exactly one of `stages`, `steps` and `states`. Durations have a unit: `90s`, `10m`, `2h`, `7d`. Keys
that begin with `x-` are passed over; any other unknown key is a mistake. Values in `${{ }}` are expressions.
"""


def reference(test: Callable[[str], str]) -> str:
    """The reference; `test` names the test of a row, such as `step.timeout` or `function.join`."""
    lines = [_INTRODUCTION]
    for name, keys in TABLES.items():
        lines += [f"## Keys of a {name}" if name not in _PLURAL else f"## Keys of {name}", ""]
        lines += [*_keys(name, keys, test), ""]
    lines += ["## Functions", "", "| function | what it gives | test |", "| --- | --- | --- |"]
    lines += [f"| `{name}` | {_cell(about)} | {test(f'function.{name}')} |" for name, about in ABOUT.items()]
    lines += ["", "## Contexts", "", "| context | what it holds | members | test |", "| --- | --- | --- | --- |"]
    for name, about in CONTEXTS.items():
        members = ", ".join(f"`{one}`" for one in MEMBERS.get(name, EACH.get(name, ())))
        lines.append(f"| `{name}` | {_cell(about)} | {members} | {test(f'context.{name}')} |")
    return "\n".join([*lines, ""])


_PLURAL = frozenset(("defaults", "backoff", "evidence", "heal", "concurrency"))


def _keys(table: str, keys: Keys, test: Callable[[str], str]) -> Iterator[str]:
    yield "| key | what it means | default | test |"
    yield "| --- | --- | --- | --- |"
    for name, key in keys.items():
        default = key.default or ("needed" if name in NEEDED.get(table, ()) else "")
        yield f"| `{name}` | {_cell(key.about)} | {_cell(default)} | {test(f'{table}.{name}')} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
