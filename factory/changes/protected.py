"""Which files are tests, gates, manifests, settings and sources: the globs that every policy on changes is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from mity.changes.gate_files import LINTERS, PIPELINES, SCANNERS
from mity.command import Command

MANIFESTS = (
    "pyproject.toml", "setup.cfg", "setup.py", "requirements*.txt", "requirements*.in", "requirements*.lock",
    "requirements/*", "uv.lock", "poetry.lock", "pdm.lock", "Pipfile", "Pipfile.lock", "package.json",
    "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "Cargo.toml", "Cargo.lock", "pom.xml", "*.csproj",
    "Directory.*.props", "packages.lock.json", "go.mod", "go.sum", "build.gradle", "build.gradle.kts",
)  # fmt: skip
LOCKS = (
    *("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "requirements*.lock", "package-lock.json"),
    *("pnpm-lock.yaml", "yarn.lock", "Cargo.lock", "packages.lock.json", "go.sum", "gradle.lockfile"),
    *("npm-shrinkwrap.json", "bun.lock", "bun.lockb", "deno.lock", "pylock*.toml", "pixi.lock", "conda-lock.y*ml"),
    *("flake.lock", "Gemfile.lock", "composer.lock", "verification-metadata.xml"),
)
CONFIGS = (
    ".env", ".env.*", "*.toml", "*.ini", "*.cfg", "*.json", "*.yaml", "*.yml", "*.properties", ".npmrc",
    ".gitattributes", ".dockerignore", "mvnw", "gradlew", "*.sh", "alembic.ini", "*.sln", "*.slnx",
)  # fmt: skip
_TEST_FOLDERS = (
    *("tests", "test", "Tests", "Test", "__tests__", "__test__", "__snapshots__", "__mocks__", "__fixtures__", "spec"),
    *("specs", "Specs", "e2e", "autotests", "unittests", "unit_tests", "unit-tests", "integration_tests"),
    *("integration-tests", "integrationTest", "integrationTests", "functionalTest", "androidTest", "acceptance"),
    *("functional_tests", "functional-tests", "testFixtures", "testdata", "test_data", "test-data", "testing"),
    *(
        "fixtures",
        "goldens",
        "golden",
        "snapshots",
        "cypress",
        "playwright",
        "benches",
        "testsuite",
        "test_support",
        "features/steps",
        *("tests_*", "test-utils", "testutils", "mocks", "src/it", "src/jmh", "__*snapshots__"),
        *("cassettes", "__screenshots__", "pacts", "wiremock", "expected", "baselines", "postman", "bruno"),
    ),
    *("*.Tests", "*.Test", "*.UnitTests", "*.IntegrationTests", "*.FunctionalTests", "*.Specs", "*Tests", "*-tests"),
    *("*_tests", "*-test", "*-e2e"),
)
_TEST_FILES = (
    *("test_*.py", "tests_*.py", "*_tests.py", "tests.py", "test.py", "tests.rs", "test.rs", "*_test.*", "*_tests.rs"),
    *("*_spec.*", "*.test.*", "*.tests.*", "*.spec.*", "*.specs.*", "*.e2e.*", "*.cy.*"),
    *("*-test.*", "*-tests.*", "*-spec.*", "*.e2e-spec.*", "*.test-d.ts", "*.steps.*", "*.stories.*", "*.snap"),
    *("*.ambr", "*.feature", "*.robot", "*.bats", "*Test.java", "*Tests.java", "*TestCase.java", "Test*.java"),
    *("*IT.java", "*ITCase.java", "IT*.java", "*Spec.java", "*Test.kt", "*Tests.kt", "*Spec.kt", "*IT.kt"),
    *("*Test.groovy", "*Spec.groovy", "*Test.scala", "*Spec.scala", "*Suite.scala", "*Test.cs", "*Tests.cs"),
    *("*Specs.cs", "*Fixture.cs", "*.Tests.csproj", "*.Test.csproj", "*Tests.csproj", "*Test.fs", "*Tests.fs"),
    *("*Tests.fsproj", "*Tests.vb", "*Test.php", "*Tests.swift", "*.Tests.ps1", "*.approved.*", "*.verified.*"),
    *("setupTests.*", "setup-tests.*", "setup-jest.*", "setup-vitest.*", "jest.setup.*", "jest-setup.*"),
    *("vitest.setup.*", "vitest-setup.*", "test-setup.*", "testSetup.*", "test.setup.*", "test-utils.*"),
    *("*_unittest.*", "*_unittests.*", "*.golden", "*.expected", "*.snap.new", "*.hurl", "*.postman_collection.json"),
    *("*.http", "*.jtl", "*.jmx", "*.tavern.yaml", "*.karate", "qunit.*", "*.approved", "*.cassette"),
    *(".env.test*", "application-test*", "appsettings.Test*", "logback-test*", "log4j2-test*"),
    *("expected_*.*", "expected-*.*", "*_expected.*", "*-expected.*", "*_test.sql", "*.want", "*.out"),
    *("test.ts", "tests.ts", "test.js", "tests.js", "test.mjs", "test.cjs"),
)


def at_any_depth(names: Iterable[str]) -> tuple[str, ...]:
    """Globs for names wherever they lie."""
    return tuple(f"**/{name}" for name in names)


TESTS = ("tests/**", "test/**", *(f"**/{name}/**" for name in _TEST_FOLDERS), *at_any_depth(_TEST_FILES))
_FIXTURES = ("conftest.py", "**/conftest.py")
_RUNNERS = (
    *("pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml"),
    *("tox.ini", "tox.toml", "noxfile.py", "hatch.toml", ".coveragerc", ".coveragerc.toml", "nose.cfg"),
    *(".noserc", "unittest.cfg", "behave.ini", ".behaverc", ".testr.conf", ".stestr.conf", "vitest.config.*"),
    *("vitest.workspace.*", "vitest.projects.*", "vitest*.config.*", "jest.config.*", "jest*.config.*"),
    *("jest.preset.*", "karma.conf.*", "karma*.conf.*", ".mocharc*", "mocha.opts", "ava.config.*", ".taprc", ".nycrc*"),
    *(".c8rc*", "nyc.config.*", ".jasmine*", "jasmine*.json", "playwright.config.*", "playwright*.config.*"),
    *("cypress.config.*", "cypress.json", "wdio.conf.*", "wdio*.conf.*", "nightwatch.conf.*", "nightwatch.json"),
    *(".testcaferc*", "web-test-runner.config.*", "protractor*.conf.*", "cucumber.*", "stryker.conf.*"),
    *("stryker.config.*", ".storybook/**", "nextest.toml", "tarpaulin.toml", ".tarpaulin.toml", "phpunit.xml*"),
    *(
        "junit-platform.properties",
        "mockito-extensions/**",
        *(
            f"META-INF/services/org.{name}*"
            for name in ("assertj", "mockito", "opentest4j", "hamcrest", "spockframework")
        ),
        "testng*.xml",
        "TestNG*.xml",
        "archunit*.properties",
        "archunit_ignore_patterns.txt",
    ),
    *("*.runsettings", "*.testsettings", "*.slnf", "xunit.runner.json", "*.xunit.runner.json", "testconfig.json"),
    *("testEnvironments.json", "coverlet*.json", "SpockConfig.groovy", "kotest.properties", "cucumber.properties"),
    *("serenity.conf", "serenity.properties", "lcov*rc", ".lcovrc", "gcovr.cfg", ".simplecov", ".rspec"),
)
_OF_A_RUN = (".git/**", ".venv/**", "venv/**", "node_modules/**", "site-packages/**", "*.egg-info/**", "*.dist-info/**")
"""What no change of sources has any business in: the repository, environments, installed packages."""
GATES = tuple(
    dict.fromkeys(
        (
            *_FIXTURES,
            *_RUNNERS,
            *LINTERS,
            *SCANNERS,
            *PIPELINES,
            *at_any_depth((*_RUNNERS, *LINTERS, *SCANNERS, *PIPELINES, *_OF_A_RUN)),
        )
    )
)
PROTECTED = (*TESTS, *GATES)
_TASKS = (
    *("Makefile*", "makefile", "GNUmakefile", "*.mk", "justfile", "Justfile", ".justfile", "*.just", "Taskfile*"),
    *("taskfile*", "Rakefile", "magefile.go", "tasks.py", "dodo.py", "pavement.py", "fabfile.py", "wscript"),
    *("SConstruct", "CMakeLists.txt", "CMakePresets.json", "meson.build", "BUILD", "BUILD.bazel", "WORKSPACE*"),
    *("MODULE.bazel", ".bazelrc", "pants.toml", "BUCK", ".buckconfig", "build.xml", "gulpfile.*", "Gruntfile.*"),
    *("nx.json", "project.json", "turbo.json", "lerna.json", "rush.json", "wireit.json", ".envrc", "mise.toml"),
    *(".mise.toml", ".tool-versions", "devbox.json", "flake.nix", "shell.nix", "xtask/**", "build.rs"),
)
_TOOLCHAINS = (
    *("uv.toml", "poetry.toml", "pdm.toml", "pip.ini", "pyvenv.cfg", "*.egg-link", "hatch_build.py", "pdm_build.py"),
    *("binding.gyp", "vendor/**", "third_party/**", "3rdparty/**", "GlobalUsings.cs", "postcss.config.*"),
    *("sitecustomize.py", "usercustomize.py", "*.pth", "pip.conf", ".pip/**", ".pdbrc", ".npmrc", ".yarnrc*"),
    *(".yarn/**", ".pnpmfile.*", "pnpm-workspace.y*ml", "bunfig.toml", "babel.config.*", ".babelrc*"),
    *(".swcrc", ".node-version", ".nvmrc", ".python-version", ".cargo/**", ".config/**", "rust-toolchain*"),
    *("mvnw*", "gradlew*", ".mvn/**", "gradle/wrapper/**", "init.gradle*"),
    *("buildSrc/**", "META-INF/services/org.junit*", "META-INF/services/org.testng*"),
    *("META-INF/services/*Processor", "Directory.Build.*", "Directory.Solution.*", "global.json", "nuget.config"),
    *("NuGet.config", "NuGet.Config", "dotnet-tools.json", "*.rsp", "go.work", "go.work.sum", ".editorconfig"),
    *(
        ".gitattributes",
        "module-info.java",
        "node.config.json",
        "nodemon.json",
        "profiles.xml",
        "runtimeconfig.template.json",
    ),
)
TASK_FILES = (*_TASKS, *_TOOLCHAINS)
"""Files that decide what a test or a check does when it is called, and that no coding agent may change.

