"""What code of tests, and of what is loaded before them, does to assertions and to how tests end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.text.patterns import regex

_SCRIPT = (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts")
_JVM = (".java", ".kt", ".groovy")
_MATCHERS = (
    r"(?:toBe(?:Truthy|Falsy|Null|Defined|Undefined|CloseTo|GreaterThan|LessThan|InstanceOf)?|toEqual|toStrictEqual"
    r"|toMatch(?:Object|Snapshot)?|toThrow|toContain|toHave(?:Length|Property|BeenCalled\w{0,8}))"
)
_HONEST = r"(?:\(?\s{0,4}(?:await\s{1,4})?(?:require|import)\(|(?:[\w$]{1,40}\.){0,3}expect\b|chai\b)"
_ROWS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        _SCRIPT,
        r"\boverwrite(?:Method|Property|ChainableMethod)\(\s{0,8}[\"'`]"
        r"(?P<what>equals?|eql|deep|ok|true|false|throws?|include|empty)[\"'`]",
        "replaces {what}",
    ),
    (
        _SCRIPT,
        rf"\b(?:globalThis|global|window)(?:\.|\[[\"'`])(?P<what>expect|assert)(?:[\"'`]\])?\s{{0,8}}=(?!=|\s{{0,8}}{_HONEST})",
        "replaces {what}",
    ),
    (
        _SCRIPT,
        r"(?<![\w.$])(?P<what>assert(?:\.strict)?(?:\.\w{1,40}|\[\w{1,40}\]))\s{0,8}=(?![=>])",
        "replaces {what}",
    ),
    (
        _SCRIPT,
        rf"\.extend\(\s{{0,40}}\{{[^{{}}]{{0,200}}?(?<![\w.]){_MATCHERS}\s{{0,8}}[:(]",
        "replaces a matcher of expect",
    ),
    (
        _SCRIPT,
        r"\b(?P<what>(?:Runnable|Runner|Test|Suite|Hook|Assertion)\.prototype\.\w{1,40})\s{0,8}=(?!=)",
        "replaces {what}",
    ),
    (
        _SCRIPT,
        r"\b(?:globalThis|global|window|context)\.(?P<what>it|test|describe)\s{0,8}=(?!=)",
        "replaces {what}",
    ),
    (
        _SCRIPT,
        r"\bmock(?:\.module)?\(\s{0,8}[\"'`](?P<what>bun:test|vitest|node:test|node:assert|assert|chai)[\"'`]",
        "replaces {what}",
    ),
    (
        _SCRIPT,
        r"[\"'`](?P<what>uncaughtException|unhandledRejection)[\"'`]\s{0,8},\s{0,8}(?:\(\w{0,20}\)|\w{1,20})\s{0,4}=>\s{0,4}\{\s{0,40}\}",
        "drops each {what}",
    ),
    (
        _SCRIPT,
        r"\.errors(?:\.length)?\s{0,4}=\s{0,4}(?:\[\s{0,4}\]|0)|\.(?:state|status)\s{0,4}=\s{0,4}[\"'`]pass(?:ed)?[\"'`]",
        "sets how a test ended",
    ),
    (
        (".py",),
        r"\.outcome\s{0,4}=\s{0,4}[\"']passed[\"']|\bcall\.excinfo\s{0,4}=\s{0,4}None",
        "sets how a test ended",
    ),
    (
        _SCRIPT,
        r"(?<![\w.$])(?:it|test)\.(?:failing|fails)\(\s{0,8}[\"'`](?P<what>[^\"'`\n]{1,80})",
        "expects '{what}' to fail",
    ),
    (
        _JVM,
        r"\bimplements\s[^{]{0,200}?\b(?P<what>TestExecutionExceptionHandler|LifecycleMethodExecutionExceptionHandler"
        r"|InvocationInterceptor)\b",
        "handles what tests throw ({what})",
    ),
    (
        _JVM,
        r"\bcatch\s{0,8}\(\s{0,8}(?:final\s{1,8})?(?P<what>Throwable|AssertionError|Error)\s{1,8}\w{1,40}\s{0,8}\)\s{0,8}\{\s{0,40}\}",
        "drops each {what}",
    ),
    ((".go",), r"(?:^|[;{\n])[ \t]{0,40}recover\(\)", "drops panics by recover()"),
    (
        (".rs",),
        r"#\[\s{0,4}should_panic\s{0,4}\][^{}]{0,200}?\bfn\s{1,4}(?P<what>\w{1,80})[^{}]{0,80}\{[^{}]{0,400}?\bassert\w{0,10}!",
        "has {what} pass when its assertion fails",
    ),
    (
        (*_SCRIPT, *_JVM, ".go", ".rs", ".py"),
        r"\b(?:\w{0,20}(?i:print)\w{0,10}!?|log|write\w{0,10}|puts|out\.\w{1,10})\(\s{0,8}[^\n]{0,40}[\"'`](?:\\x16|\\u0016|\\n){0,3}"
        r"(?P<what>--- PASS: |=== RUN |test result: ok|ok \d{1,6} - |TAP version 1|# pass \d|Tests run: \d)",
        "prints what a runner prints ({what})",
    ),
    ((".rs",), r"\bmacro_rules!\s{0,8}(?P<what>(?:debug_)?assert(?:_eq|_ne|_matches)?)\b", "replaces {what}!"),
)
_PATTERNS = tuple((endings, regex(text, re.MULTILINE), words) for endings, text, words in _ROWS)
_COMMENT = regex(r"^[ \t]{0,80}(?://|\*|#(?!\[))[^\n]{0,2000}", re.MULTILINE)


def in_code(path: str, text: str) -> Iterator[str]:
    """Clauses without a subject on what a file of code does; each kind once."""
    rows = [(pattern, words) for endings, pattern, words in _PATTERNS if path.endswith(endings)]
    plain = _COMMENT.sub("", text) if rows else ""
    for pattern, words in rows:
        if found := pattern.search(plain):
            yield words.format(**{name: (value or "").strip() for name, value in found.groupdict().items()})
