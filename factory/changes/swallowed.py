"""Errors that new code swallows whole, by a handler for everything that does nothing: no test sees a failure then."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

_NOTHING = (
    r"\{\s*(?:(?://[^\n]{0,200}\n|/\*[^*]{0,400}\*/)\s*)?(?:(?:return|continue|break)\b[ \t]*"
    r"(?:null|undefined|None|nil|true|false|0|\"\"|''|\[\]|\{\})?[ \t]*;?\s*)?\}"
)
_EVERY = r"(?:java\.lang\.)?(?:Throwable|Exception|RuntimeException|Error|AssertionError)\b"
_PATTERNS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (endings, re.compile("|".join(texts)))
    for endings, texts in (
        (
            (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".html"),
            (
                rf"\bcatch\s*(?:\([^)\n]{{0,60}}\)\s*)?{_NOTHING}",
                r"\.catch\(\s*(?:\(\s*\w*\s*\)|\w+|function\s*\(\w*\))\s*(?:=>)?"
                r"\s*(?:\{\s*\}|undefined|null|void 0|false|true)\s*\)",
            ),
        ),
        (
            (".java", ".kt", ".kts", ".groovy", ".scala"),
            (
                rf"\bcatch\s*\((?:final\s+)?(?:\w+\s*:\s*)?{_EVERY}[^)\n]{{0,60}}\)\s*{_NOTHING}",
                r"\bcatch\s*\([^)\n]{0,40}\bAssertionError\b",
                r"\brunCatching\s*\{[^{}]{0,400}\}\s*(?:\n|\}|$)",
            ),
        ),
        (
            (".cs", ".fs", ".vb", ".cshtml", ".razor"),
            (rf"\bcatch\s*(?:\(\s*(?:System\.)?(?:Exception|SystemException)\b[^)\n]{{0,60}}\)\s*)?{_NOTHING}",),
        ),
        ((".go",), (r"(?:^|[;{\n]|\b_\s*=)\s*recover\(\)",)),
        ((".rs",), (r"\blet\s+_\s*=\s*[^;\n]{0,200}catch_unwind",)),
    )
)
_ALL = frozenset({"Exception", "BaseException", "AssertionError"})


def swallowed(path: str, added: str) -> str:
    """The first handler in added code that takes every error and does nothing, or an empty string.

    Of Python nothing is said: its handlers are told apart by syntax (`python_handlers`).
    """
    pattern = next((pattern for endings, pattern in _PATTERNS if path.endswith(endings)), None)
    found = pattern.search(added) if pattern else None
    return " ".join(found[0].split()) if found else ""


def python_handlers(before: bytes | None, after: bytes | None) -> str:
    """The same for Python, of two versions of a module: the first such handler that only the later one has."""
    new = Counter(_handlers(after)) - Counter(_handlers(before))
    return next(iter(new), "")


def _handlers(data: bytes | None) -> Iterator[str]:
    try:
        tree = ast.parse((data or b"").decode("utf-8-sig"))
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            names = _names(node.type)
            if "AssertionError" in names or ((not names or names & _ALL) and all(map(_idle, node.body))):
                yield f"except {ast.unparse(node.type) if node.type else ''}".strip() + " that hides the error"
        elif isinstance(node, ast.Call) and _suppresses(node):
            yield f"{ast.unparse(node)} that hides the error"


def _suppresses(node: ast.Call) -> bool:
    called = ast.unparse(node.func).rpartition(".")[2]
    return called == "suppress" and any(name in _ALL for arg in node.args for name in _names(arg))


def _names(kind: ast.expr | None) -> set[str]:
    """The classes that a handler is for; none for one of everything."""
    if kind is None:
        return set()
    parts = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return {ast.unparse(part).rpartition(".")[2] for part in parts}


def _idle(node: ast.stmt) -> bool:
    """Whether a statement only leaves the handler, with nothing or with a value that is always the same."""
    if isinstance(node, ast.Pass | ast.Continue | ast.Break):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    value = node.value if isinstance(node, ast.Return) else None
    return isinstance(node, ast.Return) and (value is None or isinstance(value, ast.Constant))
