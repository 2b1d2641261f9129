"""Raw output → lines: decoding, prefixes, PowerShell, and the way back to what was printed."""

from __future__ import annotations

import textwrap

from mity.agents.classify import classify
from mity.agents.normalise import LINE_LIMIT, clean, decode, normalise
from rows import each


@each("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_every_common_encoding_is_read(codec: str) -> None:
    assert decode("Fehler: über den Rand\n".encode(codec)) == "Fehler: über den Rand\n"


def test_utf16_appended_to_another_encoding_is_read() -> None:
    assert decode(b"plain start of a log\n" * 20 + "npm error".encode("utf-16-le")).endswith("npm error")


def test_a_character_cut_at_the_end_does_not_change_the_encoding() -> None:
    assert decode("prüfung ü".encode()[:-1]).startswith("prüfung ")


@each(
    ("printed", "cleaned"),
    [
        ("\x1b[1;31merror\x1b[0m: no", "error: no"),
        ("\x1b]8;;http://x\x07link\x1b]8;;\x07", "link"),
        ("[31mred[0m", "red"),
        ("10%\r50%\rdone", "done"),
        ("done\r", "done"),
        ("#12 3.456 error", "error"),
        ("2026-07-28T19:53:48.9552189Z error", "error"),
        ("2026-07-28 19:53:48,955 ERROR no", "ERROR no"),
        ("2026-07-28 19:53:48,955 ERROR [main] no", "ERROR [main] no"),
        ("##[error]The end", "The end"),
        ("[0] error", "error"),
        ("web-1  | error", "error"),
        ("remote: error", "error"),
        ("2026-07-28T19:53:48Z #5 0.1 [1] error", "error"),
        ("10 | let x = 1;", "10 | let x = 1;"),
        ("[vite] error", "[vite] error"),
    ],
)
def test_what_runners_put_before_a_line_goes(printed: str, cleaned: str) -> None:
    assert clean(printed) == cleaned


def test_evidence_is_reported_as_printed() -> None:
    log = normalise("one\n#12 3.4 \x1b[31mtwo\x1b[0m\nthree\n")
    place = log.text.index("two")
    assert log.printed(place, place + 3) == ("#12 3.4 \x1b[31mtwo\x1b[0m",)
    assert log.text.splitlines()[:3] == ["one", "two", "three"]


BLOCK = """\
    At line:1 char:1
    + npm run build 2>&1
    + ~~~~~~~~~~~~~~~~~~
        + CategoryInfo          : NotSpecified: (error:String) [], RemoteException
        + FullyQualifiedErrorId : NativeCommandError

    """


@each(
    "place",
    ["At line:1 char:1", "No C:\\app\\npm.ps1:24 caractere:5", "En línea: 1 Carácter: 1", "In Zeile:1 Zeichen:1"],
)
def test_error_records_of_powershell_go_in_any_language(place: str) -> None:
    block = textwrap.dedent(BLOCK).replace("At line:1 char:1", place)
    text = normalise(f"node.exe : something broke\n{block}after\n").text
    assert text.split() == ["something", "broke", "after"]


def wrap(text: str, width: int) -> str:
    """As PowerShell wraps: at the last space that fits (which stays), inside a word only when it is too long."""
    lines: list[str] = []
    for line in text.splitlines():
        while len(line) > width:
            cut = line.rfind(" ", 0, width) + 1
            if cut == 0 or len(line[cut:].split(" ")[0]) > width:
                cut = width
            lines.append(line[:cut])
            line = line[cut:]
        lines.append(line)
    return "\n".join(lines) + "\n"


LONG = (
    "error during build:\n"
    'src/components/Skills.jsx (3:11): "SiCss3" is not exported by "node_modules/react-icons/si/index.mjs", '
    'imported by "src/components/Skills.jsx".\n'
    + "".join(
        f"    at run{n} (file:///C:/Users/dev/app/node_modules/rollup/dist/es/shared/node-entry.js:1{n}:39)\n"
        for n in range(9)
    )
)


@each("width", [30, 45, 60, 79])
def test_wrapped_columns_are_joined_again(width: int) -> None:
    wrapped = wrap(LONG, width)
    assert max(map(len, wrapped.splitlines())) <= width
    found = classify(wrapped)
    assert found is not None
    assert (found.rule, found.subject) == ("vite.not-exported", "SiCss3")
    assert len(found.evidence) >= 2
    assert all(line in wrapped for line in found.evidence)


@each("width", [20, 22, 30])
def test_powershell_counts_the_codes_of_colours_as_columns(width: int) -> None:
    coloured = LONG.replace("error during build", "\x1b[31merror during build").replace(
        '"SiCss3"', '\x1b[1m"SiCss3"\x1b[22m'
    )
    wrapped = f"node.exe : x\n{textwrap.dedent(BLOCK)}{wrap(coloured, width)}"
    found = classify(wrapped)
    assert found is not None
    assert (found.rule, found.subject) == ("vite.not-exported", "SiCss3")
    assert "error during build:\n" in normalise(wrapped).text


def test_the_line_below_the_command_tells_the_column_where_no_word_was_cut() -> None:
    said = wrap("npx : Loaded the settings of the shop.\nAt C:\\Program Files\\node\\npx.ps1:24 char:5", 20)
    rule = f"+ {'~' * 18}\n{'~' * 12}\n    + CategoryInfo  : x\n    + FullyQualifiedErrorId : NativeCommandError\n \n"
    text = normalise(f"{said}+ npx shop build\n{rule}{wrap('Error: the price of tea is no number', 20)}").text
    assert text.split("\n")[0] == "Loaded the settings of the shop."
    assert "Error: the price of tea is no number\n" in text
    assert "Program" not in text


def test_ordinary_output_is_not_joined() -> None:
    text = "first line of text\nsecond line of it\nthird\n"
    assert normalise(text).text.startswith(text)


def test_a_very_long_line_is_bounded() -> None:
    assert len(clean("x" * 100_000)) == LINE_LIMIT


def test_a_code_that_wrapping_cut_in_two_is_taken_out_and_a_space_at_the_column_stays() -> None:
    record = "node : x\nAt line:1 char:1\n+ y\n+ ~~~~~~~~~~~~~~~~~~~\n~~~~\n"
    mark = "    + CategoryInfo : NotSpecified: () []\n    + FullyQualifiedErrorId : NativeCommandError\n\n"
    lines = [
        "\x1b[31mX \x1b[41;31m[\x1b[41;",
        "97mERROR\x1b[41;31m]\x1b[0m",
        " src/css/shop exceeds",
        " maximum budget.",
    ]
    assert {len(line) for line in lines[:3]} == {21}
    text = normalise(record + mark + "\n".join(lines) + "\n").text
    assert "X [ERROR] src/css/shop exceeds maximum budget.\n" in text
