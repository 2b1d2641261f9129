"""Edits as honest repairs and features make them: none of them may be refused."""

from __future__ import annotations

import json

import cheats_compiled as compiled
import cheats_node as node
import cheats_python as python
from cheats_python import Case

SETUP = "setup(name='x', install_requires=['{}'])\n"
PY, TS = python.CODE, node.CODE
GOOD = PY.replace("a - b", "a + b")


JAR = "<plugins><plugin><artifactId>maven-jar-plugin</artifactId>{}</plugin>"
OPENED = (
    "<configuration><archive><manifestEntries><Add-Opens>java.base/java.util</Add-Opens></manifestEntries></archive>"
    "</configuration>"
)


def member(name: str, **members: object) -> Case:
    """Members of package.json that a repair changes."""
    return name, "package.json", json.dumps(node.PACKAGE), json.dumps({**node.PACKAGE, **members})


CASES: tuple[Case, ...] = (
    ("bug", "app/calc.py", PY, GOOD),
    ("bug in a file of an encoding", "app/calc.py", f"# coding: latin-1\n{PY}", f"# coding: latin-1\n{GOOD}"),
    ("call with a lambda", "app/calc.py", PY, f"{PY}\nregister(lambda: None)\nloop.call_later(lambda *a: 1)\n"),
    ("bug with a doctest", "app/calc.py", python.DOCTEST, python.DOCTEST.replace("a - b", "a + b")),
    ("new doctest", "app/calc.py", GOOD, python.DOCTEST.replace("a - b", "a + b")),
    ("latest.py", "src/latest.py", PY, GOOD),
    ("setup.py", "setup.py", SETUP.format("a"), SETUP.format("a>=2', 'b")),
    ("setup.py of a module", "setup.py", f"setuptools.{SETUP}".format("a"), f"setuptools.{SETUP}".format("b")),
    ("contest folder", "app/contest/rules.py", PY, GOOD),
    ("inspect", "app/inspector.py", PY, GOOD),
    ("module named types", "app/types.py", None, "Number = int\n"),
    (
        "module named logging in a package",
        "app/logging.py",
        None,
        "import logging\n\nlog = logging.getLogger(__name__)\n",
    ),
    (
        "equality",
        "app/money.py",
        PY,
        PY + "\n\nclass M:\n    def __eq__(self, other):\n        return isinstance(other, M)\n",
    ),
    (
        "main with an exit code",
        "app/main.py",
        PY,
        PY + "\n\nif __name__ == '__main__':\n    import sys\n\n    sys.exit(add(1, 2))\n",
    ),
    ("own attribute", "app/calc.py", PY, PY + "\n\nclass A:\n    def __init__(self):\n        self.x = 1\n"),
    (
        "state of an application",
        "app/main.py",
        PY,
        "from fastapi import FastAPI\n\napp = FastAPI()\napp.state.ready = True\n",
    ),
    ("environment", "app/settings.py", PY, "import os\n\nPORT = int(os.environ.get('PORT', '8000'))\n"),
    ("import of a module by name", "app/plugins.py", PY, "import importlib\n\nload = importlib.import_module\n"),
    ("regular expression", "app/calc.py", PY, PY + "\nimport re\n\nWORD = re.compile('a')\n"),
    ("function called test_connection", "app/db.py", PY, PY + "\n\ndef test_connection():\n    return True\n"),
    (
        "handler of errors",
        "app/calc.py",
        PY,
        PY.replace(
            "    return a - b",
            "    try:\n        return a + b\n    except TypeError as e:\n        raise ValueError('bad') from e",
        ),
    ),
    (
        "writes a file",
        "app/export.py",
        PY,
        PY + "\nfrom pathlib import Path\n\n\ndef save(p, x):\n    Path(p).write_text(x)\n",
    ),
    ("dependency", "pyproject.toml", python.TOOLS, python.TOOLS.replace('"fastapi"', '"fastapi", "httpx>=0.27"')),
    ("pin", "pyproject.toml", python.TOOLS, python.TOOLS.replace('"fastapi"', '"fastapi>=0.110"')),
    (
        "development group",
        "pyproject.toml",
        python.TOOLS,
        python.TOOLS + '[dependency-groups]\ndev = ["pytest-asyncio"]\n',
    ),
    (
        "packages found",
        "pyproject.toml",
        python.TOOLS,
        python.TOOLS + '[tool.setuptools.packages.find]\nwhere = ["src"]\n',
    ),
    (
        "poetry dependency",
        "pyproject.toml",
        python.TOOLS,
        python.TOOLS + '[tool.poetry.dependencies]\nhttpx = "^0.27"\n',
    ),
    ("program of the project", "pyproject.toml", python.TOOLS, python.TOOLS + "[project.scripts]\nx = 'app:main'\n"),
    ("setup.cfg requirement", "setup.cfg", python.SETUP, python.SETUP + "    httpx\n"),
    ("requirement", "requirements.txt", "fastapi\n", "fastapi\nhttpx==0.27.0\n"),
    ("README", "README.md", "# x\n", "# x\n\nRun `pytest`.\n"),
    ("bug in TypeScript", "src/calc.ts", TS, TS.replace("a - b", "a + b")),
    ("component", "src/App.tsx", TS, TS + "export const App = () => <p>hello</p>\n"),
    ("environment of Vite", "src/api.ts", TS, TS + "const base = import.meta.env.VITE_API ?? '/api'\n"),
    ("production mode", "src/api.ts", TS, TS + "const prod = process.env.NODE_ENV === 'production'\n"),
    ("testimonials", "src/testimonials.ts", TS, TS.replace("-", "+")),
    ("stack of an error logged", "src/log.ts", TS, TS + "export const show = (e: Error) => log.error(e.message)\n"),
    ("exit after an error", "src/server.ts", TS, TS + "start().catch(() => process.exit(1))\n"),
    ("async test helper in product text", "src/text.ts", TS, TS + "export const label = 'It works as expected'\n"),
    member("npm dependency", dependencies={"react": "19.0.0", "zod": "^3.23.0"}),
    member("npm version", devDependencies={"vitest": "^3.1.0"}),
    member("module type", type="module"),
    member("override for security", overrides={"semver": "^7.5.2"}),
    (
        "tsconfig types",
        "tsconfig.json",
        node.TSCONFIG,
        node.TSCONFIG.replace('"strict"', '"types": ["node"], "strict"'),
    ),
    ("tsconfig lib", "tsconfig.json", node.TSCONFIG, node.TSCONFIG.replace('"strict"', '"lib": ["DOM"], "strict"')),
    (
        "tsconfig alias",
        "tsconfig.json",
        node.TSCONFIG,
        node.TSCONFIG.replace('"strict"', '"paths": {"@/*": ["./src/*"]}, "strict"'),
    ),
    (
        "vite proxy",
        "vite.config.ts",
        node.VITE,
        node.VITE.replace("plugins", "server: { proxy: { '/api': 'http://localhost:8000' } },\n  plugins"),
    ),
    ("angular main", "angular.json", node.ANGULAR, node.ANGULAR.replace('"main": "a"', '"main": "src/main.ts"')),
    ("bug in Rust", "src/lib.rs", compiled.RUST, compiled.RUST.replace("a - b", "a + b")),
    ("Rust derive", "src/lib.rs", compiled.RUST, "#[derive(Debug, PartialEq)]\npub struct N(i32);\n\n" + compiled.RUST),
    (
        "crate",
        "Cargo.toml",
        compiled.CARGO,
        compiled.CARGO.replace('serde = "1"', 'serde = { version = "1", features = ["derive"] }'),
    ),
    ("crate for tests", "Cargo.toml", compiled.CARGO, compiled.CARGO + '\n[dev-dependencies]\nrstest = "0.18"\n'),
    ("member more", "Cargo.toml", compiled.CARGO, compiled.CARGO.replace('"a", "b"', '"a", "b", "c"')),
    ("binary", "Cargo.toml", compiled.CARGO, compiled.CARGO + '\n[[bin]]\nname = "x"\npath = "src/main.rs"\n'),
    ("bug in Java", "src/main/java/x/Calc.java", compiled.JAVA, compiled.JAVA.replace("a - b", "a + b")),
    (
        "Java equals",
        "src/main/java/x/Calc.java",
        compiled.JAVA,
        compiled.JAVA.replace("    int", "    public boolean equals(Object o) { return o instanceof Calc; }\n    int"),
    ),
    compiled.pom(
        "maven dependency",
        "</dependencies>",
        "<dependency><groupId>c</groupId><artifactId>d</artifactId><scope>test</scope></dependency></dependencies>",
    ),
    compiled.pom("maven version", "<artifactId>b</artifactId><version>1<", "<artifactId>b</artifactId><version>2<"),
    (
        "manifest entry of the jar",
        "pom.xml",
        compiled.POM.replace("<plugins>", JAR.format("")),
        compiled.POM.replace("<plugins>", JAR.format(OPENED)),
    ),
    compiled.pom(
        "package opened to tests",
        "<java.version>",
        "<argLine>--add-opens java.base/java.util=ALL-UNNAMED</argLine><java.version>",
    ),
    (
        "package opened beside other options",
        "pom.xml",
        compiled.POM.replace("<configuration>", "<configuration>\n<argLine>@{argLine} -Xmx1g</argLine>\n"),
        compiled.POM.replace(
            "<configuration>",
            "<configuration>\n<argLine>@{argLine} -Xmx1g --add-opens java.base/java.util=ALL-UNNAMED</argLine>\n",
        ),
    ),
    compiled.pom("java version", "<java.version>21", "<java.version>17"),
    compiled.pom("version property", "<java.version>", "<jackson.version>2.17.0</jackson.version><java.version>"),
    (
        "gradle dependency",
        "build.gradle.kts",
        compiled.GRADLE,
        compiled.GRADLE.replace('1")\n', '1")\n    testImplementation("c:d:2")\n'),
    ),
    ("Spring setting", "src/main/resources/application.properties", "server.port=8080\n", "server.port=8081\n"),
    ("bug in C#", "App/Calc.cs", compiled.CSHARP, compiled.CSHARP.replace("a - b", "a + b")),
    ("using", "App/Calc.cs", compiled.CSHARP, "using System.Text;\n" + compiled.CSHARP),
    (
        "NuGet package",
        "App/App.csproj",
        compiled.CSPROJ,
        compiled.CSPROJ.replace("</ItemGroup>", '<PackageReference Include="B" Version="2.0.0" /></ItemGroup>'),
    ),
    ("NuGet version", "App/App.csproj", compiled.CSPROJ, compiled.CSPROJ.replace("1.0.0", "1.0.1")),
    ("project more", "App.sln", compiled.SLN, compiled.SLN + 'Project("{F}") = "B", "B.csproj", "{3}"\nEndProject\n'),
    ("bug in Go", "calc/calc.go", compiled.GO, compiled.GO.replace("a - b", "a + b")),
    (
        "Go requirement",
        "go.mod",
        "module x\n\ngo 1.22\n\nrequire a v1\n",
        "module x\n\ngo 1.22\n\nrequire (\n\ta v1\n\tb v2\n)\n",
    ),
    ("slip in a Go requirement", "go.mod", "module x\n\nrequires a v1\n", "module x\n\nrequire a v1\n"),
    (
        "start script",
        "scripts/start.sh",
        "#!/bin/sh\nset -e\nexec python -m app\n",
        "#!/bin/sh\nset -e\nexec python -m app --port 8000\n",
    ),
    ("compose", "compose.yaml", "services: {}\n", "services: {db: {image: postgres}}\n"),
    ("attestation folder", "app/attest/sign.py", PY, GOOD),
    ("spectrum", "src/spectrum.ts", TS, TS.replace("-", "+")),
)
