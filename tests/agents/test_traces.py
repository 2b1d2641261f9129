"""Logs that end in the trace of an exception that no row knows, and those in which a trace is not the end."""

from __future__ import annotations

from mity.agents.classify import classify
from mity.agents.traces import ends_in_trace
from mity.healing.model import ErrorType
from rows import each

NODE = """\
WidgetStuck: the widget is upside down
    at Frob.turn (/app/src/frob.js:12:7)
    at async main (/app/src/index.js:3:3) {
  code: 'E_WIDGET',
  details: [
    'left'
  ]
}
"""
JAVA = """\
2026-11-30 ERROR 1 --- [main] c.e.Shop : it went wrong
com.example.FrobException: cannot turn
\tat com.example.Frob.turn(Frob.java:12) ~[frob.jar:1.0]
\t... 14 common frames omitted
Caused by: com.example.WidgetException: upside down
\tat com.example.Widget.look(Widget.java:3)
\t... 3 more
"""
RUBY = """\
/app/lib/frob.rb:12:in `turn': the widget is upside down (Frob::Stuck)
\tfrom /app/lib/frob.rb:20:in `each'
\tfrom app.rb:1:in `<main>'
"""
PHP = """\
Frob\\StuckException: the widget is upside down in /app/src/Frob.php:12
Stack trace:
#0 /app/index.php(4): Frob\\turn(NULL)
#1 {main}
"""
DOTNET = """\
Frob.StuckException: the widget is upside down
 ---> Frob.WidgetException: left is up
   at Frob.Widget.Look() in /app/Widget.cs:line 3
   --- End of inner exception stack trace ---
   at Frob.Program.Main() in /app/Program.cs:line 9
"""


@each(
    ("trace", "said"),
    [
        (NODE.replace("WidgetStuck", "WidgetError"), "WidgetError: the widget is upside down"),
        (JAVA, "Caused by: com.example.WidgetException: upside down"),
        (RUBY, "/app/lib/frob.rb:12:in `turn': the widget is upside down (Frob::Stuck)"),
        (PHP, "Frob\\StuckException: the widget is upside down in /app/src/Frob.php:12"),
        (DOTNET, " ---> Frob.WidgetException: left is up"),
    ],
)
def test_the_line_that_names_the_exception_is_found(trace: str, said: str) -> None:
    text = "loading\nready\n" + trace
    place = ends_in_trace(text)
    assert place is not None
    assert text[slice(*place)] == said


def test_a_trace_of_a_kind_that_no_row_knows_is_a_crash_with_its_message_as_evidence() -> None:
    found = classify("loading\n" + RUBY)
    assert found is not None
    assert (found.error_type, found.rule) == (ErrorType.RUNTIME, "trace.last")
    assert found.evidence == (RUBY.splitlines()[0],)


def test_an_exception_that_says_which_setting_lacks_is_one_of_settings() -> None:
    found = classify("connecting\n" + RUBY.replace("the widget is upside down", "FROB_KEY is not set"))
    assert found is not None
    assert found.error_type is ErrorType.CONFIG


def test_frames_without_anything_above_them_are_a_failure_that_says_nothing() -> None:
    found = classify("\tat com.example.Frob.turn(Frob.java:12)\n" * 20)
    assert found is not None
    assert found.error_type is ErrorType.UNKNOWN


@each(
    "text",
    [
        NODE + "listening again\n" * 3,
        "INFO:     Application startup complete.\n" + RUBY,
        "ready\n" + RUBY.replace("the widget is upside down", "Connection reset by peer (ECONNRESET)"),
        "#7 exporting to image\n#7 DONE 0.1s\n#8 unpacking to docker.io/library/shop:latest 8.9s done\n",
        "at the end of the day all is well\n",
        "    Warning: this is not supported. Be sure to await it.\n\n      at done (/app/node_modules/a/b.js:1:2)\n",
    ],
)
def test_what_was_outlived_and_what_only_looks_like_a_frame_is_none(text: str) -> None:
    assert classify(text) is None


def test_a_command_that_ended_with_0_ended_in_no_exception() -> None:
    assert classify("loading\n" + RUBY, exit_code=0) is None


def test_a_log_of_frames_alone_is_looked_at_for_a_bounded_time() -> None:
    assert ends_in_trace("Error: stuck\n" + "    at turn (/app/frob.js:1:1)\n" * 100_000) is None


@each("said", ["Error: secretOrPrivateKey must have a value", "Error: the uri must be a string, got undefined"])
def test_whatever_an_uncaught_exception_says_of_a_setting_counts(said: str) -> None:
    found = classify(f"{said}\n    at sign (/app/node_modules/frob/sign.js:1:1)\n\nNode.js v22.1.0\n")
    assert found is not None
    assert found.error_type is ErrorType.CONFIG
