"""What databases, containers, CI services, hooks and shells say in their own words."""

from __future__ import annotations

from mity.agents.classify import classify
from mity.healing.model import Diagnosis, ErrorType
from rows import each

C, D, B, R, T = (
    ErrorType.CONFIG,
    ErrorType.DEPENDENCY,
    ErrorType.BUILD,
    ErrorType.RUNTIME,
    ErrorType.TEST,
)


def verdict(text: str) -> Diagnosis:
    """The diagnosis, which must be there without an exit code."""
    found = classify(text)
    assert found is not None
    return found


SAID = [
    (D, "X:\\Shop\\dirs.proj : error : Unable to find package Acme.Traversal with version (= 2.999.1)\n"),
    (T, "#98  5.71 --- FAIL: TestShop/TestOrders (0.17s)\n#98  5.71 suite.go:62: test panicked: runtime error: x\n"),
    (
        D,
        "7:51:34 PM: npm error code ERESOLVE\n7:51:34 PM: npm error ERESOLVE could not resolve\n",
    ),
    (D, "npm ERR! code ERESOLVE\n03:31:21.268 | npm ERR! ERESOLVE could not resolve\n03:31:21.268 | npm ERR!\n"),
    (R, "dependency failed to start: container shop-db-1 is unhealthy\n"),
    (R, 'ERROR: for web  Container "3f2a" is unhealthy.\nERROR: Encountered errors while bringing up the project.\n'),
    (C, "exec /app/entrypoint.sh: exec format error\n"),
    (C, 'Error response from daemon: Conflict. The container name "/db" is already in use by container "3f2a".\n'),
    (R, 'ERROR:  relation "orders" does not exist at character 24\nSTATEMENT:  select sum(price) from orders\n'),
    (R, '2026-11-30 06:13:50.120 UTC [8067] FATAL:  database "shop" does not exist\n'),
    (R, 'initdb: error: directory "/srv/data" exists but is not empty\n'),
    (C, "Error: Database is uninitialized.\n       You must specify POSTGRES_PASSWORD to a non-empty value\n"),
    (R, "shop.migrations.exceptions.InconsistentMigrationHistory: 0002 is applied before its dependency 0001\n"),
    (R, "ERROR: Job failed (system failure): prepare environment: waiting for pod running: timed out\n"),
    (C, "The template is not valid. .github/workflows/ci.yml (Line: 12, Col: 9): Unexpected value 'run'\n"),
    (C, "##[error]Resource not accessible by integration\n"),
    (C, "Error: Dependencies lock file is not found in /srv/shop. Supported file patterns: yarn.lock\n"),
    (C, "level=error msg=\"Running error: unknown linters: 'golint2', run 'golangci-lint help linters'\"\n"),
    (C, "ERRO Running error: context loading failed: no go files to analyze\n"),
    (B, "ERRO [runner/goanalysis] typechecking error: main.go:1:1: expected 'package', found shop\n"),
    (D, "go: example.org/a@v1.2.0 requires\n\texample.org/b@v0.6.0: missing go.sum entry; to add it:\n"),
    (C, 'go: no such tool "covdata"\n'),
    (C, "`pre-commit` not found.  Did you forget to activate your virtualenv?\n"),
    (C, "fatal: cannot run .git/hooks/pre-commit: Exec format error\n"),
    (C, "error: pathspec 'cleanup' did not match any file(s) known to git\n"),
    (R, "fatal: cannot lock ref 'HEAD': Unable to create '/srv/shop/.git/HEAD.lock': File exists.\n"),
    (C, "| /github/workflow/1: line 2: git: command not found\n"),
    (C, ".git/hooks/pre-commit: line 2: ./tools/lint: No such file or directory\n"),
    (C, ".husky/pre-commit: 4: npx: not found\nhusky - pre-commit hook exited with code 127 (error)\n"),
    (C, "env: ‘node’: No such file or directory\n"),
    (C, "Error: spawn docker ENOENT\n    at onexit (node:internal/child_process:286:19)\n"),
    (C, "decouple.UndefinedValueError: SHOP_KEY not found. Declare it as envvar or define a default value.\n"),
    (C, "ERROR:  py34: InterpreterNotFound: python3.4\n"),
    (C, "mypy: can't read file 'src/shop': No such file or directory\n"),
    (R, "node:internal/process/promises:394\n    triggerUncaughtException(err);\n    ^\n\n[Error: no cart] {\n}\n"),
    (C, 'error: failed to open source, "file://db": duplicate migration file: 1_cart.up.sql\n'),
    (C, 'error: failed to open source, "file://db": open .: no such file or directory\n'),
    (C, "error: no migration found for version 9: read down for version 9 .: file does not exist\n"),
    (R, 'error: migration failed: syntax error at or near "creat" (column 1) in line 1: creat table cart\n'),
    (C, '2026/11/30 06:32:19 -dbstring="shop.db": "sqlit": unknown dialect\n'),
    (C, "2026/11/30 06:32:20 goose run: db directory does not exist\n"),
    (C, "Unexpected error running Liquibase: db/log.yaml does not exist\n"),
    (C, "Unexpected error running Liquibase: Validation Failed:\n     1 changesets check sum\n"),
    (R, "Unexpected error running Liquibase: Migration failed for changeset db/log.yaml::2::dev:\n     Reason: no\n"),
    (R, 'ERROR: Migration of schema "PUBLIC" to version "2 - price" failed! Please restore backups\n'),
    (D, "ERROR: No database found to handle jdbc:postgresql://db:5432/shop\n"),
    (R, 'fatal: [web]: UNREACHABLE! => {"changed": false, "msg": "Failed to connect to the host via ssh"}\n'),
    (C, 'fatal: [web]: FAILED! => {"msg": "The error was: \'shop_name\' is undefined"}\n'),
    (C, "[ERROR]: the role 'shop' was not found in /srv/shop/roles\n"),
    (D, "ERROR! couldn't resolve module/action 'community.shop.cart'. This often indicates a misspelling\n"),
    (C, "[ ERROR ] Parsing 'carts.robot' failed: File or directory to execute does not exist.\n"),
    (D, "error: Unable to resolve 'Shop.Core (>= 1.0.0)' for '.NETCoreApp,Version=v1.0'.\n"),
]


