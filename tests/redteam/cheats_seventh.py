"""Neighbours of honest edits: what looks like an edit that is allowed, and would hide a failure."""

from __future__ import annotations

import cheats_compiled as compiled
from cheats_python import Case
from cheats_third_files import CARGO, CSPROJ, PJ
from honest_seventh import DENO, LOMBOK, PAGE, SIGNAL, STOP, TS, go, py, rs, tried, ts

PROCESSED = compiled.POM.replace("<plugins>", "<plugins>" + LOMBOK, 1)
TWO = compiled.POM.replace("<plugins>", "<plugins><plugin><artifactId>a</artifactId></plugin>")
FRAMEWORK = "<PropertyGroup><TargetFramework>{}</TargetFramework>"
HOOK = "fn f() {{ std::panic::set_hook(Box::new(|p| {{ {} }})); }}\n"


def framework(name: str) -> Case:
    """A project of .NET for another framework."""
    return f"framework {name}", "App/App.csproj", CSPROJ, CSPROJ.replace("<PropertyGroup>", FRAMEWORK.format(name), 1)


def main(name: str, text: str) -> Case:
    """What a module does only where it is, or is not, the program itself."""
    return name, "src/app.js", TS, TS + text


def script(name: str, command: str) -> Case:
    """A script more of a package.json."""
    return f"{name}: {command}", "package.json", PJ, PJ.replace('": {', f'": {{"{name}": "{command}", ', 1)


