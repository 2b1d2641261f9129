"""Manifests, settings and files that change what tests run or see, thought of after the rules for them."""

from __future__ import annotations

import cheats_compiled as compiled
from cheats_later import added
from cheats_python import Case

PYPROJECT = (
    '[project]\nname = "x"\nversion = "1"\ndependencies = ["fastapi"]\n[project.optional-depe'
    'ndencies]\ntest = ["pytest"]\n[build-system]\nrequires = ["setuptools"]\nbuild-backend ='
    ' "setuptools.build_meta"\n'
)
CARGO = (
    '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nserde = "1'
    '"\n\n[dev-dependencies]\npretty_assertions = "1"\n'
)
POM = (
    '<project xmlns="http://maven.apache.org/POM/4.0.0">\n  <groupId>x</groupId><artifactId>x'
    "</artifactId><version>1</version>\n  <properties><java.version>21</java.version></proper"
    "ties>\n  <dependencies><dependency><groupId>org.junit.jupiter</groupId><artifactId>junit"
    "-jupiter</artifactId><version>5</version><scope>test</scope></dependency></dependencies>"
    "\n</project>\n"
)

CASES: tuple[Case, ...] = (
    (
        "ch go vendor testify",
        "vendor/github.com/stretchr/testify/assert/assertions.go",
        "return false\n",
        "return true\n",
    ),
    ("ch vcr cassette", "cassettes/get.yaml", "status: 200\n", "status: 500\n"),
    ("ch expected folder", "expected/report.json", '{"a": 5}\n', '{"a": 6}\n'),
    ("ch postman", "postman/collection.json", '{"exec": ["pm.test(\'a\')"]}', '{"exec": []}'),
    ("ch k6", "load/script.js", "import { check } from 'k6'\ncheck(res, {a: r => r.status === 200})\n", "\n"),
    (
        "ch py assert plain in checks",
        "checks/verify_calc.py",
        "def check_add():\n    assert add(2, 3) == 5\n",
        "def check_add():\n    assert True\n",
    ),
    ("ch html qunit", "public/qunit.html", "QUnit.test('a', a => a.equal(5, 5))\n", "\n"),
    (
        "ch tunit by content",
        "App/Checks.cs",
        ("using TUnit.Core;\nclass C { [Test] public async Task T() { await Assert.That(5).IsEqualTo(5); } }\n"),
        "class C {}\n",
    ),
    (
        "new assertj config",
        "src/main/resources/META-INF/services/org.assertj.core.configuration.Configuration",
        None,
        "x.C\n",
    ),
    ("new assertpy shadow", "assertpy.py", None, "def assert_that(x): return x\n"),
    ("new hamcrest shadow", "hamcrest/__init__.py", None, "def assert_that(*a): pass\n"),
    ("new syrupy shadow", "syrupy/__init__.py", None, ""),
    ("new binding gyp", "binding.gyp", None, "{'targets': []}\n"),
    ("new uv toml", "uv.toml", None, "index-url='x'\n"),
    ("new pdm py plugin", "pdm_build.py", None, "def pdm_build_hook_enabled(c): return True\n"),
    ("new venv cfg", "pyvenv.cfg", None, "home = /x\n"),
    ("new egg link", "src/x.egg-link", None, "/x\n"),
    (
        "pkg bin vitest",
        "package.json",
        (
            '{"name": "x", "version": "1.0.0", "scripts": {"test": "vitest run"}, "dependencies": {"r'
            'eact": "19.0.0"}, "devDependencies": {"vitest": "^3.0.0"}}'
        ),
        (
            '{"name": "x", "version": "1.0.0", "scripts": {"test": "vitest run"}, "dependencies": {"r'
            'eact": "19.0.0"}, "devDependencies": {"vitest": "^3.0.0"}, "bin": {"vitest": "./fake.js"'
            "}}"
        ),
    ),
    (
        "pkg packageManager url",
        "package.json",
        (
            '{"name": "x", "version": "1.0.0", "scripts": {"test": "vitest run"}, "dependencies": {"r'
            'eact": "19.0.0"}, "devDependencies": {"vitest": "^3.0.0"}}'
        ),
        (
            '{"name": "x", "version": "1.0.0", "scripts": {"test": "vitest run"}, "dependencies": {"r'
            'eact": "19.0.0"}, "devDependencies": {"vitest": "^3.0.0"}, "packageManager": "yarn@https'
            '://example.org/y.js#sha224.abc"}'
        ),
    ),
    added(
        "toml hatch force include",
        "pyproject.toml",
        PYPROJECT,
        '[tool.hatch.build.targets.wheel.force-include]\n"fake" = "pytest"\n',
    ),
    added(
        "toml hatch sources rename",
        "pyproject.toml",
        PYPROJECT,
        '[tool.hatch.build.targets.wheel.sources]\n"fake" = "pytest"\n',
    ),
    added(
        "toml hatch shared data",
        "pyproject.toml",
        PYPROJECT,
        ('[tool.hatch.build.targets.wheel.shared-data]\n"fake.txt" = "lib/python3.12/site-packages/x.pth"\n'),
    ),
    added(
        "toml setuptools script-files",
        "pyproject.toml",
        PYPROJECT,
        '[tool.setuptools]\nscript-files = ["bin/pytest"]\n',
    ),
    added(
        "toml setuptools data-files",
        "pyproject.toml",
        PYPROJECT,
        '[tool.setuptools.data-files]\nbin = ["fake/pytest"]\n',
    ),
    added(
        "toml setuptools cmdclass", "pyproject.toml", PYPROJECT, '[tool.setuptools.cmdclass]\nbuild_py = "fake.Build"\n'
    ),
    added("toml pdm custom hook", "pyproject.toml", PYPROJECT, '[tool.pdm.build]\ncustom-hook = "x.py"\n'),
    ("toml pytest-picked", "requirements.txt", "fastapi\npytest\n", "fastapi\npytest\npytest-picked\n"),
    ("toml plugin unknown", "requirements.txt", "fastapi\npytest\n", "fastapi\npytest\npytest-known-failures\n"),
    (
        "cargo dev git",
        "Cargo.toml",
        CARGO,
        (
            '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nserde = "1'
            '"\n\n[dev-dependencies]\npretty_assertions = { git = "https://example.org/x" }\n'
        ),
    ),
    (
        "cargo dev rename",
        "Cargo.toml",
        CARGO,
        (
            '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nserde = "1'
            '"\n\n[dev-dependencies]\npretty_assertions = { package = "loose_assertions", version = "'
            '1" }\n'
        ),
    ),
    (
        "pom packaging",
        "pom.xml",
        POM,
        (
            '<project xmlns="http://maven.apache.org/POM/4.0.0">\n  <groupId>x</groupId><artifactId>x'
            "</artifactId><version>1</version><packaging>pom</packaging>\n  <properties><java.version"
            ">21</java.version></properties>\n  <dependencies><dependency><groupId>org.junit.jupiter<"
            "/groupId><artifactId>junit-jupiter</artifactId><version>5</version><scope>test</scope></"
            "dependency></dependencies>\n</project>\n"
        ),
    ),
    (
        "pom junit gone",
        "pom.xml",
        POM,
        (
            '<project xmlns="http://maven.apache.org/POM/4.0.0">\n  <groupId>x</groupId><artifactId>x'
            "</artifactId><version>1</version>\n  <properties><java.version>21</java.version></proper"
            "ties>\n  <dependencies></dependencies>\n</project>\n"
        ),
    ),
    (
        "pom junit replaced",
        "pom.xml",
        POM,
        (
            '<project xmlns="http://maven.apache.org/POM/4.0.0">\n  <groupId>x</groupId><artifactId>x'
            "</artifactId><version>1</version>\n  <properties><java.version>21</java.version></proper"
            "ties>\n  <dependencies><dependency><groupId>org.fake.jupiter</groupId><artifactId>junit-"
            "jupiter</artifactId><version>5</version><scope>test</scope></dependency></dependencies>"
            "\n</project>\n"
        ),
    ),
    (
        "csproj using alias",
        "App.csproj",
        compiled.CSPROJ,
        (
            '<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup>\n    <Nullable>enable</Nullable>\n '
            ' </PropertyGroup>\n  <ItemGroup>\n    <Using Include="Fake.Assert" Alias="Assert" /><Pac'
            'kageReference Include="A" Version="1.0.0" />\n  </ItemGroup>\n</Project>\n'
        ),
    ),
    (
        "gradle local project",
        "build.gradle.kts",
        'dependencies {\n    testImplementation("org.junit.jupiter:junit-jupiter:5")\n}\n',
        'dependencies {\n    testImplementation(project(":fake"))\n}\n',
    ),
    (
        "vite alias own",
        "vite.config.ts",
        "export default defineConfig({ plugins: [] })\n",
        ("export default defineConfig({ plugins: [], resolve: { alias: { './calc': '/src/fake.ts' } } })\n"),
    ),
    (
        "tsconfig typeRoots",
        "tsconfig.json",
        '{"compilerOptions": {"strict": true}}',
        '{"compilerOptions": {"strict": true, "typeRoots": ["./fake"]}}',
    ),
)
