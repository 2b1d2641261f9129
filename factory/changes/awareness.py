"""What code of a product may not say: that it knows of its tests, or changes the runner and the assertions they use."""

from __future__ import annotations

import re

from mity.text.patterns import regex

_TOOLS = (
    r"vitest|@vitest/[\w-]+|jest|@jest/[\w-]+|@playwright/test|cypress|mocha|chai|ava|tap|node:test|expect|sinon"
    r"|jasmine\S*"
)
_GLOBALS = r"(?:expect|vi|vitest|jest|jasmine|mocha|describe|Cypress|__karma__|__playwright\w*|__pw\w*)"
_SCRIPT = (
    r"(?:process\.env|import\.meta\.env|\benv)\s*(?:\?\.|\.|\[\s*[\"'`])\s*(?:VITEST|JEST|TEST\b|MOCHA|KARMA|CYPRESS|PLAYWRIGHT"
    r"|AVA\b|CI\b|STORYBOOK|npm_lifecycle)\w*|import\.meta\.vitest",
    r"(?:NODE_ENV|\bMODE|APP_ENV|BABEL_ENV)\b[^\n;]{0,12}?(?:={2,3}|!={1,2}|\.(?:includes|startsWith|match)\()\s*[\"'`/]te?st?",
    r"[\"'`]test[\"'`]\s*(?:={2,3}|!={1,2})\s*\S*(?:NODE_ENV|MODE|APP_ENV)",
    r"\b(?:globalThis|global|window)(?:\s+as\s+\w+\s*\))?\s*(?:\?\.|\.|\[\s*[\"'`])\s*(?:expect|it|test|describe|vi|jest|jasmine"
    r"|mocha|chai|assert|suite|before|after|beforeEach|afterEach|beforeAll|afterAll|Cypress|cy|playwright|QUnit|__\w+)\b",
    r"\btypeof\s+\(?\s*(?:jest|vi|vitest|describe|it|expect|test|jasmine|Cypress|cy|mocha|QUnit|suite)\b|__karma__|__vitest",
    r"navigator\.webdriver|HeadlessChrome|\bjsdom\b|happy-dom|\.Cypress\b|\bplaywright\b",
    r"\b(?:process|Deno|Bun)\s*\.\s*(?:exit\s*\(\s*0?\s*\)|reallyExit|exitCode\s*=\s*(?:0|undefined|false|null)|abort\("
    r"|_exiting|binding\(|dlopen\()|process\s*\[\s*[\"'`]|process\.kill\(\s*process\.pid",
    r"process\.on(?:ce)?\(\s*[\"'`](?:exit|beforeExit|uncaughtException|unhandledRejection)",
    r"\b(?:console\.(?:assert|log|error|warn)|(?:assert|JSON|Math|Object|Reflect|Array|String|Number|Promise|Error|Date|RegExp"
    r"|Function|Symbol|Map|Set)\s*\.\s*\w+)(?:\.\w+)?\s*=(?![=>])|\.prototype\s*(?:\.\w+|\[[^\]]+\])\s*=(?!=)|__proto__",
    r"Object\.(?:defineProperty|assign|setPrototypeOf)\(\s*(?:globalThis|global|window|console|assert|expect|process|\w+\.prototype)\b",
    rf"(?:from|require\(|import\(|import)\s*[\"'`](?:{_TOOLS}|@testing-library/[\w-]+|(?:node:)?(?:inspector|vm|v8))[\"'`]",
    r"asymmetricMatch|Symbol\.toPrimitive|require\.cache|Module\._|registerHooks|module\.register|Reflect\.(?:set|defineProperty)\(",
    r"Error\.(?:prepareStackTrace|stackTraceLimit)|new\s+Error\([^)]*\)\.stack|\.stack\s*(?:\?\.|\.|!\.)\s*(?:includes|match|split"
    r"|indexOf|search)|arguments\.callee|require\.main|module\.parent",
    rf"\b(?:globalThis|global|window)\b[^\n;]{{0,60}}?(?:\.|[\"'`]){_GLOBALS}\b|[\"'`]{_GLOBALS}[\"'`]\s+in\s",
    r"\b(?:globalThis|global)\b[^\n;=]{0,40}(?:\.|[\"'`])(?:setTimeout|setInterval|Date|fetch|Promise|Math|JSON|console|Error"
    r"|Object|Array|performance|queueMicrotask)\b[\"'`\]]*\s*=(?!=)",
    r"\(\s*\w+\s+as\s+(?:any|unknown|Record[^)]*)\)\s*(?:\.\w+|\[[^\]]+\])\s*=(?![=>])",
    r"removeAllListeners\(\s*[\"'`](?:uncaught|unhandled)|\bequals\s*\([^)]*\)[^{\n]*\{\s*return\s+true",
    r"(?<![\w.])(?:expect|vi|vitest|jest|chai|sinon|cy)\.\w+\(|(?<![\w.])(?:before|after)(?:Each|All)\s*\(|Symbol\.hasInstance",
    r"Object\.(?:defineProperty|assign|setPrototypeOf)\(\s*(?:Object|Number|Math|JSON|Array|String|Promise|Date|RegExp|Reflect"
    r"|Function|Error|Symbol|Map|Set|Intl|performance|crypto)\b|constructor\s*\(\s*[\"'`]",
    r"\bexit\b[^\n;]{0,60}(?:from\s+[\"'`](?:node:)?process|=\s*(?:globalThis\.)?process\b)|(?<![\w.])exit\(\s*0?\s*\)",
    r"Error\.captureStackTrace|\bin\s+globalThis\b|process\.(?:emitWarning|stdout\.write|stderr\.write)\s*=(?!=)",
    r"import\s+(?!\{\s*createRequire\s*\})[^;\n\"'`]{1,200}from\s*[\"'`](?:node:)?module[\"'`]"
    r"|(?:require|import)\(\s*[\"'`](?:node:)?module[\"'`]\s*\)(?!\s*\.createRequire\b)",
    r"(?<![\w.])eval\s*\(|new\s+Function\s*\(|\bdebugger\b|process\.(?:argv|execArgv)[^\n]{0,200}(?:test|jest|mocha)",
)
_RUST = (
    r"\bcfg!\s*\(|#!?\[\s*cfg(?:_attr)?\s*\(\s*(?:\w+\s*\(\s*)*(?:test|doctest|miri|debug_assertions|feature\s*=\s*\"test)",
    r"\bpanic::(?:set_hook|take_hook|catch_unwind|resume_unwind)|catch_unwind|\bset_hook\b|process::(?:exit\s*\(\s*0|abort)",
    r"macro_rules!\s*(?:assert\w*|debug_assert\w*|panic|matches|unreachable|todo|unimplemented)\b|thread::current\(\)\s*\.name",
    r"\bfn\s+_?exit\b|\b_exit\s*\(|env::var(?:_os)?\(\s*\"(?:CARGO|RUST|TEST)",
    r"Backtrace::|backtrace::|current_exe\(\)|#\[\s*(?:unsafe\s*\(\s*)?(?:no_mangle|ctor|link_section|global_allocator|panic_handler)",
    r"#!?\[\s*cfg(?:_attr)?\s*\(\s*(?:not\s*\(\s*)?(?:(?:any|all)\s*\(\s*\)|FALSE|false)|#\[\s*path\s*=|\binclude!\s*\(\s*\"",
    r"\bas\s+(?:assert\w*|debug_assert\w*|panic|matches)\s*[;,}]|\bexit\s*\(\s*0\w*\s*\)|ExitCode::SUCCESS\s*\.\s*exit",
    r"\bfn\s+(?:eq|ne)\s*\(\s*&self[^{]{0,200}\{(?!(?:[^}]{0,400}\bself\b(?!,\s*_\s*\)))[^}]{0,400}\})|args(?:_os)?\(\)[^\n;]{0,80}(?:nocapture|--exact|--list)",
    r"thread::current\(\)\s*\.(?:id|name)|resume_unwind|AssertUnwindSafe",
    r"\bfn\s+eq\s*\(\s*&self,\s*(_\w*)\s*:[^{]{0,80}\{(?![^}]{0,200}\b\1\b)|\bfn\s+eq\s*\([^{]{0,120}\{\s*matches!\([^}]{0,80}\)\s*\}",
    r"extern\s+crate\s+\w+\s+as\s+(?:std|core)|\bfn\s+eq\s*\(\s*&self[^{]*\{\s*true\s*\}|libc::_?exit|mod\s+(?:std|core)\b",
)
_JVM = (
    r"System\.exit\s*\(\s*0|\.halt\s*\(|Runtime\.getRuntime\(\)\.(?:exit|addShutdownHook)|exitProcess\(\s*0|getStackTrace\s*\(\)",
    r"\.stackTrace\b|StackWalker|getAllStackTraces|currentThread\(\)\.(?:getName|name)|UncaughtExceptionHandler",
    r"AssertionStatus\(|setSecurityManager|\borg\.(?:junit|testng|assertj|hamcrest|mockito|opentest4j|spockframework)\b|surefire",
    r"\"(?:basedir|maven\.\w+|test\.\w+|localRepository)\"",
    r"Runtime\s+\w+\s*=|\b(?:rt|runtime)\.exit\s*\(|import\s+static\s+java\.lang\.(?:System|Runtime)\b|System\.exit\s*\(\s*\(\s*int\s*\)",
    r"exitProcess\(\s*(?:status\s*=\s*)?0|\borg/(?:junit|testng|assertj|hamcrest|mockito|opentest4j)\b|printStackTrace\s*\(\s*\w",
    r"getRuntimeMXBean|(?:class|resource)\w{0,30}\s*\(\s*\"[^\"\n]{0,80}Test\b|new\s+(?:Throwable|Exception)\(\)\s*\.",
    r"boolean\s+equals\s*\([^)]*\)\s*\{(?![^}]{0,400}(?:==|instanceof|equals\s*\(|getClass|canEqual))[^}]{0,400}\}",
    r"fun\s+equals\s*\([^)]*\)[^{=]{0,40}\{(?![^}]{0,400}(?:==|\bis\b|equals\s*\())[^}]{0,400}\}",
    r"failsafe-|junit\.|sun\.misc\.Unsafe|java\.lang\.instrument|sun\.java\.command|java\.class\.path|ProcessHandle",
    r"boolean\s+equals\s*\([^)]*\)\s*\{\s*return\s+true|fun\s+equals\([^)]*\)[^=]*=\s*true|getInputArguments",
)
_DOTNET = (
    r"Environment\.(?:Exit\(\s*0|FailFast|ExitCode)|FriendlyName|(?i:testhost|\b(?:xunit|nunit|mstest|vstest)\b)|new\s+StackTrace",
    r"Environment\.(?:Exit\(\s*exitCode\s*:\s*0|StackTrace)|ProcessExit\s*\+=|DomainUnload\s*\+=|^\s*#if\s+(?:false|DEBUG|TEST|!)",
    r"Equals\s*\([^)]*\)\s*(?:=>(?![^;\n]{0,400}(?:==|Equals\s*\(|\bis\s+[A-Z(\[{]))[^;\n]{0,400};|\{(?![^}]{0,400}(?:==|Equals\s*\(|\bis\s+[A-Z(\[{]))[^}]{0,400}\})",
    r"operator\s*[=!]=\s*\([^)]*\)\s*=>(?![^;\n]{0,400}(?:==|Equals\s*\())[^;\n]{0,400};",
    r"StackFrame\(|GetCallingAssembly|GetEntryAssembly|GetAssemblies\(\)|ModuleInitializer|InternalsVisibleTo|Harmony",
    r"operator\s*[=!]=\s*\([^)]*\)\s*(?:=>\s*(?:true|false)|\{\s*return\s+(?:true|false))",
    r"Equals\s*\([^)]*\)\s*(?:=>\s*true|\{\s*return\s+true)|UnhandledException\s*\+=|FirstChanceException|Trace\.Listeners",
    r"\[\s*(?:[\w.]{0,40}\.)?Conditional(?:Attribute)?\s*\(\s*\"(?!(?:DEBUG|TRACE)\")|GetCurrentProcess\(\)\.(?:Kill|ProcessName)|AppContext\.BaseDirectory[^\n]*Test",
)
_GO = (
    r"\bos\.Exit\s*\(\s*0?\s*\)|testing\.(?:Testing|Verbose|M\b|T\b|Init)|flag\.Lookup\(|\"test\.v\"|\.test\"|\"testing\"",
    r"(?:syscall|unix)\.(?:Kill|Exit|Tgkill)\(|flag\.CommandLine|os\.Args\[0\]|FindProcess\(\s*os\.Getp",
    r"runtime\.(?:Callers?|Stack|FuncForPC|Goexit)\b|syscall\.Exit|debug\.(?:Stack|PrintStack)|os\.Args\[0\]|os\.Executable\(|func\s+TestMain\b",
    r"\bC\.(?:_?exit|_Exit|quick_exit|abort|kill|raise)\(",
)
_PYTHON = (
    r"[\"'][^\"'\n]*\b(?:py\.?test|_pytest|unittest|conftest|doctest|sitecustomize|usercustomize|site-packages|nose2?)\b|\.pth[\"']",
    r"[\"']_?py_?t(?:est?)?[\"']|class\s+AssertionError\b|\bAssertionError\s*=|(?:__main__|builtins)\.__dict__",
    r"os\.kill\(\s*os\.getpid|sys\.path\.insert\(\s*0|sys\.path\s*\[|addsitedir|(?:format|extract|walk|print)_stack\b",
    r"tracebacklimit|__path__\s*(?:[=+]|\.(?:append|extend|insert))|object\.__setattr__\(\s*[a-z_]\w*\s*,|__dict__\.(?:update|setdefault)",
    r"\b(?:numpy|np|pandas|pd)\.testing\b|sys\.path\s*=(?!=)|\bsignal\.(?:alarm|setitimer)\(",
    r"\bos\.close(?:range)?\(\s*[012]\s*[,)]|\b(?:stdout|stderr)\.close\(\s*\)",
)
_LANGUAGES = (
    ((".pyi",), (*_PYTHON, r"\bdef\s+__getattr__\b")),
    ((".py", ".jinja", ".j2"), _PYTHON),
    ((".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".html"), _SCRIPT),
    ((".rs",), _RUST),
    ((".java", ".kt", ".kts", ".groovy", ".scala"), _JVM),
    ((".cs", ".fs", ".vb", ".cshtml", ".razor"), _DOTNET),
    ((".go",), _GO),
)
_ANY = regex(
    r"(?:argv|\bargs\(\)|\bArgs\b|CommandLine|cmdline|executable|__file__|cwd\(\))[^\n]*[\"'`][^\"'`\n]*(?:test|spec\b|deps\b)"
    r"|[\"'`][^\"'`\n]*(?:test|spec)[^\"'`\n]*[\"'`][^\n]*\bargv\b|[\"'`]/proc/|getppid\b|\.parent\(\)\s*\.(?:cmdline|name)|\.ppid\b"
)
_PATTERNS = tuple((endings, regex("|".join(texts), re.MULTILINE)) for endings, texts in _LANGUAGES)
CODE = tuple(ending for endings, _ in _LANGUAGES for ending in endings)
"""The endings of files of code whose languages are known here."""


def awareness(path: str, added: str) -> str:
    """The first part of added product code that knows of tests or of what runs them, or an empty string."""
    pattern = next((pattern for endings, pattern in _PATTERNS if path.endswith(endings)), None)
    found = (pattern.search(added) or _ANY.search(added)) if pattern else None
    return found[0].strip() if found else ""