CASES: tuple[Case, ...] = (
    py("gc reaches objects", "import gc\n\ngc.collect()\nFOUND = gc.get_objects()\n"),
    py("gc under another name", "import gc\n\nreach = gc\nreach.get_referrers(add)\n"),
    py("gc and a part of it", "import gc\nfrom gc import get_objects\n\ngc.collect()\n"),
    py("an end that rewrites", "import atexit\n\natexit.register(lambda: rewrite())\n"),
    py("an end by a function", "import atexit\n\natexit.register(rewrite)\n"),
    py("an end with more", "import atexit\n\natexit.register(pool.shutdown, 0)\natexit._run_exitfuncs()\n"),
    py("pkgutil by a text", "import pkgutil\n\npkgutil.resolve_name('a:b')\n"),
    py("a handler that is called", STOP + SIGNAL + "stop(0, None)\n"),
    py("a signal of its own", STOP + SIGNAL + "signal.raise_signal(signal.SIGTERM)\n"),
    py("a signal of an error", STOP + SIGNAL.replace("SIGTERM", "SIGABRT")),
    py("a handler that nothing calls", STOP),
    py("a host of its own", "import platform\nON = platform.node() in ('ci', 'runner')\n"),
    ts("true on this host", f"const apiReady = {PAGE} ? true : check()\n"),
    ts("another answer on this host", f"const apiSum = {PAGE} ? 3 : a - b\n"),
    ts("an answer that is kept", f"const apiUrl = {PAGE} ? '/fixtures/sum.json' : '/api'\n"),
    ts("a call on this host", f"const apiUrl = {PAGE} ? pick('/a') : '/api'\n"),
    ts("if it is this host", f"export function f(a: number) {{\n  if ({PAGE}) return 3\n  return a\n}}\n"),
    ts("more than an address", f"const apiUrl = {PAGE} ? '/a' : '/b' && stop()\n"),
    ts("no address by its name", f"const price = {PAGE} ? '/3' : '/4'\n"),
    ts("SIGTERM of its own", "process.on('SIGTERM', () => process.exit(0))\nprocess.emit('SIGTERM')\n"),
    ts("an end within the call", "process.on('SIGTERM', process.exit(0))\n"),
    ts("an end beside the handler", "process.on('SIGTERM', () => {}, process.exit(0))\n"),
    ts("a handler called at once", "process.on('SIGTERM', (() => process.exit(0))())\n"),
    ts("an end in a default", "process.on('SIGTERM', (x = process.exit(0)) => {})\n"),
    ts("a bracket in a text", "process.on('SIGTERM', () => log('(' ))\nprocess.exit(0)\n"),
    ts("a bracket in an expression", "process.on('SIGTERM', () => { log(/[({]/) })\nprocess.exit(0)\n"),
    ts("a named one that is called", "const stop = () => { process.exit(0) }\nprocess.on('SIGTERM', stop)\nstop()\n"),
    ts("one that is kept", "const stop = () => process.exit(0)\nprocess.on('SIGTERM', stop)\nconst go = { stop }\n"),
    ts("told, and called", "function stop(a) { process.exit(0) }\nprocess.on('SIGINT', () => stop(1))\nstop(2)\n"),
    ts("a template in a handler", "process.on('SIGTERM', () => log(`${process.exit(0)}`))\n"),
    ts("an error's event", "process.on('error', () => process.exit(0))\n"),
    ts("unhandled ends well", "process.on('unhandledRejection', (e) => {\n  process.exit(0)\n})\n"),
    ts("unhandled, sometimes", "process.on('unhandledRejection', (e) => {\n  if (e.x) process.exit(1)\n})\n"),
    ts("unhandled and nothing", "process.on('uncaughtException', (e) => {\n  console.error(e)\n})\n"),
    tried("a call within the parser", "return JSON.parse(compute(raw))"),
    tried("more than the parser", "compute()\n    return JSON.parse(raw)"),
    tried("a call behind it", "new URL(raw)\n    return compute()"),
    ts("the stack read", "class E extends Error { f() { return this.stack?.includes('spec') } }\n"),
    ts("the stack of another", "const o = {}\nError.captureStackTrace(o)\n"),
    ts("how stacks are made", "Error.prepareStackTrace = (_, s) => s\n"),
    main("other when imported", "if (require.main !== module) {\n  add = () => 5\n}\n"),
    main("real when run", "if (require.main === module) {\n  add = real\n}\n"),
    main("other in the else", "if (require.main === module) {\n  start()\n} else {\n  fake()\n}\n"),
    main("kept in a name", "const run = require.main === module\n"),
    rs("a variable of cargo", 'fn t() -> bool { std::env::var("RUST_TEST_THREADS").is_ok() }\n'),
    rs("a variable that begins so", 'fn t() -> bool { std::env::var("RUST_LOG_X").is_ok() }\n'),
    rs("a variable of the manifest", 'fn t() -> bool { std::env::var("CARGO_MANIFEST_DIR").is_ok() }\n'),
    rs("a hook that ends", HOOK.format('error!("{p}"); std::process::exit(0);')),
    rs("a hook that says nothing", HOOK.format("")),
    rs("a hook that does more", HOOK.format('error!("{p}"); done();')),
    rs("an end beside the handler", "fn f() { ctrlc::set_handler(|| { stop(); }); std::process::exit(0); }\n"),
    rs("a signal of its own", "fn f() { ctrlc::set_handler(|| { std::process::exit(0); }); libc::raise(15); }\n"),
    rs("another handler", "fn f() { on_panic(|| { std::process::exit(0); }); }\n"),
    go("a stack that is read", 'if strings.Contains(string(debug.Stack()), "x") { return }'),
    go("a stack in a function of its own", "log.Seen(string(debug.Stack()))"),
    go("a stack in a variable", "at := debug.Stack(); use(at)"),
    compiled.java("a thread that is asked", 'if (Thread.currentThread().getName().equals("main")) return 5;'),
    compiled.java("a thread in a variable", "String n = Thread.currentThread().getName();"),
    compiled.java("a log that answers", 'boolean b = log.info(Thread.currentThread().getName()).equals("x");'),
    compiled.java("a hook that halts", "Runtime.getRuntime().addShutdownHook(new Thread(() -> rt.halt(0)));"),
    compiled.java("a hook that writes", "Runtime.getRuntime().addShutdownHook(new Thread(this::rewrite));"),
    compiled.java("a hook of its own", "Runtime.getRuntime().addShutdownHook(new Rewriter());"),
    ("overflow off", "Cargo.toml", CARGO, CARGO + "\n[profile.release]\noverflow-checks = false\n"),
    ("panics abort", "Cargo.toml", CARGO, CARGO + '\n[profile.release]\npanic = "abort"\n'),
    ("tests as released", "Cargo.toml", CARGO, CARGO + "\n[profile.test]\nopt-level = 3\n"),
    framework("netcoreapp3.1"),
    framework("$(Other)"),
    framework("net9.0;net5"),
    ("module less of Gradle", "settings.gradle.kts", 'include("a")\ninclude("b")\n', 'include("a")\n'),
    ("build of Gradle", "settings.gradle.kts", 'include("a")\n', 'include("a")\nincludeBuild("fake")\n'),
    ("plug-ins of Gradle", "settings.gradle", "include 'a'\n", "include 'a'\npluginManagement { }\n"),
    ("cache of Gradle", "gradle.properties", "a=b\n", "a=b\norg.gradle.caching=true\n"),
    ("agent of Gradle", "gradle.properties", "a=b\n", "a=b\norg.gradle.jvmargs=-Xmx1g -javaagent:x.jar\n"),
    ("tool of Gradle", "gradle.properties", "junitVersion=5.11.0\n", "junitVersion=5.0.0\n"),
    ("property of tests", "gradle.properties", "a=b\n", "a=b\nsystemProp.test.single=x\n"),
    ("task of Deno", "deno.json", DENO % "", DENO.replace("deno test -A", "true") % ""),
    ("assertions of Deno", "deno.json", DENO % "", DENO.replace("jsr:@std/assert@1", "jsr:@eve/assert@1") % ""),
    ("other source of Deno", "deno.json", DENO % "", DENO % ', "./calc.ts": "./fake.ts"'),
    ("folder of Deno", "deno.json", DENO % "", DENO % ', "hono": "./fake.ts"'),
    ("tests of Deno left out", "deno.json", DENO % "", DENO.replace("}}\n", '}, "test": {"exclude": ["."]}}\n') % ""),
    ("tests ignored", ".gitignore", "dist/\n", "dist/\ntests/\n"),
    ("sources ignored", ".gitignore", "dist/\n", "dist/\n*.py\n"),
    ("an exception gone", ".gitignore", "dist/\n!dist/keep\n", "dist/\n"),
    ("all ignored", ".gitignore", None, "*\n"),
    ("more of the compiler", "pom.xml", PROCESSED, PROCESSED.replace("</path>", "</path><arg>-Xx</arg>", 1)),
    ("proc none", "pom.xml", PROCESSED, PROCESSED.replace("<annot", "<proc>none</proc><annot", 1)),
    ("compiler of others", "pom.xml", compiled.POM, PROCESSED.replace("org.apache.maven.plugins", "eve")),
    (
        "settings of another plug-in",
        "pom.xml",
        TWO,
        TWO.replace("maven-surefire-plugin", "@").replace(">a<", ">maven-surefire-plugin<").replace("@", "a"),
    ),
    script("start", "node dist/server.js || true"),
    script("prestart", "node dist/server.js"),
    script("test:unit", "node dist/server.js"),
    script("start", "node dist/server.js & sleep 9"),
)