@each(("expected", "text"), SAID)
def test_a_service_is_understood_in_its_own_words(expected: ErrorType, text: str) -> None:
    assert verdict(text).error_type is expected


def test_a_package_below_a_folder_of_modules_is_a_dependency() -> None:
    failed = "failed to load config from C:\\shop\\vite.config.ts\nerror when starting dev server:\n"
    missing = "Error: Cannot find package 'C:\\shop\\node_modules\\jiti\\' imported from C:\\shop\\a.mjs\n"
    found = verdict(failed + missing)
    assert (found.error_type, found.subject) == (D, "jiti")


def test_a_hook_that_failed_has_failed_although_later_ones_pass() -> None:
    hooks = "ruff check.....Failed\n- hook id: ruff-check\n- files were modified by this hook\n\n"
    assert verdict(hooks + "Found 1 error (1 fixed, 0 remaining).\n\nmypy.....Passed\n").error_type is B


def test_the_environment_of_a_hook_that_cannot_be_made_is_told_with_what_failed() -> None:
    crash = "An unexpected error has occurred: CalledProcessError: command: ('npm', 'install')\nreturn code: 1\n"
    found = verdict(f"{crash}stdout: (none)\nstderr:\n    no such folder\nCheck the log at pre-commit.log\n")
    assert found.error_type is D
    assert "    no such folder" in found.evidence


def test_a_class_without_a_package_is_the_project_s_own() -> None:
    assert verdict("Caused by: java.lang.ClassNotFoundException: Cart\n").error_type is B
    assert verdict("Caused by: java.lang.ClassNotFoundException: com.fasterxml.Cart\n").error_type is D


def test_a_task_that_failed_is_a_failure_where_gradle_s_errors_went_elsewhere() -> None:
    assert verdict("> Task :shop:compileKotlin FAILED\n206 actionable tasks: 21 executed\n").rule == "gradle.failed"
    assert classify("> Task :shop:test FAILED\n> Task :shop:test\nBUILD SUCCESSFUL in 2s\n") is None


def test_what_gradle_says_below_its_first_line_is_shown() -> None:
    wrong = "FAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':shop:push'.\n"
    found = verdict(f"> Task :a\n> Task :b\n> Task :c\n\n{wrong}> the shop is closed\n\n* Try:\n> Run it again.\n")
    assert "> the shop is closed" in found.evidence


def test_a_place_in_a_style_sheet_is_shown_below_a_failed_compilation() -> None:
    said = (
        "one\ntwo\nthree\nFailed to compile.\n\n./app/globals.css\nSyntax error: The `bg-shop` class does not exist.\n"
    )
    assert verdict(said).evidence[0] == "Failed to compile."


POWERSHELL = """\
At line:1 char:27
+ tsc -p
tsconfig.json && vite
build
+
 ~~
The token '&&' is not a
valid statement separator
in this version.
    + CategoryInfo
     : ParserError: (:) []
    + FullyQualifiedErrorI
   d : InvalidEndOfLine
"""


def test_what_power_shell_cannot_parse_is_told() -> None:
    found = verdict(POWERSHELL)
    assert (found.error_type, found.subject) == (C, "&&")


@each(
    "text",
    [
        'LOG:  background worker "replication launcher" (PID 8) exited with exit code 1\nLOG:  shutting down\n',
        "shop-web-1 exited with code 0\nshop-api-1 exited with code 143\nshop-db-1 exited with code 0\n",
        "> The NODE_ENV environment variable is required but was not specified. Ensure the bundle is made.\ndone\n",
    ],
)
def test_what_was_only_ended_is_no_failure(text: str) -> None:
    assert classify(text) is None
