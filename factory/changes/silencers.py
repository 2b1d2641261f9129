"""What added lines of code may not hold: words that silence a check, know of tests, or reach into their runner.

The first table holds for every file; the second, by language, for all but new tests, which are allowed what product
code is not.
"""

from __future__ import annotations

import re

from mity.text.patterns import regex

_CHECKS = (
    r"#\s*(?:ruff|flake8)?:?\s*noqa|#\s*type:\s*ignore|#\s*(?:based)?pyright:|#\s*pylint:\s*(?:disable|skip)",
    r"#\s*(?:pyre-|pytype:|mypy:)|#\s*nosec\b|#\s*nosemgrep|#\s*isort:\s*(?:skip|off)|#\s*fmt:\s*(?:off|skip)",
    r"#\s*yapf:\s*disable|no_type_check|#\s*shellcheck\s+disable|hadolint\s+ignore|yamllint\s+disable",
    r"(?:eslint|oxlint|tslint|jscs|stylelint|markdownlint)[-:](?:disable|env)|(?:biome|rome|prettier|deno-lint|dprint)-ignore",
    r"jshint\s+ignore|@ts-(?:ignore|nocheck|expect-error)|\$Flow(?:FixMe|Ignore)|NOSONAR|NOLINT|noinspection|lint:ignore",
    r"#!?\s*\[\s*(?:allow|expect|warn)\s*\(|cfg_attr\s*\([^\n]*(?:allow|test|ignore)|rustfmt::skip",
    r"@SuppressWarnings|@SuppressFBWarnings|@SuppressLint|@(?:file:)?Suppress\b|CHECKSTYLE[.:]\s*OFF|CSOFF|NOPMD",
    r"#pragma\s+(?:warning|nullable)|#nullable\s+disable|SuppressMessage|<NoWarn>|ReSharper\s+disable|@formatter:off",
    r"#\s*(?:ty|pyrefly|zuban)\s*:|#\s*skipcq\b|#\s*sourcery\s+skip|pragma:?\s*no\s*mutate|//\s*(?:lint:file-ignore|revive:|exhaustive:)",
    r"(?:gitleaks|trivy|tfsec|codespell|jscpd|typos|vale|semgrep)\s*[:-]\s*(?:allow|ignore|disable|off)|\bnosemgrep\b|checkov:skip",
    r"(?:cspell|spell-?checker)\s*:\s*(?:disable|ignore)|deno-(?:lint|fmt)-ignore|(?:rubocop|swiftlint|ktlint|htmlhint|phpcs)[:-]disable",
    r"phpcs:ignore|@phpstan-ignore|@psalm-suppress|ignore_for_file|CPD-OFF|(?:lgtm|codeql)\s*\[|//\s*#?nosec\b",
    r"#!?\[\s*(?:clippy::|automatically_derived)|(?:#|//|/\*)\s*[a-z][\w.]{1,20}[:-]\s*(?:ignore|disable|skip|off)(?:-[a-z-]{2,20})?\s*(?:\[|\*/|$)",
    r"//\s*go:build\b|//\s*\+build\b|//go:linkname|<auto-?generated|//\s*Code generated\b|(?:#|//|\*)\s*@generated\b",
    r"(?:autopep8|docformatter|djlint|curlylint|erb-lint)\s*:\s*(?:off|disable)|custom_test_frameworks|#!?\[\s*test_runner",
    r"reexport_test_harness|(?-i:\buse\s+(?!pretty_assertions)[\w:]{1,80}::\{?\s*(?:debug_)?assert(?:_eq|_ne)?\b)|macro_use\s*\(\s*assert",
    r"declare\s+module\s+[\"']\*[\"']|^\s*///\s*<reference\s+(?:types|path)\s*=\s*[\"']\.|ignore(?:DuringBuilds|BuildErrors)\s*:\s*true",
    r"//\s*go:debug\b|\bif\s+not\s+(?:typing\.|t\.)?TYPE_CHECKING\b|debug\.Set(?:PanicOnFault|Traceback)\(",
    r"signal\.Ignore\([^)\n]{0,100}SIG(?:ABRT|SEGV|BUS|ILL|FPE)",
    r"\b(?:errorHandler|warnHandler|onerror|onunhandledrejection)\s*=\s*(?:async\s*)?(?:function\b[^({\n]{0,40})?\(?[^()={}\n]{0,60}\)?\s*(?:=>)?\s*\{\s*\}",
    r"__attribute__\s*\(\(\s*_{0,2}(?:con|de)structor|Symbol\.for\(\s*[\"'`]\$\$jest",
    r"declare\s+module\s+[\"'](?:vitest|@vitest|jest|@jest|@playwright|mocha|chai|node:test)|declare\s+(?:const|function|let|var)\s+expect\b",
)
_COVERAGE = (
    r"pragma:?\s*no\s*(?:cover|branch)|(?:istanbul|c8|v8|node:coverage|vitest)\s+ignore|node:coverage\s+disable",
    r"LCOV_EXCL|GCOVR?_EXCL|KCOV_EXCL|coverage\s*\(\s*off|cfg\(\s*(?:not\(\s*)?(?:tarpaulin|coverage)",
    r"ExcludeFromCodeCoverage|(?-i:@Generated\b)|@codeCoverageIgnore",
)
_LEFT_OUT = (
    r"pytest\.(?:skip|xfail|exit|importorskip)|pytest\.mark\.(?:skip|xfail|flaky)|unittest\.(?:skip|expectedFailure)",
    r"(?-i:SkipTest)|skipTest\(|expectedFailure|__test__\s*=|pytestmark\b|collect_ignore|pytest_plugins|doctest:\s*\+SKIP",
    r"\bdef\s+pytest_\w+|\bdef\s+load_tests\b",
    r"\b(?:it|test|describe|suite|context|specify|bench)(?:\.\w+)*\.(?:skip|only|todo|fixme|skipIf|runIf|failing|fails)\s*[.(]",
    r"(?<![\w.])[xf](?:it|describe|test|specify|context)\s*\(\s*[\"'`]|\bthis\.(?:skip\(\s*\)|retries\()|retryTimes\(",
    r"passWithNoTests|^[ \t]*pending\(|#\s*\[\s*(?:ignore|should_panic)|(?-i:testing\.Short\(\))",
    r"(?-i:\b[tb]\.Skip(?:Now|f)?\(\s*(?:[\"`)]|$))|(?-i:\b[PFX](?:It|Describe|Context)\(\s*\")",
    r"(?-i:@(?:Disabled\w*|Ignored?|EnabledIf\w*|EnabledOn\w*|PendingFeature)\b)|(?-i:\bAssum(?:e|ptions)\.)",
    r"assumeTrue|assumeFalse|AssumptionViolated|(?-i:\bSkip\s*=\s*[\"nN$])|(?-i:\[\s*(?:Ignore|Explicit)\s*[\](])",
    r"(?-i:Assert\.(?:Ignore|Inconclusive|Skip|Pass)\b)|SkippableFact|(?-i:Skip\.(?:If|Unless))",
    r"skipTests|maven\.test\.skip|testFailureIgnore|skipITs|failIfNoTests|ignoreFailures|\"strict\"\s*:\s*false",
    r"(?:filterwarnings|simplefilter)\(\s*[\"']ignore",
    r"harness\s*=\s*false|autotests\s*=|doctest\s*=\s*false",
)
_OF_A_RUN = (
    r"(?-i:PYTEST|VITEST|JEST_|NEXTEST|VSTEST)\w*|RUST_TEST_\w+|GOFLAGS|COVERAGE_PROCESS_START",
    r"NODE_OPTIONS|JAVA_TOOL_OPTIONS|PYTHONOPTIMIZE|RUSTFLAGS|BASH_ENV|MITY_\w+",
    r"junit\.xml|\.trx\b|surefire-reports|failsafe-reports|test-results|TEST-\S*\.xml|<testsuites?\b|<testcase\b",
    r"[\"'](?:testsuites?|testcase)[\"']|[\"'](?:[^\s\"']*/)?(?:\.coverage|coverage\.(?:xml|json)|lcov\.info)[\"']",
    r"[\"'](?:[^\s\"']*/)?(?:cobertura|jacoco|clover)[^\s\"']*[\"']",
)
_UNTIL = (
    r"\b(?:today|utcnow|now)\(\s{0,4}(?:[\w.=]{1,30}\s{0,4})?\)(?:\.date\(\))?\s{0,4}[<>]=?\s{0,4}(?:datetime\.){0,2}(?:date|datetime)\(\s{0,4}\d",
    r"\b(?:today|utcnow|now)\(\s{0,4}(?:[\w.=]{1,30}\s{0,4})?\)\.(?:year|Year\(\)|getYear\(\))\s{0,4}(?:[<>]=?|[!=]=)\s{0,4}20\d\d\b",
    r"\bnew\s{1,4}Date\(\s{0,4}\)(?:\.getTime\(\))?\s{0,4}[<>]=?\s{0,4}new\s{1,4}Date\(\s{0,4}[\"'`\d]|\bgetFullYear\(\)\s{0,4}(?:[<>]=?|[!=]==?)\s{0,4}20\d\d\b",
    r"\b(?:Date\.now|time\.time|time_ns|Unix|getTime|currentTimeMillis)\(\s{0,4}\)\s{0,4}[<>]=?\s{0,4}1[6-9]\d{8}",
    r"\bnow\([^()\n]{0,40}\)\.(?:is)?(?:Before|After)\(\s{0,4}\w{1,20}\.(?:of|parse|Date|Unix)\(",
    r"\bDateTime(?:Offset)?\.(?:Utc)?(?:Now|Today)(?:\.Year)?\s{0,4}[<>]=?\s{0,4}(?:new\s{1,4}DateTime(?:Offset)?\(\s{0,4}\d|20\d\d\b)",
)
"""What is right until a day, or from one on."""
SILENCER = regex("|".join((*_CHECKS, *_COVERAGE, *_LEFT_OUT, *_OF_A_RUN, *_UNTIL)), re.IGNORECASE | re.MULTILINE)


_SPACE = regex(r"\s{40,}")
_JOINED = regex(r"([\"'`])\s*\+\s*\1")


def joined(added: str) -> str:
    """Lines of code with texts in one piece that were added up of several, and no more space than code needs."""
    return _JOINED.sub("", _SPACE.sub(lambda found: "\n" if "\n" in found[0] else " ", added))


def silencer(added: str) -> str:
    """The first part of added lines that silences a check, leaves out a test or meddles with what a runner leaves."""
    found = SILENCER.search(added)
    return found[0].strip() if found else ""
