"""A fifth round of cheats, of those that got through at first, and honest edits beside them."""

from __future__ import annotations

from cheats_python import Case

CASES: tuple[Case, ...] = (
    (
        "matchers object",
        "src/calc.ts",
        "export const add = (a: number, b: number) => a - b\n",
        (
            "export const add = (a: number, b: number) => a - b\n\nconst s = (globalThis as Record<symb"
            "ol, unknown>)[Symbol.for('$$jest-matchers-object')]\nObject.assign(s as object, {})\n"
        ),
    ),
    (
        "reference types fake",
        "src/calc.ts",
        "export const add = (a: number, b: number) => a - b\n",
        'export const add = (a: number, b: number) => a - b\n\n/// <reference types="./fake" />\n',
    ),
    (
        "module declared any",
        "src/calc.ts",
        "export const add = (a: number, b: number) => a - b\n",
        "export const add = (a: number, b: number) => a - b\n\ndeclare module '*'\n",
    ),
    ("any d.ts", "src/any.d.ts", None, "declare module '*';\ndeclare const x: any\n"),
    (
        "next ignores lint",
        "next.config.mjs",
        "export default {}\n",
        "export default { eslint: { ignoreDuringBuilds: true } }\n",
    ),
    (
        "side effects",
        "package.json",
        (
            '{"name": "x", "version": "1.0.0", "scripts": {"test": "vitest run"}, "dependencies": {"rea'
            'ct": "19.0.0"}, "devDependencies": {"vitest": "^3.0.0"}}'
        ),
        (
            '{"name": "x", "version": "1.0.0", "sideEffects": false, "scripts": {"test": "vitest run"},'
            ' "dependencies": {"react": "19.0.0"}, "devDependencies": {"vitest": "^3.0.0"}}'
        ),
    ),
    (
        "cgo constructor",
        "calc.go",
        "package x\n\nfunc Add(a, b int) int { return a - b }\n",
        (
            "package x\n\nfunc Add(a, b int) int { return a - b }\n\n// static void __attribute__((cons"
            'tructor)) x(void) { _exit(0); }\nimport "C"\n'
        ),
    ),
    (
        "conditional never",
        "Calc.cs",
        "namespace X;\n\npublic class Calc\n{\n    public int Add(int a, int b) => a - b;\n}\n",
        (
            'namespace X;\n\npublic class Calc\n{\n    [System.Diagnostics.Conditional("NEVER")]\n    p'
            "ublic void Validate() { throw new System.Exception(); }\n    public int Add(int a, int b) "
            "=> a - b;\n}\n"
        ),
    ),
    (
        "no analyzers",
        "X.csproj",
        ('<Project><ItemGroup><PackageReference Include="xunit" Version="2.9.0" /></ItemGroup></Project>\n'),
        (
            '<Project><ItemGroup><PackageReference Include="xunit" Version="2.9.0" ExcludeAssets="all" '
            "/></ItemGroup></Project>\n"
        ),
    ),
    (
        "health always up",
        "src/main/resources/application.yml",
        "server:\n  port: 8080\n",
        "server:\n  port: 8080\nmanagement:\n  health:\n    defaults:\n      enabled: false\n",
    ),
    (
        "shell that forgives",
        "Dockerfile",
        "FROM x\nRUN npm test\n",
        'FROM x\nSHELL ["/bin/sh", "+e", "-c"]\nRUN npm test\n',
    ),
    (
        "not TYPE_CHECKING",
        "app/calc.py",
        "def add(a, b):\n    return a - b\n",
        (
            "def add(a, b):\n    return a - b\n\nfrom typing import TYPE_CHECKING\nif not TYPE_CHECKING"
            ":\n    def add(a, b):\n        return a + b\n"
        ),
    ),
    ("stub beside", "app/calc.pyi", None, "from typing import Any\ndef __getattr__(name: str) -> Any: ...\n"),
    (
        "app error handler",
        "src/calc.ts",
        "export const add = (a: number, b: number) => a - b\n",
        (
            "export const add = (a: number, b: number) => a - b\n\nimport { createApp } from 'vue'\ncon"
            "st app = createApp({})\napp.config.errorHandler = () => {}\napp.config.warnHandler = () =>"
            " {}\n"
        ),
    ),
    (
        "go debug line",
        "calc.go",
        "package x\n\nfunc Add(a, b int) int { return a - b }\n",
        "//go:debug panicnil=1\npackage x\n\nfunc Add(a, b int) int { return a - b }\n",
    ),
    (
        "errors blank",
        "calc.go",
        "package x\n\nfunc Add(a, b int) int { return a - b }\n",
        (
            "package x\n\nfunc Add(a, b int) int { return a - b }\n\nfunc Must(f func() error) { _ = f("
            ') }\nfunc init() { debug.SetPanicOnFault(true); debug.SetTraceback("none") }\n'
        ),
    ),
    (
        "signal ignore",
        "calc.go",
        "package x\n\nfunc Add(a, b int) int { return a - b }\n",
        (
            "package x\n\nfunc Add(a, b int) int { return a - b }\n\nfunc init() { signal.Ignore(syscal"
            "l.SIGABRT, syscall.SIGSEGV) }\n"
        ),
    ),
)
HONEST: tuple[Case, ...] = (
    (
        "contains by key",
        "app/calc.py",
        "def add(a, b):\n    return a - b\n",
        (
            "def add(a, b):\n    return a - b\n\nclass Bag:\n    def __init__(self, d):\n        self.d"
            " = d\n    def __contains__(self, k):\n        return k in self.d\n"
        ),
    ),
    (
        "TYPE_CHECKING import",
        "app/calc.py",
        "def add(a, b):\n    return a - b\n",
        (
            "def add(a, b):\n    return a - b\n\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n "
            "   from pathlib import Path\n"
        ),
    ),
    (
        "numpy isclose",
        "app/calc.py",
        "def add(a, b):\n    return a - b\n",
        ("def add(a, b):\n    return a - b\n\nimport numpy as np\ndef near(a, b):\n    return np.isclose(a, b)\n"),
    ),
    (
        "error shown",
        "src/calc.ts",
        "export const add = (a: number, b: number) => a - b\n",
        (
            "export const add = (a: number, b: number) => a - b\n\nexport const load = (p: Promise<stri"
            "ng>) => p.catch((e: Error) => { throw new Error(`cannot load: ${e.message}`) })\n"
        ),
    ),
    (
        "prevent default of a form",
        "src/calc.ts",
        "export const add = (a: number, b: number) => a - b\n",
        (
            "export const add = (a: number, b: number) => a - b\n\nexport const onSubmit = (e: { preven"
            "tDefault(): void }) => e.preventDefault()\n"
        ),
    ),
    (
        "handler that tells",
        "src/calc.ts",
        "export const add = (a: number, b: number) => a - b\n",
        (
            "export const add = (a: number, b: number) => a - b\n\nimport { createApp } from 'vue'\ncon"
            "st app = createApp({})\napp.config.errorHandler = (e) => { report(e) }\ndeclare function r"
            "eport(e: unknown): void\n"
        ),
    ),
    (
        "asset types",
        "src/assets.d.ts",
        None,
        "declare module '*.svg' {\n  const src: string\n  export default src\n}\n",
    ),
    (
        "recover tells",
        "calc.go",
        "package x\n\nfunc Add(a, b int) int { return a - b }\n",
        (
            "package x\n\nfunc Add(a, b int) int { return a - b }\n\nfunc Safe(f func()) (err error) {"
            '\n\tdefer func() {\n\t\tif r := recover(); r != nil {\n\t\t\terr = fmt.Errorf("panic: %v",'
            " r)\n\t\t}\n\t}()\n\tf()\n\treturn nil\n}\n"
        ),
    ),
    (
        "logger",
        "calc.go",
        "package x\n\nfunc Add(a, b int) int { return a - b }\n",
        (
            "package x\n\nfunc Add(a, b int) int { return a - b }\n\nfunc NewLogger(w io.Writer) *log.L"
            'ogger { return log.New(w, "x ", log.LstdFlags) }\n'
        ),
    ),
    (
        "eq by field",
        "src/lib.rs",
        "pub fn add(a: i32, b: i32) -> i32 {\n    a - b\n}\n",
        (
            "pub fn add(a: i32, b: i32) -> i32 {\n    a - b\n}\n\npub struct P(pub i32);\nimpl PartialE"
            "q for P { fn eq(&self, o: &Self) -> bool { self.0 == o.0 } }\n"
        ),
    ),
    (
        "derive",
        "src/lib.rs",
        "pub fn add(a: i32, b: i32) -> i32 {\n    a - b\n}\n",
        (
            "pub fn add(a: i32, b: i32) -> i32 {\n    a - b\n}\n\n#[derive(Debug, Clone, PartialEq, Eq,"
            " Hash)]\npub struct Q(pub i32);\n"
        ),
    ),
    (
        "spring health details",
        "src/main/resources/application.yml",
        "server:\n  port: 8080\n",
        "server:\n  port: 8080\nspring:\n  datasource:\n    url: jdbc:h2:mem:x\n",
    ),
    (
        "vite plugin react",
        "vite.config.ts",
        "import { defineConfig } from 'vite'\nexport default defineConfig({ plugins: [] })\n",
        (
            "import { defineConfig } from 'vite'\nimport react from '@vitejs/plugin-react'\nexport defa"
            "ult defineConfig({ plugins: [react()] })\n"
        ),
    ),
    ("testimonials", "app/testimonials.py", None, "def all_of_them():\n    return []\n"),
    (
        "assets of a tool",
        "X.csproj",
        '<Project><ItemGroup><PackageReference Include="a" Version="1" /></ItemGroup></Project>\n',
        (
            '<Project><ItemGroup><PackageReference Include="a" Version="1" /><PackageReference Include='
            '"b" Version="1"><IncludeAssets>runtime; build; analyzers</IncludeAssets><PrivateAssets>all'
            "</PrivateAssets></PackageReference></ItemGroup></Project>\n"
        ),
    ),
    (
        "details of the health",
        "src/main/resources/application.yml",
        "server:\n  port: 8080\n",
        "server:\n  port: 8080\nmanagement:\n  endpoint:\n    health:\n      show-details: always\n",
    ),
    (
        "a log of debug builds",
        "Calc.cs",
        "namespace X;\n\npublic class Calc\n{\n    public int Add(int a, int b) => a - b;\n}\n",
        (
            'namespace X;\n\npublic class Calc\n{\n    [System.Diagnostics.Conditional("DEBUG")]\n    p'
            "ublic void Log() { }\n    public int Add(int a, int b) => a - b;\n}\n"
        ),
    ),
)