A rule of mity's own may restore the mode or the line ends of a wrapper among them.
"""
JUDGED = ("**/gradle.properties", "**/settings.gradle", "**/settings.gradle.kts", "**/deno.json*", "**/.gitignore")
"""Task files too, which a coding agent may change setting by setting, and freely where a definition names them."""
FORBIDDEN = (
    *PROTECTED,
    *at_any_depth((*LOCKS, *TASK_FILES)),
    *(".mity/**", "**/.env", "**/.env.local"),
)
"""What no coding agent may change, whether it repairs or makes a feature."""
SOURCES = tuple(
    f"**/*.{suffix}"
    for suffix in (
        *("py", "pyi", "js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "vue", "svelte", "html", "css", "scss"),
        *("rs", "java", "kt", "cs", "go", "sql", "graphql", "proto", "jinja", "j2"),
    )
)


_SIGNS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@cache
def _pattern(globs: tuple[str, ...]) -> re.Pattern[str]:
    parts = [
        "".join(_SIGNS.get(piece) or re.escape(piece) for piece in re.split(r"(\*\*/|\*\*|\*|\?)", glob))
        for glob in globs
    ]
    return re.compile("|".join(parts), re.DOTALL)


def matches(path: str, globs: Iterable[str]) -> bool:
    """True when one of the globs fits the whole relative path; `**/` also stands for no folder."""
    globs = tuple(globs)
    return bool(globs) and _pattern(globs).fullmatch(path) is not None


def matches_any_case(path: str, globs: Iterable[str]) -> bool:
    """The same where file systems do not tell `.GitHub` from `.github`; a glob with capitals means these alone."""
    globs = tuple(globs)
    low = path.lower()
    return matches(path, globs) or (low != path and matches(low, tuple(one for one in globs if one.islower())))


NOBODYS = (".git/**", "**/.git/**", ".mity/**")
"""What no scope of a definition frees."""


def freed_by(scopes: Iterable[str]) -> tuple[str, ...]:
    """Those globs of a definition that name tests, pipelines or gates: `tests/**` does, `**` and `src/**` do not."""
    return tuple(glob for glob in scopes if matches(glob, (*FORBIDDEN, *JUDGED)))


def is_test(path: str) -> bool:
    """True for a file of tests or of their fixtures, by its name and place."""
    return matches(path, (*TESTS, *_FIXTURES))


def config_files_of_tests(root: Path, commands: Iterable[Command]) -> tuple[str, ...]:
    """The files of the project that the commands of its tests name."""
    words = {word for command in commands for word in command.argv}
    return tuple(sorted(word for word in words if not Path(word).is_absolute() and (root / word).is_file()))
