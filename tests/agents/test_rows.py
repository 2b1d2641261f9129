"""The table of known errors: every row is sound, and every recorded output is understood by its row."""

from __future__ import annotations

import functools
import re
from itertools import cycle

import pytest
from log_samples import DISGUISES, FAILURES, SUCCESSES, read, rule_of

from mity.agents.classify import advice, classify
from mity.agents.signatures import Row, SignatureError, parse, rows
from mity.agents.signatures.literals import required_literal
from mity.agents.verdict import RANK
from mity.healing.model import Diagnosis, ErrorType
from rows import each

ROWS = {row.id: row for row in rows()}
# Rows without a recorded output, by what keeps the tool from running where samples are made.
# What one reason keeps only gets shorter.
NOT_RECORDED = {
    "the .NET SDK": """
        dotnet.any-code dotnet.assembly-load dotnet.assembly-not-referenced dotnet.assert dotnet.assets
        dotnet.build-failed dotnet.compiler dotnet.compiler-bare dotnet.config-missing dotnet.db dotnet.ef
        dotnet.fatal dotnet.icu dotnet.file-locked dotnet.hosting-failed dotnet.known-library dotnet.msbuild
        dotnet.namespace-missing dotnet.namespace-part-missing dotnet.port dotnet.project-missing
        dotnet.project-not-found
        dotnet.reference-missing dotnet.sdk dotnet.sdk-missing dotnet.test-counts dotnet.test-item dotnet.unhandled
        dotnet.unhandled-di nuget.downgrade nuget.error nuget.fallback-folder nuget.network nuget.service-index
        nuget.unknown nuget.vulnerable
    """,
    "Electron's binary": """
        electron.app-missing electron.crash electron.ipc electron.page-missing electron.preload electron.renderer-down
        electron.uncaught-main
    """,
    "Windows": "common.not-recognized electron-builder.locked electron-builder.symlink npm.not-recognized",
    "a Docker daemon": """
        act.failed docker.builder docker.compose docker.image-missing docker.refused docker.service docker.stage
        docker.step jvm.docker quarkus.dev-services
    """,
    "a Kubernetes cluster": "helm.chart helm.failed kubectl.server kubectl.waited",
    "a machine that systemd runs": "systemd.exec systemd.failed systemd.timeout",
    "a service behind a provider of Terraform": "terraform.box",
    "PHP": """
        composer.php composer.unresolved laravel.key pest.summary php.autoload php.class-missing php.fatal php.sql
        php.syntax
    """,
    "Ruby": "bundler.gem bundler.ruby rubocop.offence ruby.load",
    "conda": "conda.unsolved",
    "Cypress's binary": "cypress.server",
    "Dart": "dart.analyzer dart.error",
    "Elixir and Erlang": "erlang.error mix.compile mix.dependency",
    "Intel's Fortran": "fortran.runtime",
    "nginx": "nginx.config",
    "Scala": "sbt.resolve scala.error scalatest.summary",
    "vcpkg": "vcpkg.port",
    "a database that has been migrated": "database.object",
    "the Android SDK": "android.aar gradle.property javac.kotlin-library",
    "a damaged cache": "gradle.cache",
    "Prisma's engines": "node.prisma node.prisma-config prisma.engine",
    "a hosted runner": "common.gha-exit",
    "the Jenkins repository": "maven.jenkins",
    "Maven 3.9, for Quarkus's dev mode": "quarkus.test-failed quarkus.thread-blocked quarkus.worker-exhausted",
    "a terminal that answers": "port.question",
    "an Android device": "android.fatal android.resource",
    "the Eclipse compiler": "jvm.unresolved-compilation",
    "minutes of compiling": "next.build next.lint next.lock ng.prerender rust.nextest",
}
UNSEEN = {"quarkus.deployment"}
"""Rows that no sample shows yet; this list only gets shorter."""
HOSTS = re.compile(r"npmjs|pypi\.org|pythonhosted|maven\.org|repo\.maven|crates\.io|/root/|/tmp/")


def test_every_row_says_where_its_form_comes_from() -> None:
    assert [row.id for row in ROWS.values() if not row.sample and not row.source] == []


def test_every_pattern_compiles_and_names_only_what_its_subject_needs() -> None:
    for row in ROWS.values():
        wanted = set(re.findall(r"\{(\w+)\}", row.subject + row.advice)) - {"subject"}
        assert wanted <= set(row.regex.groupindex), row.id
        assert row.veto is None or row.unless, row.id


def test_no_literal_goes_over_a_line_break() -> None:
    """The search for literals looks at lines one by one."""
    assert [row.id for row in ROWS.values() if any("\n" in literal for literal in row.literals)] == []


