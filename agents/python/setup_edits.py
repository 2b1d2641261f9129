"""The edits that add a requirement to setup.cfg or to a list literal of setup.py, and leave the rest as written."""

from __future__ import annotations

import ast
import re
from typing import Any

from mity.changes.edit import Edit
from mity.healing.rules import FailureContext
from mity.stacks.python.manifests import setup_call
from mity.stacks.python.places import SETUP_CFG, SETUP_PY

_VALUE = r"[ \t]*[=:](?P<rest>[^\n]*\n?(?:[ \t]+\S[^\n]*\n?|[ \t]*\r?\n(?=[ \t]+\S))*)"
"""The value of an option: the rest of its line and the indented lines below it."""


def in_setup_cfg(failure: FailureContext, section: str, key: str, requirement: str) -> Edit | None:
    """The requirement as one more line of an option of setup.cfg, which gets the option where it lacks."""
    text = failure.read(SETUP_CFG)
    if text is None:
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    head = re.search(rf"^\[{re.escape(section)}\][^\n]*\n", text, re.MULTILINE)
    if head is None:
        return None
    end = re.search(r"^\[", text[head.end() :], re.MULTILINE)
    body = text[head.end() : head.end() + end.start()] if end else text[head.end() :]
    option = re.search(rf"^{re.escape(key)}{_VALUE}", body, re.MULTILINE)
    if option is None:
        made = f"{key} ={newline}    {requirement}{newline}"
        place = head.end()
    else:
        first, _, below = option["rest"].partition("\n")
        indent, first = re.findall(r"^([ \t]+)\S", below, re.MULTILINE), first.strip()
        if first and not indent:  # one requirement behind the sign
            begin = head.end() + option.start("rest")
            lines = f"{newline}    {first}{newline}    {requirement}{newline}"
            return Edit(SETUP_CFG, (text[:begin] + lines + text[begin + len(option["rest"]) :]).encode())
        gap = "" if option["rest"].endswith("\n") else newline
        made = f"{gap}{indent[-1] if indent else '    '}{requirement}{newline}"
        place = head.end() + option.end()
    return Edit(SETUP_CFG, (text[:place] + made + text[place:]).encode())


def in_setup_py(failure: FailureContext, keyword: str, key: str, requirement: str) -> Edit | None:
    """The requirement as one more item of a plain list literal of setup.py."""
    text = failure.read(SETUP_PY)
    node: Any = setup_call(text).nodes.get(keyword) if text else None
    if isinstance(node, ast.Dict):
        values = zip(node.keys, node.values, strict=True)
        node = next((v for k, v in values if isinstance(k, ast.Constant) and k.value == key), None)
    if text is None or not isinstance(node, ast.List) or not node.end_lineno or not node.elts:
        return None
    last = node.elts[-1]
    lines = text.splitlines(keepends=True)
    row = (last.end_lineno or 1) - 1
    column = len(lines[row].encode()[: last.end_col_offset].decode())
    indent = re.match(r"[ \t]*", lines[last.lineno - 1])
    quote = lines[last.lineno - 1].encode()[last.col_offset : last.col_offset + 1].decode()
    quote = quote if quote in "\"'" and quote not in requirement else '"'
    alone = (len(node.elts) > 1 and node.elts[-2].lineno != last.lineno) or node.lineno != last.lineno
    newline = "\r\n" if lines[row].endswith("\r\n") else "\n"
    gap = f",{newline}{indent[0] if indent else ''}" if alone else ", "
    lines[row] = f"{lines[row][:column]}{gap}{quote}{requirement}{quote}{lines[row][column:]}"
    made = "".join(lines)
    try:
        ast.parse(made)
    except SyntaxError:
        return None
    return Edit(SETUP_PY, made.encode())
