"""What code of any language may not ask or set: whether it is under test, and settings that tests depend on."""

from __future__ import annotations

from mity.text.patterns import regex

_READS = (
    r"(?:getenv|GetEnvironmentVariable|\benv::var(?:_os)?|Getenv|LookupEnv|environ(?:\.get)?|\bENV(?:\.fetch)?"
    r"|process\.env|import\.meta\.env|Deno\.env\.get|option_env!|env!)\s*[(\[.]{1,2}\s*[\"'`]?"
)
_RUNS = (
    r"(?:CI|CONTINUOUS_INTEGRATION|GITHUB_ACTIONS|GITLAB_CI|BUILDKITE|TRAVIS|CIRCLECI|JENKINS_\w+|TF_BUILD|CODESPACES"
    r"|\w*(?:UNIT_?TEST|TESTING|TEST_MODE|UNDER_TEST|IS_TEST|IN_TEST|TEST_ENV|RUN_TESTS?)\w*|TESTS?)"
)
_MODES = r"(?i:(?:env|environment|mode|profiles?|stage)\w{0,20})"
_SETS = (
    r"(?:environ(?:\.setdefault\(|\[|\.__setitem__\()|putenv\(|[sS]et_?[vV]ar\(|\bSetenv\(|SetEnvironmentVariable\("
    r"|process\.env\s*[.\[])\s*[\"'`]?"
)
_STEERING = (
    r"(?:TZ|LANG|LANGUAGE|LC_\w+|PYTHON\w+|CI|NODE_\w+|HOME|PATH|SOURCE_DATE_EPOCH|FAKETIME\w*|RUST_\w+|GO\w+|CARGO_\w+"
    r"|JAVA_\w+|DOTNET_\w+|LD_\w+|DYLD_\w+|HYPOTHESIS_\w+|DJANGO_TEST\w*)"
)
_BEGINNING = r"(?:PYT?(?:EST)?_?|VI?(?:TEST)?_?|JE(?:ST)?_?|_?TEST_?|CI)"
_FILES = (
    r"(?<![@\w])(?:Path|PurePath|File|[gG]lob\w*|rglob|iglob|rmtree|rm(?:Sync|dirSync|dir)?|unlink(?:Sync)?|remove(?:_dir_all|_file|All|_tree)?"
    r"|listdir|scandir|walk|read_?dir(?:Sync)?|ReadDir|WalkDir|RemoveAll|Paths?\.(?:get|of)|Directory\.\w{1,30})"
)
"""Calls that find, list or remove files."""
_BUILDS = (
    r"(?:MAVEN_\w+|GRADLE_\w+|SUREFIRE_\w+|npm_(?:lifecycle|config)_\w+|npm_command"
    r"|CARGO_(?:TARGET_TMPDIR|BIN_EXE_\w+))"
)
_WHERE = (
    r"(?:\b(?:gethostname|getfqdn|platform\.node|nodename|os\.hostname|(?<!\.)hostname|Hostname|MachineName|getuser|getlogin|whoami"
    r"|userInfo\(\)\.username|location\.hostname|getcwd|process\.cwd|Getwd|current_dir|GetCurrentDirectory|__file__|__dirname|cwd)\b"
    r"|getProperty\(\s*\"(?:user\.(?:dir|name|home)|java\.class\.path|sun\.java\.command)\""
    r"|(?:environ|getenv|process\.env|env::var|Getenv|GetEnvironmentVariable)\W{1,4}"
    r"(?:PWD|OLDPWD|USER|USERNAME|LOGNAME|HOSTNAME|COMPUTERNAME|SHLVL|TERM|HOME)\b)"
)
"""Who runs the code, on which machine and in which folder."""
_COMPARED = (
    r"(?:(?:={2,3}|!={1,2})\s*[\"'`]"
    r"|\.?(?:startswith|endswith|startsWith|endsWith|starts_with|ends_with|includes|contains|Contains|HasPrefix|HasSuffix"
    r"|StartsWith|EndsWith|equals)\(\s*[\"'`]|\bin\s*[\[({]\s*[\"'])"
)
_PATTERN = regex(
    "|".join(
        (
            rf"{_FILES}\s*\(\s*[\"'`](?:\./)?(?:tests?|__tests__|specs?|src/(?:\w+/)?tests?)(?:/[^\"'`\n]{{0,80}})?[\"'`]",
            rf"{_READS}{_BUILDS}\b",
            rf"{_WHERE}[\w.()\[\]\- \"']{{0,60}}?{_COMPARED}",
            r"\b(?:Hostname|user\.Current|Getwd|current_dir|hostname)\(\)[^\n]{0,120}\b(?:HasPrefix|HasSuffix|Contains|starts_with|ends_with)\(",
            r"[\"'`]/(?:\.dockerenv|proc/(?:1|self)/cgroup|run/\.containerenv)[\"'`]",
            r"[\"'`](?:\./)?\.git[\"'`]\s*\)\s*\.(?:is_?file|is_?dir|exists)|(?:is_?file|is_?dir|exists\w*|Stat|access)\(\s*[\"'`](?:\./)?\.git[\"'`]",
            r"\b(?:sys\.argv|process\.argv|os\.Args|env::args\(\)|GetCommandLineArgs\(\))[^\n]{0,80}[\"'`]-{1,2}(?:junit|reporter|cov|nocapture|test[.-]|logger|watch)",
            r"Debugger\.IsAttached|#!?\[\s*cfg(?:_attr)?\s*\(\s*(?:not\s*\(\s*)?(?:panic\s*=|overflow_checks)",
            rf"{_READS}{_RUNS}\b[\"'`\])]",
            rf"\b(?:process\.env|import\.meta\.env)\.{_RUNS}\b",
            rf"{_MODES}[\"'`)\]. \w]{{0,12}}?\s*(?:={{2,3}}|!={{1,2}}|\bis\b|\bin\b|\.(?:equals\w*|includes"
            r"|startsWith|StartsWith|startswith|contains|Contains|Equals|eq)\()\s*[(\[{]?\s*[\"'`](?i:te?st)",
            rf"[\"'`](?i:te?st\w{{0,4}})[\"'`]\s*(?:={{2,3}}|!={{1,2}}|\.equals\w*\(|\bin\b)\s*[^\n;]{{0,40}}?{_MODES}",
            r"\bcase\s+[\"'](?i:test(?:ing)?)[\"']\s*:|/\^?(?i:te?st)\w*\$?/\w*\.test\(",
            r"\b(?:acceptsProfiles|Profiles\.of|IsEnvironment|hasProfile)\(\s*[\"'](?i:\w*test)",
            r"[\"'_]?_called_from_test\b|\bsys\.get(?:trace|profile)\(|\binspect\.trace\(|RUNNING_TESTS",
            rf"{_SETS}{_STEERING}\b[\"'`\]]*\s*(?:=(?!=)|(?<!\])[,)])",
            r"warnings\.filters\b|simplefilter\([^)\n]{0,40}ignore",
            r"\b(?:TimeZone|Locale)\.setDefault\(|System\.set(?:Out|Err|In)\(|DefaultThreadCurrent(?:UI)?Culture\s*=(?!=)",
            r"Console\.Set(?:Out|Error)\(|\bflag\.Set\(\s*\"test\.|-test\.(?:run|skip|short)|\bos\.Args\s*=(?!=)|\bprocess\.title\b",
            r"(?:environ|process\.env|Environ\(\)|env::vars|getenv|GetEnvironmentVariables)\b[^\n]{0,120}?"
            rf"(?:startswith|startsWith|StartsWith|HasPrefix|starts_with)\([^)\n]{{0,40}}[\"'`]{_BEGINNING}[\"'`]",
            rf"[\"'`]{_BEGINNING}[\"'`]\s+in\s+\w{{1,20}}\s+for\b[^\n]{{0,60}}\benviron",
        )
    )
)


def surroundings(added: str) -> str:
    """The first part of added product code that asks for a test or fixes what tests depend on, or an empty string."""
    found = _PATTERN.search(added)
    return found[0].strip() if found else ""