def test_every_sample_has_a_row_and_every_named_sample_exists() -> None:
    assert sorted(row.sample for row in ROWS.values() if row.sample) == FAILURES


@functools.cache
def verdict(name: str, text: str | bytes) -> Diagnosis | None:
    """What the sample is diagnosed as. A hint decides nothing by itself, so there the command has failed, too."""
    row = ROWS.get(rule_of(name))
    return classify(text, exit_code=1 if row and row.role == "hint" else None)


def test_every_failure_is_the_verdict_of_a_sample() -> None:
    failures = [row for row in ROWS.values() if row.role in RANK]
    assert {row.id for row in failures if not row.sample} == UNSEEN
    assert [row.id for row in ROWS.values() if row.sample and row not in failures] == []


def test_only_tools_that_cannot_run_here_have_samples_that_nothing_printed() -> None:
    documented = {row.id for row in ROWS.values() if row.sample.startswith("documented/")}
    assert documented == {rule for rules in NOT_RECORDED.values() for rule in rules.split()}


def test_a_row_is_the_verdict_for_its_sample() -> None:
    wrong: dict[str, str] = {}
    for name in FAILURES:
        text = read(name)
        found = verdict(name, text)
        assert found is not None, name
        if (found.rule, found.tool) != (rule_of(name), ROWS[rule_of(name)].tool):
            wrong[name] = found.rule
        assert found.evidence, name
        assert 0 < found.confidence <= 1, name
        assert all(line.rstrip() in text for line in found.evidence), name
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_disguise_does_not_change_the_verdict() -> None:
    changed: dict[tuple[str, str], str] = {}
    for name, disguise in zip(FAILURES, cycle(DISGUISES), strict=False):
        plain, disguised = verdict(name, read(name)), verdict(name, DISGUISES[disguise](read(name)))
        if identity(plain) != identity(disguised):
            changed[name, disguise] = disguised.rule if disguised else "None"
    assert changed == {}


def identity(found: Diagnosis | None) -> tuple[str, ErrorType, str] | None:
    """What must be the same in every disguise of an output."""
    return (found.rule, found.error_type, found.fingerprint) if found else None


def test_a_success_is_not_a_failure() -> None:
    for name in SUCCESSES:
        assert classify(read(name)) is None, name
        assert classify(read(name), exit_code=0) is None, name


def test_no_sample_names_a_registry_or_a_machine() -> None:
    assert {name: HOSTS.findall(read(name)) for name in (*FAILURES, *SUCCESSES) if HOSTS.search(read(name))} == {}


def test_advice_names_the_subject() -> None:
    found = classify(read("uv.lock-outdated.log"))
    missing = classify(read("npm.missing-script.log"))
    assert found is not None
    assert missing is not None
    assert "uv lock" in advice(found)
    assert missing.subject in advice(missing)
    assert "free one" in advice(Diagnosis(ErrorType.PORT, rule="somebody.elses"))


BAD_ROWS = {
    'id = "a"': "missing",
    "id = \"a\"\npattern = 'abcd'\ncolour = 1": "colour",
    "id = \"a\"\npattern = 'abcd'\ntype = 'Boom'": "Boom",
    "id = \"a\"\npattern = 'abcd'\nrole = 'boss'": "role",
    "id = \"a\"\npattern = '(a|b)'": "literal",
}


@each(("row", "about"), BAD_ROWS.items())
def test_a_bad_row_is_refused_with_its_name(row: str, about: str) -> None:
    with pytest.raises(SignatureError, match=rf"x\.toml: a.*{about}"):
        parse(f"[[row]]\n{row}\n", "x.toml")


def test_a_row_takes_what_its_file_says_for_all() -> None:
    [row] = parse("tool = 'gcc'\nsource = 'manual'\n[[row]]\nid = 'a'\npattern = 'abcd'\n", "x.toml")
    assert isinstance(row, Row)
    assert (row.tool, row.source, row.literals) == ("gcc", "manual", ("abcd",))


@each(
    ("pattern", "literal"),
    [
        (r"^error: (?:a|b) not found", " not found"),
        (r"colou?r red", "r red"),
        (r"ab[cd]\.xyz{2}w", ".xy"),
        (r"one|two", ""),
        (r"\d+ ab", " ab"),
        (r"(only inside)", ""),
        (r"[]x]tail", "tail"),
    ],
)
def test_the_literal_of_a_pattern_is_text_it_cannot_match_without(pattern: str, literal: str) -> None:
    assert required_literal(pattern) == literal
