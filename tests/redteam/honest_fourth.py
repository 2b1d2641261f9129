"""Honest edits that resemble the fourth round of cheats: none of them may be refused."""

from __future__ import annotations

import cheats_compiled as compiled
import cheats_node as node
import cheats_python as python
from cheats_python import Case
from cheats_third_files import PJ, POM

PY, TS, RS, GO = python.CODE, node.CODE, compiled.RUST, compiled.GO
JAVA, CSHARP = compiled.JAVA, compiled.CSHARP
PARENT = "<parent><groupId>a</groupId><artifactId>b</artifactId><version>1</version></parent>"
WITH_PARENT = POM.replace("  <groupId>", f"  {PARENT}\n  <groupId>", 1)

TOML = '[project]\nname = "x"\ndependencies = ["fastapi"]\n'

CASES: tuple[Case, ...] = (
    ("a table named tests", "app/model.py", PY, PY + "class Exam:\n    __tablename__ = 'tests'\n"),
    ("a route named tests", "app/routes.py", PY, PY + "PREFIX = '/tests'\n"),
    ("a file of examinations", "app/data.py", PY, PY + "from pathlib import Path\nDATA = Path('tests.json')\n"),
    ("a folder of its own", "app/data.py", PY, PY + "from pathlib import Path\nDATA = Path('testimonials')\n"),
    ("a file that goes", "app/data.py", PY, PY + "def drop(path):\n    path.unlink(missing_ok=True)\n"),
    ("a descriptor closed", "app/data.py", PY, PY + "import os\ndef f(handle):\n    os.close(handle)\n"),
    ("version of the package", "src/a.ts", TS, TS + "export const version = process.env.npm_package_version\n"),
    ("version of the crate", "src/lib.rs", RS, RS + 'pub const V: &str = env!("CARGO_PKG_VERSION");\n'),
    ("a resource of REST", "src/R.java", None, 'package x;\n\n@Path("tests")\npublic class R {\n}\n'),
    (
        "home of Java",
        "src/A.java",
        JAVA,
        JAVA.replace("        return", '        System.getenv("JAVA_HOME");\n        return'),
    ),
    (
        "newer parent",
        "pom.xml",
        WITH_PARENT,
        WITH_PARENT.replace("<version>1</version></parent>", "<version>2</version></parent>"),
    ),
    ("parent from the registry", "pom.xml", WITH_PARENT, WITH_PARENT.replace("</parent>", "<relativePath/></parent>")),
    ("parent of Spring", "pom.xml", POM, WITH_PARENT.replace("<groupId>a<", "<groupId>org.springframework.boot<", 1)),
    ("a comment on parents", "pom.xml", POM, POM.replace("</project>", "<!-- <parent>none</parent> --></project>")),
    ("main of a package", "package.json", PJ, PJ.replace('"scripts"', '"main": "dist/index.js", "scripts"')),
    ("a newer library", "package.json", PJ, PJ.replace("19.0.0", "19.1.0")),
    ("a listing of folders", "a.go", GO, GO + "func f(d string) { es, err := os.ReadDir(d); log.Print(es, err) }\n"),
    (
        "a folder of C#",
        "A.cs",
        CSHARP,
        CSHARP.replace(
            "    public int", '    static string[] F(string d) => Directory.GetFiles(d, "*.json");\n    public int', 1
        ),
    ),
    ("require in a module", "src/a.ts", TS, "import { createRequire } from 'node:module'\n" + TS),
    ("a require of it", "src/a.cjs", TS, TS + "const r = require('node:module').createRequire(__filename)\n"),
    ("a module of its own", "src/a.ts", TS, "import { load } from './module'\n" + TS),
    ("a hash", "requirements.txt", "pytest\n", "pytest\nfastapi==0.115.0 --hash=sha256:" + "a" * 64 + "\n"),
    ("a pin for all", "pyproject.toml", TOML, TOML + "[tool.uv]\nconstraint-dependencies = ['pydantic<3']\n"),
    ("a call of C", "a.go", GO, GO + "func f() int { return int(C.strlen(nil)) }\n"),
    ("a file closed", "app/data.py", PY, PY + "def f(log):\n    log.close()\n"),
    ("a marker", "requirements.txt", "pytest\n", "pytest\ntzdata; sys_platform == 'win32'\n"),
)
