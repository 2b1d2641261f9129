"""Files that are programs, or name programs, for tools that build and test: what is shown of each by its path."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

BROUGHT = ("node_modules", ".venv", "venv", ".tox", ".nox", "__pypackages__")
"""Folders of installed programs: where a project brings one, its programs stand in front of all others."""

_OF_NODE = (
    *("vite", "vitest", "vitest.workspace", "jest", "jest.preset", "eslint", "babel", "postcss", "tailwind", "webpack"),
    *("rollup", "next", "nuxt", "svelte", "astro", "remix", "playwright", "cypress", "metro", "metro.transformer"),
    *("ava", "wdio", "nyc", "tsup", "unbuild", "rspack", "rsbuild", "farm", "stylelint", "prettier", "commitlint"),
    *("lint-staged", "forge", "electron-builder", "electron.vite", "craco", "vue", "quasar", "app", "snowpack"),
)
_WHAT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("settings of JavaScript tools, which are a program", tuple(f"{name}.config.*" for name in _OF_NODE)),
    (
        "settings of JavaScript tools, which are a program or name one",
        (
            *("karma*.conf.*", ".babelrc*", ".eslintrc*", ".mocharc*", ".lintstagedrc*", ".swcrc", ".postcssrc*"),
            *("gulpfile.*", "Gruntfile.*", "angular.json", "nx.json", "project.json", "turbo.json", "deno.json*"),
            *("bunfig.toml", "package.yaml", "package.json5", ".taprc", ".c8rc*", ".nycrc*", "lerna.json"),
        ),
    ),
    (
        "settings of checkers, which may load plugins",
        (
            *("mypy.ini", ".mypy.ini", ".pylintrc*", "pylintrc*", ".coveragerc*", ".flake8", ".pyre_configuration"),
            *(".golangci.*", "biome.json*", ".stylelintrc*", ".prettierrc*", ".bandit", ".importlinter", "tslint.json"),
        ),
    ),
    (
        "a program that tests run first",
        (
            *("jest.setup.*", "jest-setup.*", "setup-jest.*", "vitest.setup.*", "vitest-setup.*", "setupTests.*"),
            *("setup-tests.*", "test-setup.*", "testSetup.*", "__mocks__/**", "cypress/support/*", "cypress/plugins/*"),
            *("features/environment.py", "junit-platform.properties", "globalSetup.*", "global-setup.*"),
        ),
    ),
    ("a service that Java loads by itself", ("META-INF/services/*", "META-INF/services/**")),
    (
        "a compiled program, which nobody can read",
        (
            *("*.jar", "*.war", "*.class", "*.dll", "*.exe", "*.so", "*.so.*", "*.dylib", "*.pyd", "*.pyc", "*.node"),
            *("*.wasm", "*.whl", "*.egg", "*.nupkg", "*.gem", "*.crate", "*.a", "*.o", "*.lib"),
        ),
    ),
    ("variables that programs read when they start", (".env", ".env.*", "*.env", ".flaskenv")),
    ("repositories within it, from which git fetches", (".gitmodules",)),
    ("modules that came with the project", ("vendor/modules.txt",)),
    ("options of the Java machine", (".jvmopts", ".sbtopts", ".javaopts", "*.vmoptions", ".sdkmanrc")),
    ("npm runs node-gyp for it", ("binding.gyp",)),
    ("settings of npm, Yarn or pnpm, which may name programs", (".npmrc", ".yarnrc*", ".pnpmfile.*", ".yarn/**")),
    ("packages of a workspace of pnpm", ("pnpm-workspace.yaml",)),
    ("Python runs it when it starts", ("sitecustomize.py", "usercustomize.py", "*.pth", "*.egg-link", "pyvenv.cfg")),
    ("a program of the build", ("hatch_build.py", "pdm_build.py", "build_backend.py", "_custom_build.py")),
    ("a program of a task runner", ("noxfile.py", "tasks.py", "dodo.py", "fabfile.py", "duty.py", "toxfile.py")),
    ("commands of tox", ("tox.ini", "tox.toml")),
    ("a program of the framework", ("manage.py", "alembic/env.py", "migrations/env.py", "wsgi.py", "asgi.py")),
    ("settings of pytest, which may load plugins", ("pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml")),
    ("settings of setuptools, which may name programs", ("setup.cfg",)),
    ("where packages come from", ("pip.conf", "pip.ini", "uv.toml", "poetry.toml", "pdm.toml", ".pypirc", "Pipfile")),
    ("settings of Cargo, which may name programs", (".cargo/*",)),
    ("the toolchain of Rust, which may be a folder", ("rust-toolchain", "rust-toolchain.toml")),
    ("extensions of Maven", (".mvn/extensions.xml",)),
    ("settings of Maven, which may name programs", (".mvn/**",)),
    ("a program of Gradle", ("*.gradle", "*.gradle.kts", "buildSrc/**", "build-logic/**")),
    ("settings of Gradle, which may name programs", ("gradle.properties", "gradle/wrapper/*", "gradle/*.toml")),
    ("settings of .NET, which may name programs", ("*.rsp", "global.json", "*.user", "dotnet-tools.json", "*.ruleset")),
    ("where packages come from", ("nuget.config", "NuGet.config", "NuGet.Config")),
    ("settings of the Go workspace", ("go.work",)),
    (
        "a program of make or its kin",
        (
            *("GNUmakefile", "makefile", "Makefile*", "*.mk", "CMakeLists.txt", "*.cmake", "meson.build", "justfile"),
            *(".justfile", "Justfile", "Rakefile", "Taskfile*", "magefile.go", "SConstruct", "wscript", "BUILD"),
            *("BUILD.bazel", "WORKSPACE*", "MODULE.bazel", ".bazelrc", "build.xml", "Earthfile"),
        ),
    ),
    ("settings of a shell or of tool versions", (".envrc", "mise.toml", ".mise.toml", ".tool-versions", "devbox.json")),
    ("a hook of git", (".husky/*", ".githooks/*", "lefthook.y*ml", ".lefthook.y*ml", ".pre-commit-config.y*ml")),
    ("attributes of git, which may name filters", (".gitattributes",)),
    ("settings of Lombok", ("lombok.config",)),
)


_EXAMPLE = re.compile(r"(?:example|sample|template|dist|defaults?)s?$|^example|^sample")


def what_runs(path: PurePosixPath) -> str:
    """What a file is to the tools that build and test, by its path in the project; empty when it is nothing to them."""
    if "env" in path.name and _EXAMPLE.search(path.name.lstrip(".")):
        return ""
    return next((what for what, globs in _WHAT if any(_fits(path, glob) for glob in globs)), "")


def _fits(path: PurePosixPath, glob: str) -> bool:
    if glob.endswith("/**"):
        return glob.removesuffix("/**") in path.parts[:-1]
    return path.match(glob)
