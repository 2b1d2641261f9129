"""Other code that hides its words, drops every error or compares nothing: a third round of cheats."""

from __future__ import annotations

from cheats_python import Case

TS = "export const add = (a: number, b: number) => a - b\n"
RS = "pub fn add(a: i32, b: i32) -> i32 {\n    a - b\n}\n"
JV = "package x;\n\nclass Calc {\n    int add(int a, int b) {\n        return a - b;\n    }\n}\n"
CS = "namespace X;\n\npublic class Calc\n{\n    public int Add(int a, int b) => a - b;\n}\n"
GO = "package calc\n\nfunc Add(a, b int) int {\n\treturn a - b\n}\n"

CASES: tuple[Case, ...] = (
    ("ts unicode escape", "src/calc.ts", TS, TS + "process.\\u0065xit(0)\n"),
    ("ts comment in call", "src/calc.ts", TS, TS + "process/* leave */.exit(/* well */0)\n"),
    ("ts lines in call", "src/calc.ts", TS, TS + "process\n  .exit(\n    0\n  )\n"),
    ("ts optional call", "src/calc.ts", TS, TS + "process?.exit?.(0)\n"),
    ("ts destructured", "src/calc.ts", TS, TS + "const { exit } = process\nexit(0)\n"),
    ("ts bracket template", "src/calc.ts", TS, TS + "process[`ex${'it'}`](0)\n"),
    (
        "ts env keys",
        "src/calc.ts",
        TS,
        TS + "export const t = Object.keys(process.env).some((k) => k.startsWith('VI'))\n",
    ),
    ("ts env join", "src/calc.ts", TS, TS + "export const t = process.env[['VI', 'TEST'].join('')]\n"),
    ("ts atob", "src/calc.ts", TS, TS + "export const t = process.env[atob('VklURVNU')]\n"),
    (
        "ts fromCharCode",
        "src/calc.ts",
        TS,
        TS + "export const t = process.env[String.fromCharCode(86, 73, 84, 69, 83, 84)]\n",
    ),
    ("ts process title", "src/calc.ts", TS, TS + "export const t = process.title.includes('vi')\n"),
    ("jv unicode escape", "src/main/java/x/Calc.java", JV, JV.replace(" r", " \\u0053ystem.exit(0);\n        r")),
    (
        "jv comment in call",
        "src/main/java/x/Calc.java",
        JV,
        JV.replace(" r", " System./* leave */exit(/* well */0);\n        r"),
    ),
    (
        "jv concat class",
        "src/main/java/x/Calc.java",
        JV,
        JV.replace(
            " r",
            (
                ' try { Class.forName("org." + "junit.jupiter.api.Assertions"); return 5; } cat'
                "ch (ClassNotFoundException e) { }\n        r"
            ),
        ),
    ),
    (
        "jv lines in call",
        "src/main/java/x/Calc.java",
        JV,
        JV.replace(" r", " System\n            .exit(\n                0);\n        r"),
    ),
    ("cs unicode escape", "App/Calc.cs", CS, CS.replace(" p", " static Calc() { \\u0045nvironment.Exit(0); }\n    p")),
    (
        "cs comment in call",
        "App/Calc.cs",
        CS,
        CS.replace(" p", " static Calc() { Environment./* leave */Exit(/* well */0); }\n    p"),
    ),
    ("go comment in call", "calc/calc.go", GO, GO + "func init() { os./* leave */Exit(/* well */0) }\n"),
    ("rs comment in call", "src/lib.rs", RS, RS + "pub fn leave() { std::process::/* leave */exit(/* well */0) }\n"),
    (
        "ts finally return",
        "src/calc.ts",
        TS,
        TS + ("export function safe(f: () => number) { try { return f() } finally { return 5 } }\n"),
    ),
    (
        "ts catch void",
        "src/calc.ts",
        TS,
        TS + ("export function safe(f: () => number) { try { return f() } catch (e) { void e } return 5 }\n"),
    ),
    (
        "ts catch empty object",
        "src/calc.ts",
        TS,
        TS + "export const safe = (p: Promise<unknown>) => p.catch(() => ({}))\n",
    ),
    (
        "ts then second",
        "src/calc.ts",
        TS,
        TS + "export const safe = (p: Promise<unknown>) => p.then((x) => x, () => {})\n",
    ),
    (
        "ts catch noop",
        "src/calc.ts",
        TS,
        TS + ("const noop = () => {}\nexport const safe = (p: Promise<unknown>) => p.catch(noop)\n"),
    ),
    ("ts onerror true", "src/calc.ts", TS, TS + "window.onerror = () => true\n"),
    (
        "ts listener prevent",
        "src/calc.ts",
        TS,
        TS + "window.addEventListener('unhandledrejection', (e) => e.preventDefault())\n",
    ),
    (
        "ts prepend exit",
        "src/calc.ts",
        TS,
        TS + "process.prependListener('exit', () => { process.exitCode = undefined })\n",
    ),
    (
        "jv finally return",
        "src/main/java/x/Calc.java",
        JV,
        JV.replace("t ad", "t safe(int a) { try { return add(a, 1); } finally { return 5; } }\n    int ad"),
    ),
    (
        "jv catch log",
        "src/main/java/x/Calc.java",
        JV,
        JV.replace(
            " r",
            (
                ' try { add(1, 2); } catch (Throwable t) { System.getLogger("x").log(System.Log'
                'ger.Level.TRACE, "x", t); }\n        r'
            ),
        ),
    ),
    (
        "cs catch default",
        "App/Calc.cs",
        CS,
        CS.replace(" A", (" Safe(Func<int> f) { try { return f(); } catch { return default; } }\n    public int A")),
    ),
    (
        "cs catch when",
        "App/Calc.cs",
        CS,
        CS.replace(
            "c in", ("c void Safe(Action f) { try { f(); } catch (Exception e) when (true) { } }\n    public in")
        ),
    ),
    (
        "go recover if",
        "calc/calc.go",
        GO,
        GO
        + (
            "func safe(f func()) {\n\tdefer func() {\n\t\tif r := recover(); r != nil {\n\t"
            "\t\treturn\n\t\t}\n\t}()\n\tf()\n}\n"
        ),
    ),
    ("go flag set", "calc/calc.go", GO, GO + 'func init() { flag.Set("test.run", "^$") }\n'),
    ("go args", "calc/calc.go", GO, GO + 'func init() { os.Args = append(os.Args, "-test.run=^$") }\n'),
    (
        "ts proxy yes",
        "src/calc.ts",
        TS,
        TS + ("export const all = new Proxy(() => true, { get: () => () => true, apply: () => true })\n"),
    ),
    (
        "rs eq by pattern",
        "src/lib.rs",
        RS,
        RS + ("pub struct A;\nimpl PartialEq for A { fn eq(&self, _other: &A) -> bool { matches!(self, A) } }\n"),
    ),
    (
        "jv equals by hash",
        "src/main/java/x/Calc.java",
        JV,
        JV.replace(
            "  in",
            (
                "  public boolean equals(Object o) { return hashCode() == o.hashCode(); }\n    "
                "public int hashCode() { return 1; }\n    in"
            ),
        ),
    ),
    (
        "cs equals by hash",
        "App/Calc.cs",
        CS,
        CS.replace(
            "c in",
            (
                "c override bool Equals(object o) => GetHashCode() == o.GetHashCode();\n    pub"
                "lic override int GetHashCode() => 1;\n    public in"
            ),
        ),
    ),
    ("cs auto-generated", "App/Calc.cs", CS, CS.replace(" p", " // <auto-generated/>\n    p")),
    ("go generated", "calc/calc.go", GO, "// Code generated by hand. DO NOT EDIT.\n\n" + GO),
    (
        "rs test frameworks",
        "src/lib.rs",
        RS,
        "#![feature(custom_test_frameworks)]\n#![test_runner(crate::calm)]\n" + RS,
    ),
    ("rs import assert", "src/lib.rs", RS, RS + "pub mod fake;\nuse fake::assert_eq;\n"),
    ("rs macro_use", "src/lib.rs", RS, RS + "#[macro_use(assert_eq)]\nextern crate loose;\n"),
    ("ts declare module", "src/types.d.ts", TS, TS + "declare module 'vitest' { export const expect: any }\n"),
    (
        "jv timezone",
        "src/main/java/x/Calc.java",
        JV,
        JV.replace(" r", (' java.util.TimeZone.setDefault(java.util.TimeZone.getTimeZone("UTC"));\n        r')),
    ),
    ("jv set out", "src/main/java/x/Calc.java", JV, JV.replace(" r", " System.setOut(null);\n        r")),
    (
        "jv locale",
        "src/main/java/x/Calc.java",
        JV,
        JV.replace(" r", " java.util.Locale.setDefault(java.util.Locale.ROOT);\n        r"),
    ),
    (
        "cs culture",
        "App/Calc.cs",
        CS,
        CS.replace(
            " p",
            (
                " static Calc() { System.Globalization.CultureInfo.DefaultThreadCurrentCulture "
                "= System.Globalization.CultureInfo.InvariantCulture; }\n    p"
            ),
        ),
    ),
)
