"""Manifests and settings that change what tests run or see, thought of after the rules for them."""

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
        "pkg bin jest string",
        "package.json",
        (
            '{"name": "x", "version": "1.0.0", "scripts": {"test": "vitest run"}, "dependencies": {"r'
            'eact": "19.0.0"}, "devDependencies": {"vitest": "^3.0.0"}}'
        ),
        (
            '{"name": "jest", "version": "1.0.0", "scripts": {"test": "vitest run"}, "dependencies": '
            '{"react": "19.0.0"}, "devDependencies": {"vitest": "^3.0.0"}, "bin": "./fake.js"}'
        ),
    ),
    (
        "pkg directories bin",
        "package.json",
        (
            '{"name": "x", "version": "1.0.0", "scripts": {"test": "vitest run"}, "dependencies": {"r'
            'eact": "19.0.0"}, "devDependencies": {"vitest": "^3.0.0"}}'
        ),
        (
            '{"name": "x", "version": "1.0.0", "scripts": {"test": "vitest run"}, "dependencies": {"r'
            'eact": "19.0.0"}, "devDependencies": {"vitest": "^3.0.0"}, "directories": {"bin": "./fak'
            'e"}}'
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
    (
        "pkg rename to vitest",
        "package.json",
        (
            '{"name": "x", "version": "1.0.0", "scripts": {"test": "vitest run"}, "dependencies": {"r'
            'eact": "19.0.0"}, "devDependencies": {"vitest": "^3.0.0"}}'
        ),
        (
            '{"name": "vitest", "version": "1.0.0", "scripts": {"test": "vitest run"}, "dependencies"'
            ': {"react": "19.0.0"}, "devDependencies": {"vitest": "^3.0.0"}}'
        ),
    ),
    added("toml hatch hook custom", "pyproject.toml", PYPROJECT, "[tool.hatch.build.hooks.custom]\n"),
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
        "toml hatch shared scripts",
        "pyproject.toml",
        PYPROJECT,
        '[tool.hatch.build.targets.wheel.shared-scripts]\n"fake" = "pytest"\n',
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
    added(
        "toml setuptools package-dir", "pyproject.toml", PYPROJECT, '[tool.setuptools.package-dir]\npytest = "fake"\n'
    ),
    added("toml pdm custom hook", "pyproject.toml", PYPROJECT, '[tool.pdm.build]\ncustom-hook = "x.py"\n'),
    added("toml flit external", "pyproject.toml", PYPROJECT, '[tool.flit.external-data]\ndirectory = "data"\n'),
    (
        "toml testmon",
        "pyproject.toml",
        PYPROJECT,
        (
            '[project]\nname = "x"\nversion = "1"\ndependencies = ["fastapi"]\n[project.optional-depe'
            'ndencies]\ntest = ["pytest", "pytest-testmon"]\n[build-system]\nrequires = ["setuptools"'
            ']\nbuild-backend = "setuptools.build_meta"\n'
        ),
    ),
    ("toml pytest-picked", "requirements.txt", "fastapi\npytest\n", "fastapi\npytest\npytest-picked\n"),
    ("toml pytest-xfaillist", "requirements.txt", "fastapi\npytest\n", "fastapi\npytest\npytest-xfaillist\n"),
    ("toml plugin unknown", "requirements.txt", "fastapi\npytest\n", "fastapi\npytest\npytest-known-failures\n"),
    (
        "cargo dev path",
        "Cargo.toml",
        CARGO,
        (
            '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nserde = "1'
            '"\n\n[dev-dependencies]\npretty_assertions = { path = "fake" }\n'
        ),
    ),
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
        "pom exclusion engine",
        "pom.xml",
        POM,
        (
            '<project xmlns="http://maven.apache.org/POM/4.0.0">\n  <groupId>x</groupId><artifactId>x'
            "</artifactId><version>1</version>\n  <properties><java.version>21</java.version></proper"
            "ties>\n  <dependencies><dependency><groupId>org.junit.jupiter</groupId><artifactId>junit"
            "-jupiter</artifactId><version>5</version><scope>test</scope><exclusions><exclusion><grou"
            "pId>*</groupId><artifactId>junit-jupiter-engine</artifactId></exclusion></exclusions></d"
            "ependency></dependencies>\n</project>\n"
        ),
    ),
    (
        "csproj assembly name",
        "App.csproj",
        compiled.CSPROJ,
        (
            '<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup>\n    <AssemblyName>xunit.core</Asse'
            "mblyName><Nullable>enable</Nullable>\n  </PropertyGroup>\n  <ItemGroup>\n    <PackageRef"
            'erence Include="A" Version="1.0.0" />\n  </ItemGroup>\n</Project>\n'
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
        "csproj content update",
        "App.csproj",
        compiled.CSPROJ,
        (
            '<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup>\n    <Nullable>enable</Nullable>\n '
            ' </PropertyGroup>\n  <ItemGroup>\n    <Content Include="fake/xunit.runner.json" CopyToOu'
            'tputDirectory="Always" Link="xunit.runner.json" /><PackageReference Include="A" Version='
            '"1.0.0" />\n  </ItemGroup>\n</Project>\n'
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
        "vite mode",
        "vite.config.ts",
        "export default defineConfig({ plugins: [] })\n",
        "export default defineConfig({ plugins: [], mode: 'production' })\n",
    ),
    (
        "vite define of the mode",
        "vite.config.ts",
        "export default defineConfig({ plugins: [] })\n",
        ("export default defineConfig({ plugins: [], define: { 'import.meta.env.MODE': '\"production\"' } })\n"),
    ),
    (
        "tsconfig typeRoots",
        "tsconfig.json",
        '{"compilerOptions": {"strict": true}}',
        '{"compilerOptions": {"strict": true, "typeRoots": ["./fake"]}}',
    ),
    (
        "tsconfig paths",
        "tsconfig.json",
        '{"compilerOptions": {"strict": true}}',
        '{"compilerOptions": {"strict": true, "paths": {"@/calc": ["./fake"]}}}',
    ),
)
