"""What a module of tests changes in other modules when it is loaded: from then on every test sees it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from mity.changes.python_code import imported


def patched(before: bytes | None, after: bytes | None) -> str:
    """What a new module of tests changes in other modules as soon as it is imported, for all tests; or nothing."""
    return next(iter(Counter(_at_import(after)) - Counter(_at_import(before))), "")


def _at_import(data: bytes | None) -> Iterator[str]:
    try:
        tree = ast.parse((data or b"").decode("utf-8-sig"))
    except (SyntaxError, ValueError, RecursionError):
        return
    imports = [alias for one in tree.body if isinstance(one, ast.Import) for alias in one.names]
    modules = {one.asname or one.name.split(".")[0] for one in imports}
    names = dict(imported(tree))
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else ()
        told = isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)
        for target in (one for one in targets if isinstance(one, ast.Attribute)):
            base = _base(target)
            if base in modules or (told and base in names):
                yield f"{ast.unparse(target)} = …"
        call = node.value if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
        said = ast.unparse(call.func) if call else ""
        if said == "setattr" or "patch" in said:
            yield f"{said}()"


def _base(node: ast.expr) -> str:
    """The name that an attribute is of, in the end."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
