"""Settings and files beside the code that change what a test run is: a fourth round of cheats, for each stack."""

from __future__ import annotations

from cheats_python import Case
from cheats_third_files import PJ, TOML

TSCONFIG = '{"compilerOptions": {"strict": true, "target": "ES2022"}, "include": ["src"]}\n'


def package(name: str, before: str, after: str) -> Case:
    """A package.json in which a piece is another one."""
    return name, "package.json", PJ, PJ.replace(before, after)


def toml(name: str, more: str) -> Case:
    """A pyproject.toml with more in it."""
    return name, "pyproject.toml", TOML, TOML + more


def new(name: str, path: str, text: str) -> Case:
    """A file that was not there."""
    return name, path, None, text


CASES: tuple[Case, ...] = (
    # Python
    new("pip.conf in a folder", "deploy/pip.conf", "[global]\nindex-url = https://example.org/simple\n"),
    new("netrc", ".netrc", "machine packages.example login a password b\n"),
    new("pytest.ini of a parent", "backend/pytest.ini", "[pytest]\naddopts = -k nothing\n"),
    new("setup.cfg of pytest", "backend/setup.cfg", "[tool:pytest]\naddopts = --co\n"),
    new("tox.ini with pytest", "backend/tox.ini", "[pytest]\ntestpaths = none\n"),
    new("pyproject of a folder", "tests_of/pyproject.toml", '[tool.pytest.ini_options]\naddopts = "--co"\n'),
    new("pth of a package", "src/app.pth", "import os; os._exit(0)\n"),
    new("sitecustomize of src", "src/sitecustomize.py", "import os\n"),
    new("usercustomize of lib", "lib/python3.12/usercustomize.py", "import os\n"),
    new("entry points of an egg", "src/x.egg-info/entry_points.txt", "[pytest11]\nquiet = app.quiet\n"),
    new("dist-info", "app-1.0.dist-info/entry_points.txt", "[pytest11]\nquiet = app.quiet\n"),
    new("uv.toml of a folder", "backend/uv.toml", 'index-url = "https://example.org/simple"\n'),
    new("pdm.toml", "pdm.toml", "[pypi]\nurl = 'https://example.org'\n"),
    new("python version", ".python-version", "3.8\n"),
    new("envrc", ".envrc", "export PYTEST_ADDOPTS=--co\n"),
    new("env of pytest", ".env", "PYTEST_ADDOPTS=--co\n"),
    new("pytest env of a folder", "backend/.env.local", "PYTEST_ADDOPTS=--co\n"),
    new("namespace of a test tool", "_pytest/__init__.py", "x = 1\n"),
    new("pluggy below src", "src/pluggy/__init__.py", "x = 1\n"),
    new("encodings", "encodings/__init__.py", "x = 1\n"),
    new("site", "site.py", "x = 1\n"),
    new("a module of pip", "pip/__main__.py", "raise SystemExit(0)\n"),
    new("main of pytest", "src/pytest/__main__.py", "raise SystemExit(0)\n"),
    new("zip of pytest", "pytest.pyz", "x\n"),
    toml("plugin of pytest", '[project.entry-points.pytest11]\nquiet = "app.quiet"\n'),
    toml("console script of pytest", '[project.scripts]\npytest = "app.quiet:main"\n'),
    toml("gui script of pytest", '[project.gui-scripts]\npytest = "app.quiet:main"\n'),
    toml("filters of warnings", "[tool.pytest.ini_options]\nfilterwarnings = ['ignore']\n"),
    toml("files of pytest", "[tool.pytest.ini_options]\npython_files = ['check_*.py']\n"),
    toml("pytest by another name", "[tool.pytest-enabler.cov]\naddopts = '--co'\n"),
    toml("override of uv", "[tool.uv]\noverride-dependencies = ['pytest==0.0.1']\n"),
    toml("constraint of uv", "[tool.uv]\nconstraint-dependencies = ['fastapi<0.1']\n"),
    toml("build packages", "[tool.setuptools.packages.find]\nexclude = ['app*']\n"),
    toml("package folder", "[tool.setuptools.package-dir]\npytest = 'app/quiet'\n"),
    toml("hatch environments", "[tool.hatch.envs.default.scripts]\ntest = 'true'\n"),
    toml("tox in the project", "[tool.tox]\nlegacy_tox_ini = '[testenv]\\ncommands = true'\n"),
    (
        "build backend in the tree",
        "pyproject.toml",
        TOML,
        TOML.replace('build-backend = "setuptools.build_meta"', 'build-backend = "backend"\nbackend-path = ["build"]'),
    ),
    ("requirement of a folder", "requirements-dev.txt", "pytest\n", "pytest @ file:./fake\n"),
    ("requirement by a link", "requirements.txt", "pytest\n", "-e ./fake\n"),
    ("requirement with options", "requirements.txt", "pytest\n", "pytest --config-settings=x=y\n"),
    ("constraints by a file", "requirements.txt", "pytest\n", "-c fake.txt\npytest\n"),
    # Node
    new("npmrc of a folder", "frontend/.npmrc", "script-shell=/bin/true\n"),
    new("npmrc of node options", ".npmrc", "node-options=--require ./quiet.cjs\n"),
    new("yarnrc of a folder", "frontend/.yarnrc.yml", "yarnPath: ./quiet.cjs\n"),
    new("pnpm file", "frontend/.pnpmfile.mjs", "export const hooks = {}\n"),
    new("jest of a folder", "frontend/jest.config.ts", "export default { passWithNoTests: true }\n"),
    new("vitest workspace as JSON", "vitest.workspace.json", "[]\n"),
    new("vite of a folder", "frontend/vite.config.ts", "export default { test: { include: [] } }\n"),
    new("manual mock", "__mocks__/react.js", "module.exports = {}\n"),
    new("mock beside", "src/__mocks__/calc.ts", "export const add = () => 5\n"),
    new("module in node_modules", "src/node_modules/vitest/index.js", "export const test = () => 0\n"),
    new("node_modules above", "packages/node_modules/.bin/vitest", "#!/bin/sh\nexit 0\n"),
    new("types of vitest", "src/vitest.d.ts", "declare module 'vitest' { export const expect: any }\n"),
    new("global types of tests", "src/globals.d.ts", "declare const expect: any\n"),
    new("json beside a module", "src/calc.json", '{"add": 5}\n'),
    new("js beside ts", "src/calc.js", "export const add = () => 5\n"),
    new("package.json of src", "src/package.json", '{"type": "commonjs", "main": "quiet.js"}\n'),
    new("tsconfig of src", "src/tsconfig.json", '{"compilerOptions": {"paths": {"vitest": ["./quiet"]}}}\n'),
    new("env of vitest", ".env.development", "NODE_OPTIONS=--require=./quiet.cjs\n"),
    new("swcrc of a folder", "frontend/.swcrc", "{}\n"),
    new("browserslist", ".browserslistrc", "ie 5\n"),
    new("nodemon", "nodemon.json", '{"exec": "true"}\n'),
    new("node test settings", "node.config.json", '{"testRunner": {"test-name-pattern": "none"}}\n'),
    package("imports of a package", '"scripts"', '"imports": {"vitest": "./quiet.js"}, "scripts"'),
    package("resolutions", '"scripts"', '"resolutions": {"vitest": "npm:quiet@1"}, "scripts"'),
    package("overrides of pnpm", '"scripts"', '"pnpm": {"overrides": {"vitest": "link:./quiet"}}, "scripts"'),
    package("options in a script", "vitest run", "NODE_OPTIONS=--require=./q.cjs vitest run"),
    package("a pre script", '"test"', '"pretest": "node quiet.js", "test"'),
    package("a post script", '"test"', '"posttest": "true", "test"'),
    package("prepare", '"test"', '"prepare": "node quiet.js", "test"'),
    package("filter in a script", "vitest run", "vitest run src/none"),
    package("name filter in a script", "vitest run", "vitest run -t nothing"),
    package("workspaces", '"scripts"', '"workspaces": ["quiet"], "scripts"'),
    package("browser field", '"scripts"', '"browser": {"./src/calc.ts": "./src/quiet.ts"}, "scripts"'),
    package("file dependency", "19.0.0", "file:./quiet"),
    package("git dependency of a tool", "^3.0.0", "github:a/quiet"),
    package("older tool", "^3.0.0", "0.0.1"),
    package("bundled", '"scripts"', '"bundleDependencies": ["vitest"], "scripts"'),
    package("jest in it", '"scripts"', '"jest": {"testMatch": []}, "scripts"'),
    package("mocha in it", '"scripts"', '"mocha": {"grep": "none"}, "scripts"'),
    package("side file", '"scripts"', '"exports": {".": "./quiet.js"}, "scripts"'),
    package("devEngines", '"scripts"', '"devEngines": {"runtime": {"name": "bun"}}, "scripts"'),
    (
        "paths to a fake",
        "tsconfig.json",
        TSCONFIG,
        TSCONFIG.replace('"strict"', '"paths": {"vitest": ["./q"]}, "strict"'),
    ),
    ("types to a fake", "tsconfig.json", TSCONFIG, TSCONFIG.replace('"strict"', '"typeRoots": ["./q"], "strict"')),
    ("tests excluded", "tsconfig.json", TSCONFIG, TSCONFIG.replace('"include"', '"exclude": ["src/a"], "include"')),
    ("another base", "tsconfig.json", TSCONFIG, TSCONFIG.replace('{"compiler', '{"extends": "./q.json", "compiler')),
    ("no library check", "tsconfig.build.json", TSCONFIG, TSCONFIG.replace("true", 'true, "skipLibCheck": true')),
    ("emit on error", "tsconfig.json", TSCONFIG, TSCONFIG.replace("true", 'true, "noEmitOnError": false')),
)
