"""Texts that Python code puts together, worked out as far as they are always the same."""

from __future__ import annotations

import ast
import base64
import binascii
import codecs
from collections import Counter
from collections.abc import Mapping

_LONGEST = 2000
_CHANGES = frozenset({"lower", "upper", "title", "capitalize", "swapcase", "casefold", "strip", "lstrip", "rstrip"})
_SAME = frozenset({"decode", "encode"})
_DECODERS = frozenset({"b64decode", "urlsafe_b64decode", "b32decode", "b16decode", "a85decode", "b85decode"})
_CODECS = frozenset({"rot13", "rot_13", "rot-13"})
Known = Mapping[str, str]


def put_together(before: bytes | None, after: bytes | None) -> str:
    """The texts that only the later version puts together from parts, each in quotes on a line of its own."""
    new = Counter(_texts(after)) - Counter(_texts(before))
    return "\n".join(f'os.environ.get("{text}")' if text.isupper() else f'"{text}"' for text in new)


def _texts(data: bytes | None) -> list[str]:
    try:
        tree = ast.parse((data or b"").decode("utf-8-sig"))
    except (SyntaxError, ValueError, RecursionError):
        return []
    known: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and (text := folded(node.value, known)) is not None:
            known |= {one.id: text for one in node.targets if isinstance(one, ast.Name)}
    made = [folded(node, known) for node in ast.walk(tree) if isinstance(node, _COMPOSED)]
    source = (data or b"").decode("utf-8-sig")
    beside = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [text for text in (*made, *(one for one in beside if "\n" not in one and one not in source)) if text]


_COMPOSED = (ast.BinOp, ast.JoinedStr, ast.Call, ast.Subscript)


def folded(node: ast.AST, known: Known, depth: int = 0) -> str | None:
    """The text that an expression always gives; None where that is not known. `known` are names and their texts."""
    if depth > 12:
        return None
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bytes):
            return node.value.decode("latin-1")[:_LONGEST]
        return node.value[:_LONGEST] if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.JoinedStr):
        return _joined([folded(one, known, depth + 1) for one in node.values])
    if isinstance(node, ast.FormattedValue):
        return folded(node.value, known, depth + 1)
    if isinstance(node, ast.BinOp):
        return _operation(node, known, depth + 1)
    if isinstance(node, ast.Subscript):
        return _part(folded(node.value, known, depth + 1), node.slice)
    return _called(node, known, depth + 1) if isinstance(node, ast.Call) else None


def _joined(parts: list[str | None]) -> str | None:
    texts = [part for part in parts if part is not None]
    return "".join(texts)[:_LONGEST] if len(texts) == len(parts) else None


def _operation(node: ast.BinOp, known: Known, depth: int) -> str | None:
    left = folded(node.left, known, depth)
    if isinstance(node.op, ast.Mod) and left is not None:
        values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        texts = [folded(one, known, depth) for one in values]
        if any(text is None for text in texts) or left.count("%s") != len(texts):
            return None
        return (left % tuple(texts))[:_LONGEST] if left.count("%") == len(texts) else None
    return _joined([left, folded(node.right, known, depth)]) if isinstance(node.op, ast.Add) else None


def _part(text: str | None, wanted: ast.expr) -> str | None:
    """A text backwards, or each so many letters of it."""
    step = wanted.step if isinstance(wanted, ast.Slice) and not (wanted.lower or wanted.upper) else None
    if text is None or step is None:
        return None
    back = isinstance(step, ast.UnaryOp) and isinstance(step.op, ast.USub)
    number = step.operand if isinstance(step, ast.UnaryOp) else step
    width = number.value if isinstance(number, ast.Constant) else 0
    return text[:: -width if back else width] if isinstance(width, int) and width else None


def _called(node: ast.Call, known: Known, depth: int) -> str | None:
    first = node.args[0] if node.args else None
    if isinstance(node.func, ast.Name) and node.func.id == "chr" and isinstance(first, ast.Constant):
        return chr(first.value) if isinstance(first.value, int) and 0 < first.value < 0x110000 else None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    of = folded(node.func.value, known, depth) if isinstance(node.func, ast.Attribute) else None
    if name == "join" and of is not None and isinstance(first, ast.List | ast.Tuple):
        parts = [folded(one, known, depth) for one in first.elts]
        return of.join(part or "" for part in parts)[:_LONGEST] if None not in parts else None
    if of is not None and name in _CHANGES | _SAME and not (name in _SAME and _codec(first)):
        return str(getattr(of, name)()) if name in _CHANGES else of
    text = folded(first, known, depth) if first is not None else None
    if of is not None and name == "replace" and len(node.args) == 2 and text is not None:
        other = folded(node.args[1], known, depth)
        return of.replace(text, other)[:_LONGEST] if other is not None else None
    return _read(name or ast.unparse(node.func), text, node)


def _codec(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and str(node.value).lower() in _CODECS


def _read(name: str, text: str | None, node: ast.Call) -> str | None:
    """A text that was written in a code."""
    if text is None:
        return None
    try:
        if name in _DECODERS:
            return bytes(getattr(base64, name)(text)).decode("latin-1")
        if name in ("fromhex", "unhexlify"):
            return bytes.fromhex(text).decode("latin-1")
        if name == "decode" and len(node.args) == 2 and _codec(node.args[1]):
            return codecs.decode(text, "rot13")
    except (ValueError, binascii.Error, TypeError):
        return None
    return None
