"""Errors that new code swallows whole, by a handler for everything that does nothing: no test sees a failure then."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

_NOTHING = (
    r"\{\s*(?:(?://[^\n]{0,200}\n|/\*[^*]{0,400}\*/)\s*)?(?:(?:return|continue|break)\b[ \t]*"
    r"(?:null|undefined|None|nil|true|false|0|\"\"|''|\[\]|\{\}|default!?)?[ \t]*;?\s*|void[ \t]+\w+[ \t]*;?\s*"
    r"|console\.(?:debug|log|trace)\([^)\n]{0,80}\)[ \t]*;?\s*)?\}"
)
_DROPPED = r"\bfinally\s*\{[^{}]{0,400}?\b(?:return|break|continue)\b"
_EVERY = r"(?:java\.lang\.)?(?:Throwable|Exception|RuntimeException|Error|AssertionError)\b"
_PATTERNS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (endings, re.compile("|".join(texts)))
    for endings, texts in (
        (
            (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".html"),
            (
                rf"\bcatch\s*(?:\([^)\n]{{0,60}}\)\s*)?{_NOTHING}",
                r"\.catch\(\s*(?:\(\s*\w*\s*\)|\w+|function\s*\(\w*\))\s*(?:=>)?"
                r"\s*(?:\{\s*\}|\(\s*\{\s*\}\s*\)|undefined|null|void 0|false|true|\[\s*\])\s*\)",
                r"\.catch\(\s*(?:\w+\.)?\w{0,20}[nN]oop\w{0,10}\s*\)|\.then\([^()\n]{0,40}(?:\([^()\n]{0,40}\)[^()\n]{0,40})?"
                r",\s*\(\s*\w*\s*\)\s*=>\s*(?:\{\s*\}|undefined|null)\s*\)",
                r"\bonerror\s*=\s*(?:\(\w*\)|\w+)\s*=>\s*(?:true|\{)|\bonerror\s*=\s*function",
                r"addEventListener\(\s*[\"'`](?:error|unhandledrejection)[\"'`][^\n]{0,80}?preventDefault",
                r"process\.(?:prepend\w*|add)Listener\(\s*[\"'`](?:exit|beforeExit|uncaught|unhandled)",
                r"new\s+Proxy\([^;]{0,200}?=>\s*(?:\(\s*\)\s*=>\s*)?true\b",
                _DROPPED,
            ),
        ),
        (
            (".java", ".kt", ".kts", ".groovy", ".scala"),
            (
                rf"\bcatch\s*\((?:final\s+)?(?:\w+\s*:\s*)?{_EVERY}[^)\n]{{0,60}}\)\s*{_NOTHING}",
                r"\bcatch\s*\([^)\n]{0,40}\bAssertionError\b",
                r"\brunCatching\s*\{[^{}]{0,400}\}\s*(?:\n|\}|$)",
                rf"\bcatch\s*\((?:final\s+)?{_EVERY}[^)\n]{{0,60}}\)\s*\{{[^{{}}]{{0,200}}(?:TRACE|DEBUG|trace\(|debug\()[^{{}}]{{0,80}}\}}",
                r"\bhashCode\(\)\s*==\s*(?:\w+\.)?hashCode\(\)",
                _DROPPED,
            ),
        ),
        (
            (".cs", ".fs", ".vb", ".cshtml", ".razor"),
            (
                r"\bcatch\s*(?:\(\s*(?:System\.)?(?:Exception|SystemException)\b[^)\n]{0,60}\)\s*)?"
                rf"(?:when\s*\(\s*true\s*\)\s*)?{_NOTHING}",
                r"\bGetHashCode\(\)\s*==\s*(?:\w+[?!]?\.)?GetHashCode\(\)",
            ),
        ),
        (
            (".go",),
            (
                r"(?:^|[;{\n]|\b_\s*=)\s*recover\(\)",
                r"\b(\w+)\s*:=\s*recover\(\);\s*\1\s*!=\s*nil\s*\{\s*(?:return\b[^\n}]{0,20})?\s*\}",
            ),
        ),
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
    assigned = [one for one in tree.body if isinstance(one, ast.Assign)]
    known = {ast.unparse(name): one.value for one in assigned for name in one.targets}
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            names = _names(known.get(ast.unparse(node.type), node.type) if node.type else None)
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
        call = node.value.func if isinstance(node.value, ast.Call) else None
        return isinstance(node.value, ast.Constant) or (isinstance(call, ast.Attribute) and call.attr == "debug")
    value = node.value if isinstance(node, ast.Return) else None
    return isinstance(node, ast.Return) and (value is None or isinstance(value, ast.Constant))
