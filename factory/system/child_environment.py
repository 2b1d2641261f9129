"""The environment that children get: that of mity, without what steers, misleads or decorates the tools that prove."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from mity.text.patterns import regex

MARK = "MITY_MARK"
"""The variable by which the descendants of a child are found again, even when they left its group."""
_MISLEADING = frozenset(
    {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE", "ELECTRON_RUN_AS_NODE", "FORCE_COLOR"}
)
# What selects, skips or shadows tests, or changes what a compiler and an `assert` do, from outside of the project.
_STEERING = frozenset(
    {"PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "UNITTEST_ARGS", "NOSE_ARGS", "TOX_TESTENV"}
    | {"PYTHONOPTIMIZE", "PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONBREAKPOINT", "PYTHONWARNINGS", "PYTHONPLATLIBDIR"}
    | {"PYTHONPYCACHEPREFIX", "PYTHONCASEOK", "PYTHONEXECUTABLE", "PYTHONUSERBASE", "COVERAGE_PROCESS_START"}
    | {"NODE_PATH", "NODE_REPL_EXTERNAL_MODULE", "MOCHA_OPTIONS", "MOCHAOPTS", "JEST_CIRCUS", "VITEST", "BABEL_ENV"}
    | {"RUSTFLAGS", "RUSTDOCFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_ENCODED_RUSTDOCFLAGS", "CARGO_BUILD_RUSTFLAGS"}
    | {"CARGO_BUILD_RUSTDOCFLAGS", "RUSTC", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "RUSTC_BOOTSTRAP"}
    | {
        "CARGO_BUILD_RUSTC",
        "CARGO_BUILD_RUSTC_WRAPPER",
        "CARGO_BUILD_TARGET",
        "CARGO_TARGET_DIR",
    }
    | {"MAVEN_ARGS", "MAVEN_CMD_LINE_ARGS", "MVNW_VERBOSE", "SUREFIRE_OPTS", "GRADLE_ARGS", "GTEST_FILTER"}
    | {"GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX", "TESTBRIDGE_TEST_ONLY", "GOFLAGS", "MAKEFLAGS", "MFLAGS", "MAKEFILES"}
    | {"VSTEST_TESTCASEFILTER", "VSTEST_CONNECTION_TIMEOUT", "DOTNET_STARTUP_HOOKS", "MSBUILDARGS", "BASH_ENV", "ENV"}
)
_STEERING_PREFIXES = ("NEXTEST_", "CARGO_PROFILE_", "npm_config_script_shell", "npm_config_ignore_scripts", "GIT_")
# By the beginnings that tools give to all of theirs: runners, what rewrites expectations, how much is tried, agents.
_STEERING_KINDS = regex(
    r"(?i:npm_config_(?:node_options|script_shell|ignore_scripts|workspaces?|include_workspace_root|if_present))|CARGO_TARGET_\w+_(?:RUNNER|RUSTFLAGS)"
    r"|(?:CARGO_(?:UNSTABLE|ALIAS)|__CARGO|INSTA|TRYBUILD|PROPTEST|QUICKCHECK|RUST_TEST|HYPOTHESIS|PYTEST|COV_CORE|COVERAGE"
    r"|JEST|VITEST|MOCHA|AVA|KARMA|TS_NODE|NODE_TEST|PLAYWRIGHT_TEST|QUARKUS_TEST|STRYKER|GOTESTSUM|JUNIT|SUREFIRE)(?:_\w+)?"
    r"|CYPRESS_(?!CACHE|INSTALL|RUN_BINARY)\w+|(?:\w+_)?(?:UPDATE|ACCEPT|OVERWRITE|REGEN\w*)_(?:EXPECT\w*|SNAPSHOTS?|GOLDENS?|BASELINES?)"
    r"|(?:\w+_)?SNAPSHOTS?_UPDATE|EXPECTTEST_ACCEPT|NODE_V8_COVERAGE|GODEBUG|GOEXPERIMENT|GOENV|SPRING_PROFILES_ACTIVE"
    r"|QUARKUS_PROFILE|DOTNET_(?:ADDITIONAL_DEPS|SHARED_STORE)|COR(?:ECLR)?_\w*PROFIL\w*|BUN_OPTIONS|RUBYOPT|PERL5OPT"
)
# Who commits, and by which keys, is the user's own, as it is in the user's configuration.
_OF_GIT = frozenset(
    {"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_CONFIG_GLOBAL"}
    | {"GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS"}
)
# Of these, words that give memory, proxies and certificates stay: no machine works without its own.
_JVM = regex(
    r"-X(?:m[sxn]|ss|X:)\S*|-D(?:https?\.|ftp\.|socks)?(?:proxy|nonProxy)\S*|-Dhttps?\.\S+|-Djavax\.net\.ssl\.\S+"
    r"|-Djava\.(?:io\.tmpdir|net\.\w+)=\S*|-D(?:user|file)\.\S+|-Dmaven\.repo\.\S+"
)
_NODE = regex(
    r"--max[-_](?:old|semi)[-_]space[-_]size(?:=\S+)?|--use[-_](?:openssl|system|bundled)[-_]ca|--tls[-_]\S+"
    r"|--openssl-legacy-provider|--dns-result-order=\S+|--no-network-family-autoselection"
)
_ADDRESSES = "MITY_NOTIFY_"
"""What begins the variables with addresses of channels, which hold passwords and are mity's own affair."""
_OF_JVM = ("MAVEN_OPTS", "GRADLE_OPTS", "JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
_NODE_OPTIONS = "NODE_OPTIONS"
_WORDS = {**dict.fromkeys(_OF_JVM, _JVM), _NODE_OPTIONS: _NODE}
_QUIET = {
    "CI": "1",
    "NO_COLOR": "1",
    "NG_CLI_ANALYTICS": "false",
    "npm_config_yes": "true",
    "npm_config_fund": "false",
    "npm_config_audit": "false",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "UV_NO_WRAP": "1",
    "PYTHONUNBUFFERED": "1",
}

PRELOAD = Path(__file__).with_name("node_preload.cjs")
"""What makes the runners of JavaScript's tests leave reports."""


def child_environment(extra: Mapping[str, str], mark: str, withheld: Collection[str] = ()) -> dict[str, str]:
    """The environment of a child: ours without what would mislead or steer it, plus `extra`, plus the mark.

    Of ours, variables that are `withheld` do not reach it.

    An empty `NO_COLOR` in `extra` takes the variable away: tests of colours go by its presence. What `extra` says in
    NODE_OPTIONS is said beside what the machine needs there.
    """
    ours = ((name, value) for name, value in os.environ.items() if name not in withheld)
    kept = {name: text for name, value in ours if (text := _kept(name, value)) is not None}
    made = {**kept, **_QUIET, **extra, MARK: chain(mark)}
    if not made["NO_COLOR"]:
        del made["NO_COLOR"]
    if _NODE_OPTIONS in extra and _NODE_OPTIONS in kept:
        made[_NODE_OPTIONS] = f"{kept[_NODE_OPTIONS]} {extra[_NODE_OPTIONS]}"
    return made


def chain(mark: str) -> str:
    """`mark` below the mark that we carry ourselves, when a mity started us."""
    return ",".join(filter(None, (os.environ.get(MARK), mark)))


def _kept(name: str, value: str) -> str | None:
    """What of a variable reaches a child; None when nothing does."""
    steers = (
        name in _STEERING
        or _STEERING_KINDS.fullmatch(name)
        or (name.startswith(_STEERING_PREFIXES) and name not in _OF_GIT)
    )
    if name in _MISLEADING or steers or name.startswith(_ADDRESSES):
        return None
    if name not in _WORDS:
        return value
    words = [word for word in value.split() if _WORDS[name].fullmatch(word)]
    return " ".join(words) or None
