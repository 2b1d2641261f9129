"""Tests that lie where their path does not show it: in files of code, in documentation, in comments."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable

_PYTHON = re.compile(
    r"^\s*(?:import|from)\s+(?:pytest|unittest|nose2?|hypothesis|behave|doctest|assertpy|hamcrest|robot|locust|schemathesis|ward|testtools|pytest_bdd|approvaltests"
    r"|dirty_equals|freezegun|time_machine|respx|vcr|syrupy|inline_snapshot|flexmock|should_dsl)\b",
    re.MULTILINE,
)
_OF_TOOLS = (
    (
        (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte"),
        re.compile(
            r"(?:from|require\()\s*[\"'`](?:vitest|@jest/\w+|jest|@playwright/test|node:test|mocha|chai|ava|tap|cypress|k6(?:/\w+)?|qunit|uvu(?:/\w+)?|tape|bun:test|supertest|pactum|@cucumber/cucumber"
            r"|@testing-library/[\w-]+)[\"'`]|^\s*(?:describe|it|test|suite)\s*(?:\.\w+)?\(\s*[\"'`]|\bcy\.\w+\(|\bQUnit\.\w+\(",
            re.MULTILINE,
        ),
    ),
    (
        (".java", ".kt", ".groovy", ".scala"),
        re.compile(
            r"^\s*import\s+(?:static\s+)?(?:org\.(?:junit|testng|assertj|hamcrest|mockito)|io\.(?:kotest|cucumber|restassured|mockk)|net\.jqwik|com\.google\.common\.truth|com\.tngtech\.archunit|spock|kotlin\.test)\b|^\s*@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\b",
            re.MULTILINE,
        ),
    ),
    (
        (".cs", ".fs", ".vb"),
        re.compile(
            r"^\s*(?:global\s+)?using\s+(?:static\s+)?(?:Xunit|NUnit|TUnit|Shouldly|FluentAssertions|Moq|NSubstitute|Microsoft\.VisualStudio\.TestTools)|^\s*\[(?:Fact|Theory|Test|TestMethod|TestCase|TestFixture|TestClass)\b",
            re.MULTILINE,
        ),
    ),
    ((".go",), re.compile(r'^\s*(?:\w+\s+)?"testing"\s*$|^func\s+(?:Test|Benchmark|Example|Fuzz)\w*\(', re.MULTILINE)),
)
_RUST = re.compile(
    rb"#\[(?:\w+::)*(?:test|rstest|test_case|bench|tokio::test)\b|#\[cfg\((?:\w+\()*test\b|#\[ignore\b|proptest!|quickcheck!"
)
_RUST_TESTS = re.compile(rb"#\[cfg\((?:all\()?test\b[^\]]*\)\]\s*(?:#\[[^\]]*\]\s*)*(?:pub\s+)?mod\s+\w+\s*\{")
_IN_SOURCE = re.compile(rb"import\.meta\.vitest")
_RUST_DOC = re.compile(r"^\s*//[/!] ?(.*)$", re.MULTILINE)
_DOCUMENTS = (".md", ".rst", ".txt", ".py", ".pyi", ".pyx", ".markdown", ".adoc", ".mdx")
_BLOCK = re.compile(r"^[ ]{0,3}```(\w[^\n]*)\n(.{0,4000}?)^[ ]{0,3}```", re.MULTILINE | re.DOTALL)


def hidden_test(path: str, before: bytes | None, after: bytes | None) -> str:
    """Which tests in a file that is not called one differ, or an empty string; tests that are new are welcome."""
    if before is None:
        return ""
    old, new = ((data or b"").decode("utf-8", "replace") for data in (before, after))
    if path.endswith(_DOCUMENTS) and (lost := _lost(_examples(path, old), _examples(path, new))):
        return f"the doctest `{lost}`"
    if path.endswith((".md", ".markdown", ".mdx", ".adoc")) and (lost := _lost(_asserting(old), _asserting(new))):
        return f"the example that asserts `{lost.strip().splitlines()[-1][:60]}`"
    if path.endswith((".py", ".pyi")):
        if _PYTHON.search(old):
            return "a file that tests use"
        lost = _lost(_functions(old), _functions(new))
        return f"the test {lost.partition('(')[0]}" if lost else ""
    if path.endswith(".rs"):
        if (known := _from_first(_RUST, before)) and known != _from_first(_RUST, after or b""):
            return "the tests"
        return "a documentation test" if _lost(_fences(old), _fences(new)) else ""
    if _from_first(_IN_SOURCE, before) != _from_first(_IN_SOURCE, after or b""):
        return "the tests"
    return "a file of tests" if any(path.endswith(ends) and mark.search(old) for ends, mark in _OF_TOOLS) else ""


def product_part(path: str, data: bytes | None) -> bytes | None:
    """A file of Rust without its modules of tests; any other as it is."""
    if data is None or not path.endswith(".rs"):
        return data
    while found := _RUST_TESTS.search(data):
        data = data[: found.start()] + data[_closing(data, found.end() - 1) :]
    return data


def _closing(data: bytes, start: int) -> int:
    """The place behind the brace that closes the one at `start`."""
    depth = 0
    for place in range(start, len(data)):
        depth += {b"{": 1, b"}": -1}.get(data[place : place + 1], 0)
        if depth == 0:
            return place + 1
    return len(data)


def _lost(before: Iterable[str], after: Iterable[str]) -> str:
    return next(iter(Counter(before) - Counter(after)), "")


def _examples(path: str, text: str) -> list[str]:
    """The examples of doctest in a text, or in the docstrings of a module, each with what it must print."""
    if ">>>" not in text:
        return []
    import doctest  # it brings unittest along

    try:
        texts = _strings(text) if path.endswith(".py") else [text]
        parser = doctest.DocTestParser()
        return [f"{one.source.strip()}\n{one.want}" for part in texts for one in parser.get_examples(part)]
    except (SyntaxError, ValueError, RecursionError):
        return [line.strip() for line in text.splitlines() if line.strip().startswith(">>>")]


def _strings(text: str) -> list[str]:
    return [
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ">>>" in node.value
    ]


def _functions(text: str) -> list[str]:
    """The tests that a module of code holds itself: what pytest would take for one if it looked there."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return []
    if tree.body and _only_checks(tree):
        return [f"{one.name}({ast.dump(one)}" for one in tree.body if isinstance(one, ast.FunctionDef)]
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return [f"{one.name}({ast.dump(one)}" for one in tree.body if isinstance(one, kinds) and _is_test(one)]


