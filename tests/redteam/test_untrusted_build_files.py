"""Whatever tools run or load by themselves while they build and test stands in the list to trust."""

from __future__ import annotations

from pathlib import Path

from mity.trust.build_code import build_code
from rows import each

# by its path: what is in the file, and what must be shown of it
FILES = {
    ".cargo/config.toml": ("[build]\nrustc-wrapper='./x'\n", ""),
    ".cargo/config": ("[target.x]\nrunner='./x'\n", ""),
    ".mvn/jvm.config": ("-javaagent:x.jar\n", ""),
    ".mvn/maven.config": ("-Dx\n", ""),
    ".mvn/wrapper/maven-wrapper.properties": ("distributionUrl=https://evil/x.zip\n", ""),
    "gradle/wrapper/gradle-wrapper.properties": ("distributionUrl=https://evil/x.zip\n", ""),
    "gradle/wrapper/gradle-wrapper.jar": ("x", ""),
    "gradle.properties": ("org.gradle.jvmargs=-javaagent:x\n", ""),
    "init.gradle": ("x", ""),
    "buildSrc/src/main/java/X.java": ("class X{}", ""),
    ".pnpmfile.cjs": ("x", ""),
    ".yarnrc": ("yarn-path './x'\n", ""),
    ".yarn/releases/yarn.cjs": ("x", ""),
    "bunfig.toml": ("preload=['./x']\n", ""),
    "binding.gyp": ("{}", ""),
    "vite.config.ts": ("x", ""),
    "vitest.config.ts": ("x", ""),
    "jest.config.js": ("x", ""),
    "eslint.config.js": ("x", ""),
    "babel.config.js": ("x", ""),
    "postcss.config.cjs": ("x", ""),
    "karma.conf.js": ("x", ""),
    "angular.json": ('{"builder":"./x"}', ""),
    "next.config.js": ("x", ""),
    "playwright.config.ts": ("x", ""),
    "webpack.config.js": ("x", ""),
    "tailwind.config.js": ("x", ""),
    "svelte.config.js": ("x", ""),
    ".babelrc.js": ("x", ""),
    "rollup.config.mjs": ("x", ""),
    "metro.config.js": ("x", ""),
    "sitecustomize.py": ("x", ""),
    "src/x.pth": ("import os", ""),
    "noxfile.py": ("x", ""),
    "tox.ini": ("[testenv]\ncommands=x\n", ""),
    "setup.cfg": ("[options]\ncmdclass=\n  build_py=x.B\n", ""),
    "hatch_build.py": ("x", ""),
    "pdm_build.py": ("x", ""),
    "uv.toml": ("index-url='https://evil'\n", ""),
    "pip.conf": ("x", ""),
    "manage.py": ("x", ""),
    "alembic/env.py": ("x", ""),
    "Pipfile": ("[scripts]\nx='y'\n", ""),
    "nuget.config": ("<configuration/>", ""),
    "global.json": ('{"sdk":{"paths":["./x"]}}', ""),
    "Directory.Build.rsp": ("/logger:x.dll\n", ""),
    "MSBuild.rsp": ("x", ""),
    ".config/dotnet-tools.json": ("{}", ""),
    "x.csproj.user": ("<Project><Target Name='a' BeforeTargets='Build'><Exec Command='x'/></Target></Project>", ""),
    "App.vbproj": ("<Project><Exec Command='x'/></Project>", ""),
    "after.App.sln.targets": ("<Project><Exec Command='x'/></Project>", ""),
    "rust-toolchain.toml": ("[toolchain]\npath='./x'\n", ""),
    "go.work": ("x", ""),
    "Cargo.toml": ("[lib]\nproc-macro=true\n", "macro"),
    "crates/m/Cargo.toml": ("[package]\nname='m'\n[lib]\nproc-macro = true\n", "macro"),
    "node_modules/.bin/vitest": ("x", ""),
    ".venv/bin/python": ("x", ""),
    "venv/bin/pytest": ("x", ""),
    "GNUmakefile": ("x", ""),
    "makefile": ("x", ""),
    "CMakeLists.txt": ("execute_process(COMMAND x)", ""),
    "justfile": ("x", ""),
    "Rakefile": ("x", ""),
    "gulpfile.js": ("x", ""),
    ".envrc": ("x", ""),
    "mise.toml": ("[hooks]\n", ""),
    ".gitattributes": ("*.py filter=x\n", ""),
    ".husky/pre-commit": ("x", ""),
    ".pre-commit-config.yaml": ("repos: []", ""),
    ".lintstagedrc.js": ("x", ""),
    "lefthook.yml": ("x", ""),
    "lombok.config": ("x", ""),
    "package.yaml": ("x", ""),
    "pyproject.toml": ("[tool.pytest.ini_options]\naddopts='-p evil'\n", "-p evil"),
    "pytest.ini": ("[pytest]\naddopts=-p evil\n", ""),
    "package.json": ('{"scripts":{"pretypecheck":"x"}}', "pretypecheck"),
    "pom.xml": (
        (
            "<project><build><extensions><extension><artifactId>x</artifactId></extension></extensions></bu"
            "ild></project>"
        ),
        "Maven extension x",
    ),
    "deno.json": ('{"tasks":{"a":"x"}}', ""),
}


@each("name", FILES)
def test_it_is_shown(tmp_path: Path, name: str) -> None:
    text, said = FILES[name]
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text)
    lines = build_code(tmp_path)
    assert any(name.startswith(line.partition(": ")[0]) and said in line for line in lines), lines


@each("name", ["app/main.py", "src/index.ts", "README.md", "tests/test_a.py", "app/config.py", "src/lib.rs"])
def test_sources_are_not_shown(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("x")
    assert build_code(tmp_path) == []
