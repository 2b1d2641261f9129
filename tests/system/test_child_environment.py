"""What of mity's environment reaches the tools that prove an application."""

from __future__ import annotations

import pytest

from mity.command import Command
from mity.system.child_environment import child_environment
from mity.system.runner import Runner
from rows import each


@each(
    ("name", "value"),
    [
        ("PYTEST_ADDOPTS", "-k nothing"),
        ("PYTHONOPTIMIZE", "2"),
        ("MAVEN_ARGS", "-DskipTests"),
        ("MAVEN_OPTS", "-DskipTests"),
        ("JAVA_TOOL_OPTIONS", "-Dmaven.test.skip=true -javaagent:x.jar"),
        ("NODE_OPTIONS", "--require ./patch.js --import=x"),
        ("NODE_PATH", "elsewhere"),
        ("RUSTFLAGS", "--cap-lints allow"),
        ("CARGO_TARGET_DIR", "/elsewhere"),
        ("NEXTEST_PROFILE", "none"),
        ("GTEST_FILTER", "-*"),
        ("MAKEFLAGS", "-n"),
        ("BASH_ENV", "patch.sh"),
        ("npm_config_ignore_scripts", "true"),
        ("PYTHONPATH", "elsewhere"),
        ("GIT_DIR", "elsewhere"),
        ("GIT_CONFIG_COUNT", "1"),
        ("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER", "true"),
        ("NPM_CONFIG_SCRIPT_SHELL", "/bin/true"),
        ("npm_config_node_options", "--require ./patch.js"),
        ("INSTA_FORCE_PASS", "1"),
        ("INSTA_UPDATE", "always"),
        ("TRYBUILD", "overwrite"),
        ("UPDATE_EXPECT", "1"),
        ("SYRUPY_SNAPSHOT_UPDATE", "1"),
        ("PROPTEST_CASES", "0"),
        ("HYPOTHESIS_PROFILE", "none"),
        ("RUST_TEST_SHUFFLE", "1"),
        ("TS_NODE_TRANSPILE_ONLY", "1"),
        ("SPRING_PROFILES_ACTIVE", "broken"),
        ("CORECLR_ENABLE_PROFILING", "1"),
        ("RUBYOPT", "-r./x"),
    ],
)
def test_what_steers_a_tool_stays_outside(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert name not in child_environment({}, "m")
    assert child_environment({name: value}, "m")[name] == value, "what a stack says itself counts"
    outcome = Runner().run(Command(("env",)))
    assert f"{name}=" not in outcome.output


@each(
    ("name", "value", "kept"),
    [
        ("MAVEN_OPTS", "-Xmx2g -DskipTests -Dmaven.repo.local=/r", "-Xmx2g -Dmaven.repo.local=/r"),
        ("JAVA_TOOL_OPTIONS", "-Dhttps.proxyHost=p -Djavax.net.ssl.trustStore=/t -ea", None),
        ("NODE_OPTIONS", "--max-old-space-size=4096 --require ./x.js --use-system-ca", None),
        ("HTTPS_PROXY", "http://p:1", "http://p:1"),
        ("CARGO_HOME", "/c", "/c"),
        ("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER", "ld", "ld"),
        ("CYPRESS_CACHE_FOLDER", "/c", "/c"),
        ("PLAYWRIGHT_BROWSERS_PATH", "/b", "/b"),
        ("npm_config_registry", "https://r.example", "https://r.example"),
        ("AVATAR", "ada", "ada"),
        ("GIT_AUTHOR_NAME", "Ada", "Ada"),
        ("GIT_COMMITTER_EMAIL", "ada@example.com", "ada@example.com"),
        ("GIT_CONFIG_GLOBAL", "/home/ada/git.ini", "/home/ada/git.ini"),
        ("GIT_SSH_COMMAND", "ssh -i key", "ssh -i key"),
    ],
)
def test_memory_proxies_certificates_and_who_commits_get_through(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, kept: str | None
) -> None:
    monkeypatch.setenv(name, value)
    words = [word for word in value.split() if word not in ("-ea", "--require", "./x.js")]
    assert child_environment({}, "m")[name] == (kept or " ".join(words))


def test_options_of_node_that_the_machine_needs_stay_beside_those_of_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_OPTIONS", "--max-old-space-size=4096 --require ./patch.js")
    made = child_environment({"NODE_OPTIONS": "--require x.cjs", "NO_COLOR": ""}, "m")
    assert made["NODE_OPTIONS"] == "--max-old-space-size=4096 --require x.cjs"
    assert "NO_COLOR" not in made, "for tests of colours it must not even be empty"
    assert child_environment({}, "m")["NO_COLOR"] == "1"