def _only_checks(tree: ast.Module) -> bool:
    """Whether a module holds nothing but functions that assert, as one does whose tests have other names."""
    allowed = ast.FunctionDef | ast.Import | ast.ImportFrom | ast.Expr | ast.Assign
    functions = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
    asserts = [any(isinstance(inner, ast.Assert) for inner in ast.walk(one)) for one in functions]
    return bool(functions) and all(asserts) and all(isinstance(one, allowed) for one in tree.body)


def _is_test(node: ast.AST) -> bool:
    asserts = any(isinstance(one, ast.Assert) for one in ast.walk(node))
    return asserts and str(getattr(node, "name", "")).lower().startswith("test")


def _from_first(mark: re.Pattern[bytes], data: bytes) -> list[bytes]:
    """Everything from the first mark of a test on, in whatever order items stand."""
    found = mark.search(data)
    return data[found.start() :].split() if found else []


def _asserting(text: str) -> list[str]:
    """The blocks of code in a document that assert something: a tool may run them as tests."""
    return ["".join(block) for block in _BLOCK.findall(text) if "assert" in block[1]]


def _fences(text: str) -> list[str]:
    """The blocks of code in the documentation of Rust items, each with the words behind its fence."""
    blocks: list[str] = []
    inside = False
    for line in _RUST_DOC.findall(text):
        if line.strip().startswith("```"):
            inside = not inside
            if inside:
                blocks.append(line.strip())
        elif inside:
            blocks[-1] += f"\n{line.strip()}"
    return blocks
