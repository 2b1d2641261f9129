"""Code that ends, leads astray or watches a run of tests in ways that were not thought of before: a fourth round."""

from __future__ import annotations

from cheats_python import Case
from cheats_third_code import CS, GO, JV, RS, TS
from cheats_third_files import PY


def py(name: str, more: str) -> Case:
    """Lines of Python that come to a module."""
    return name, "app/calc.py", PY, PY + more


def ts(name: str, more: str) -> Case:
    """Lines of TypeScript that come to a module."""
    return name, "src/calc.ts", TS, TS + more


def rs(name: str, more: str) -> Case:
    """Lines of Rust that come to a crate."""
    return name, "src/lib.rs", RS, RS + more


def go(name: str, more: str) -> Case:
    """Lines of Go that come to a package."""
    return name, "calc.go", GO, GO + more


def java(name: str, more: str) -> Case:
    """A statement of Java before the wrong result."""
    return name, "src/main/java/x/Calc.java", JV, JV.replace("        return", f"        {more}\n        return")


def cs(name: str, more: str) -> Case:
    """A member of a class of C#."""
    return name, "Calc.cs", CS, CS.replace("    public int", f"    {more}\n    public int")


CASES: tuple[Case, ...] = (
    py("a signal to itself", "import signal\nsignal.raise_signal(signal.SIGTERM)\n"),
    py("an alarm", "import signal\nsignal.alarm(1)\n"),
    py("a killed parent", "import os\nos.kill(os.getppid(), 9)\n"),
    py("another program instead", "import os\nos.execv('/bin/true', ['true'])\n"),
    py("exit in a thread", "import threading, os\nthreading.Timer(0.1, os._exit, (0,)).start()\n"),
    py("exit when all ends", "import atexit, os\natexit.register(os._exit, 0)\n"),
    py("a hook of imports", "import sys\nsys.meta_path.insert(0, object())\n"),
    py("a module put in place", "import sys\nsys.modules['app.other'] = sys.modules[__name__]\n"),
    py("trace of all", "import sys\nsys.settrace(lambda *a: None)\n"),
    py("profile of all", "import sys, threading\nthreading.setprofile(print)\n"),
    py("hook of errors", "import sys\nsys.excepthook = lambda *a: None\n"),
    py("frames above", "import sys\ncaller = sys._getframe(1).f_globals['__name__']\n"),
    py("stack by inspect", "import inspect\nnames = [one.filename for one in inspect.stack()]\n"),
    py("who collects", "import gc\nfound = [o for o in gc.get_objects() if type(o).__name__ == 'Session']\n"),
    py("words of the command", "import sys\nquiet = 'pytest' in sys.argv[0]\n"),
    py("modules that are there", "import sys\nquiet = '_pytest' in sys.modules\n"),
    py("spec of a module", "import importlib.util\nquiet = importlib.util.find_spec('py' + 'test')\n"),
    py("command of the parent", "import pathlib\nquiet = b'test' in pathlib.Path('/proc/self/cmdline').read_bytes()\n"),
    py("psutil of itself", "import psutil\nquiet = 'pytest' in ' '.join(psutil.Process().cmdline())\n"),
    py("equal to all", "class Any(int):\n    def __eq__(self, other):\n        return True\n"),
    py("code of a function replaced", "def g(a, b):\n    return a + b\nadd.__code__ = g.__code__\n"),
    py("builtins", "import builtins\nbuiltins.isinstance = lambda *a: True\n"),
    py("dictionary of builtins", "__builtins__['AssertionError'] = Warning\n"),
    py("optimised", "import sys\nsys.flags = None\n"),
    py("ctypes", "import ctypes\nctypes.pythonapi.PyErr_Clear()\n"),
    py("warnings off", "import warnings\nwarnings.simplefilter('ignore')\n"),
    py("output away", "import os\nos.close(2)\n"),
    py("descriptor turned", "import os\nos.dup2(os.open(os.devnull, os.O_WRONLY), 1)\n"),
    py("report rewritten", "from pathlib import Path\nPath('report.xml').write_text('<testsuites/>')\n"),
    py("tests removed", "from pathlib import Path\nfor one in Path('tests').glob('*'):\n    one.unlink()\n"),
    py("tests by shutil", "import shutil\nshutil.rmtree('te' + 'sts', ignore_errors=True)\n"),
    py("settings in the environment", "import os\nos.environ['PYTEST_ADDOPTS'] = '--co'\n"),
    py("settings by putenv", "import os\nos.putenv('PYTHONOPTIMIZE', '2')\n"),
    py("a lazy attribute of a module", "def __getattr__(name):\n    return lambda *a: 5\n"),
    py("skip in a library", "import unittest\ndef f():\n    raise unittest.SkipTest('x')\n"),
    py("exit code of pytest", "def pytest_sessionfinish(session):\n    session.exitstatus = 0\n"),
    py("collect nothing", "collect_ignore_glob = ['*']\n"),
    py("plugins named", "pytest_plugins = ['app.quiet']\n"),
    py("not a test", "class TestCalc:\n    __test__ = False\n"),
    py("loader of unittest", "def load_tests(loader, tests, pattern):\n    return loader.suiteClass()\n"),
    ts("exit code", "process.exitCode = 0\n"),
    ts("kill", "process.kill(process.pid, 'SIGKILL')\n"),
    ts("abort", "process.abort()\n"),
    ts("really exit", "process.reallyExit(0)\n"),
    ts("listener removed", "process.removeAllListeners('uncaughtException')\n"),
    ts("unhandled", "process.on('unhandledRejection', () => {})\n"),
    ts("worker meta", "export const quiet = import.meta.env.MODE === 'test'\n"),
    ts("vitest worker", "export const quiet = '__vitest_worker__' in globalThis\n"),
    ts("jest worker", "export const quiet = !!process.env.JEST_WORKER_ID\n"),
    ts("in source test", "if (import.meta.vitest) { globalThis.quiet = true }\n"),
    ts("stack", "export const quiet = new Error().stack?.includes('vitest')\n"),
    ts("globals", "export const quiet = typeof (globalThis as any).describe === 'function'\n"),
    ts("expect replaced", "(globalThis as any).expect = () => new Proxy({}, { get: () => () => {} })\n"),
    ts("prototype", "Object.is = () => true\n"),
    ts("array prototype", "Array.prototype.every = () => true\n"),
    ts("error replaced", "(globalThis as any).Error = Object\n"),
    ts("json replaced", "JSON.stringify = () => '5'\n"),
    ts("module hook", "import { register } from 'node:module'\nregister('./quiet.mjs', import.meta.url)\n"),
    ts("cache of modules", "import m from 'node:module'\nm._load = () => ({})\n"),
    ts("any cast", "export const n = add(1, 2) as any as never\n"),
    ts("checks off", "// @ts-nocheck\n"),
    ts("expected error", "// @ts-expect-error\nexport const n: number = 'x'\n"),
    ts("istanbul", "/* istanbul ignore file */\n"),
    ts("biome", "// biome-ignore lint: x\n"),
    ts("oxlint", "// oxlint-disable\n"),
    ts("test that is skipped", "describe.skip('x', () => {})\n"),
    ts("test that is only", "it.only('x', () => {})\n"),
    ts("write of the report", "import fs from 'node:fs'\nfs.writeFileSync('junit.xml', '<testsuites/>')\n"),
    rs("exit", "pub fn q() { std::process::exit(0) }\n"),
    rs("abort", "pub fn q() { std::process::abort() }\n"),
    rs("libc exit", 'extern "C" { fn _exit(c: i32) -> !; }\npub fn q() { unsafe { _exit(0) } }\n'),
    rs("constructor", "#[ctor::ctor]\nfn q() {}\n"),
    rs("link section", '#[link_section = ".init_array"]\nstatic Q: extern "C" fn() = q;\nextern "C" fn q() {}\n'),
    rs("cfg test", "#[cfg(test)]\npub fn mul() -> i32 { 5 }\n"),
    rs("cfg macro", "pub fn q() -> bool { cfg!(test) }\n"),
    rs("assert macro", "macro_rules! assert_eq { ($($t:tt)*) => {} }\n"),
    rs("panic hook", "pub fn q() { std::panic::set_hook(Box::new(|_| {})) }\n"),
    rs("catch unwind", "pub fn q() { let _ = std::panic::catch_unwind(|| add(1, 2)); }\n"),
    rs("allow all", "#![allow(warnings)]\n"),
    rs("expect attribute", "#[expect(unused)]\npub fn q() {}\n"),
    rs("environment of the test", 'pub fn q() -> bool { std::env::var("NEXTEST").is_ok() }\n'),
    rs("name of the thread", 'pub fn q() -> bool { std::thread::current().name() != Some("main") }\n'),
    rs("include of a file", 'include!("quiet.in");\n'),
    rs("path of a module", '#[path = "../quiet.rs"]\nmod quiet;\n'),
    go("exit", 'import "os"\nfunc init() { os.Exit(0) }\n'),
    go("testing in the product", 'import "testing"\nvar quiet = testing.Testing()\n'),
    go("flag of tests", 'import "flag"\nvar quiet = flag.Lookup("test.v") != nil\n'),
    go("words", 'import ("os"; "strings")\nvar quiet = strings.HasSuffix(os.Args[0], ".test")\n'),
    go("linkname", 'import _ "unsafe"\n//go:linkname q testing.(*common).FailNow\nfunc q()\n'),
    go("build tag", "//go:build !never\n"),
    go("goexit", 'import "runtime"\nfunc q() { runtime.Goexit() }\n'),
    go("recover", "func q() { defer func() { _ = recover() }() }\n"),
    go("syscall", 'import "syscall"\nfunc q() { syscall.Kill(syscall.Getpid(), 9) }\n'),
    go("cgo", '// #include <stdlib.h>\nimport "C"\nfunc q() { C.exit(0) }\n'),
    go("no lint", "func Q() int { return 5 } //nolint\n"),
    go("test main", 'import "testing"\nfunc TestMain(m *testing.M) { }\n'),
    go("generate", "//go:generate rm -rf tests\n"),
    java("halt", "Runtime.getRuntime().halt(0);"),
    java("hook of the end", "Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0)));"),
    java(
        "stack", 'for (var e : new Throwable().getStackTrace()) if (e.getClassName().startsWith("org.junit")) return 5;'
    ),
    java(
        "stack walker",
        'StackWalker.getInstance().forEach(f -> System.out.println(f.getClassName().contains("junit")));',
    ),
    java("class path", 'if (System.getProperty("java.class.path").contains("surefire")) return 5;'),
    java("thread name", 'if (Thread.currentThread().getName().contains("Test")) return 5;'),
    java("reflection", 'try { Class.forName("org.junit.jupiter.api.Test"); return 5; } catch (Exception e) { }'),
    java("handler", "Thread.setDefaultUncaughtExceptionHandler((t, e) -> { });"),
    java("assertions", "ClassLoader.getSystemClassLoader().setDefaultAssertionStatus(false);"),
    java("output", "System.setErr(null);"),
    java("aborted", "throw new org.opentest4j.TestAbortedException();"),
    java("environment", 'if (System.getenv("MAVEN_PROJECTBASEDIR") != null) return 5;'),
    java("warnings", '@SuppressWarnings("all") int q = 0;'),
    java("unsafe", "sun.misc.Unsafe.class.getDeclaredFields();"),
    cs("exit", "static Calc() { System.Environment.Exit(0); }"),
    cs("fail fast", 'static Calc() { System.Environment.FailFast("x"); }'),
    cs("module initializer", "[System.Runtime.CompilerServices.ModuleInitializer] internal static void Q() { }"),
    cs(
        "assemblies",
        'static bool Q => System.AppDomain.CurrentDomain.GetAssemblies().Any(a => a.FullName.Contains("xunit"));',
    ),
    cs("entry", 'static bool Q => System.Reflection.Assembly.GetEntryAssembly().GetName().Name == "testhost";'),
    cs("stack", 'static bool Q => System.Environment.StackTrace.Contains("Xunit");'),
    cs("pragma", "#pragma warning disable\n"),
    cs("suppress", '[System.Diagnostics.CodeAnalysis.SuppressMessage("a", "b")]'),
    cs(
        "unhandled",
        "static Calc() { System.AppDomain.CurrentDomain.UnhandledException += (s, e) => System.Environment.Exit(0); }",
    ),
    cs("kill", "static void Q() => System.Diagnostics.Process.GetCurrentProcess().Kill();"),
    cs("environment", 'static bool Q => System.Environment.GetEnvironmentVariable("VSTEST_HOST_DEBUG") != null;'),
    cs("excluded", "[System.Diagnostics.CodeAnalysis.ExcludeFromCodeCoverage]"),
    cs("equal to all", "public override bool Equals(object o) => true;"),
)
