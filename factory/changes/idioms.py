"""Forms of code that look like tricks by their words and are none: each in the exact form in which people write it.

What is found here is taken out of the text before rules about words see it. Whatever stands around it, or in its place
in another form, is judged as ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

_SCRIPT = (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte")
_JVM = (".java", ".kt", ".groovy", ".scala")
_CODE = (*_SCRIPT, *_JVM, ".rs", ".go", ".html")
_ENDS = r"(?:SIG)?(?:TERM|INT|HUP|QUIT|BREAK)"
_CLOSES = r"(?:stop|close|shutdown|shutdownNow|dispose|terminate|destroy|end|quit|disconnect|flush)"
_PARAMETERS = r"(?:\([\w,: ]{0,80}\)|\w{1,40})(?:[ ]?:[ ]?[\w<>]{1,40})?\s{0,8}=>\s{0,8}"
_FUNCTION = re.compile(
    rf"\s{{0,40}}(?:async\s{{1,4}})?(?:{_PARAMETERS}"
    r"|function\b\s{0,4}\w{0,40}\([\w,: ]{0,80}\)\s{0,8}(?=\{))"
)
_ON_SIGNAL = re.compile(rf"\bprocess\.(?:on|once)\(\s{{0,40}}[\"'`]{_ENDS}[\"'`]\s{{0,8}},\s{{0,40}}")
_RUST_SIGNAL = re.compile(r"\bctrlc::set_handler\(\s{0,40}(?:move\s{1,4})?\|\|\s{0,8}(?=\{)")
_NAME = re.compile(r"(\w{1,40})\s{0,8}\)")
_CALLS = re.compile(r"=>\s{0,8}(?:void\s{1,4})?(\w{1,40})\([^()]{0,80}\)\s{0,8}\)")
_RAISES = re.compile(r"\b(?:p?kill\w*|emit|raise\w*|abort|pid|dispatch\w*)\b")
_EXIT_0 = re.compile(r"\bprocess(?:\.exit\(\s{0,8}0?\s{0,8}\)|::exit\(\s{0,8}0\s{0,8}\))")
_MAIN = re.compile(r"\bif\s{0,4}\(\s{0,8}require\.main\s{0,8}===?\s{0,8}module\s{0,8}\)\s{0,8}(?=\{)")
_SETS = re.compile(r"(?<![=!<>])=(?![=>])|\+\+|--")
_TOKEN = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`[^`$\\]*+`|//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/|[()\[\]{},/`\"']"
)
_LONGEST = 4_000
_MOST = 12
"""So many signals a program may hear; further ones are judged as any code."""
_ARGUMENT = (
    r"(?:(?:localStorage|sessionStorage)\.getItem\([^(){};]{0,80}\)[^(){};]{0,40}(?:[\"'`](?:\{\}|\[\])[\"'`])?"
    r"|[^(){};]{0,120}(?:JSON\.stringify\([\w.,\s]{0,60}\))?)"
)
_READS = (
    r"(?:JSON\.parse|new\s{1,4}URL|(?:window\.)?(?:local|session)Storage\.(?:getItem|setItem|removeItem)|decodeURI(?:Component)?"
    r"|BigInt|atob)"
)
_NOTHING = (
    r"\{\s{0,40}(?://[^\n]{0,200}\n\s{0,40})?"
    r"(?:return(?:[ ](?:null|undefined|false|[\"'`]{2}|\[\]|\{\}))?;?\s{0,40})?\}"
)
_OR_NOTHING = re.compile(
    rf"\btry\s{{0,8}}\{{\s{{0,40}}(?:return\s{{1,4}}|(?:const|let)\s{{1,4}}\w{{1,40}}\s{{0,4}}=\s{{0,4}})?{_READS}\({_ARGUMENT}\)"
    rf"(?:\s{{1,4}}as\s{{1,4}}[\w<>\[\]., |]{{1,60}})?;?\s{{0,40}}"
    rf"(?:return\s{{1,4}}(?:true|\w{{1,40}});?\s{{0,40}})?\}}"
    rf"\s{{0,40}}catch\s{{0,4}}(?:\(\w{{1,40}}\)\s{{0,4}})?{_NOTHING}"
)
_LOG = r"(?:log|logger|slog|LOG|LOGGER)"
_PAGE = (
    r"(?:(?:window|self|globalThis|document)\.)?location\.host(?:name)?\s{0,4}={2,3}\s{0,4}"
    r"([\"'`])(?:localhost|127\.0\.0\.1)(?::\d{2,5})?"
)
_ADDRESS = (
    r"(?:[\"'`](?![^\"'`\n]{0,200}(?i:test|mock|fixture|fake|stub|spec|snap))(?:(?:https?|wss?)://[\w.:-]{1,80})?"
    r"(?:/[\w-]{0,40}){0,3}[\"'`]|import\.meta\.env\.VITE_\w{0,40}(?:URL|HOST|ORIGIN|BASE)|(?:window\.)?location\.origin)"
)
_LINES: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (
        (*_SCRIPT, ".html"),
        re.compile(
            r"\bconst\s{1,4}\w{0,40}(?i:url|uri|host|base|api|origin|endpoint|server|backend)\w{0,20}(?:\s{0,4}:\s{0,4}string)?\s{0,4}="
            rf"\s{{0,8}}\(?\s{{0,4}}{_PAGE}\1(?:\s{{0,40}}\|\|\s{{0,40}}{_PAGE}\2){{0,2}}\s{{0,4}}\)?"
            rf"\s{{0,40}}\?\s{{0,8}}{_ADDRESS}\s{{0,40}}:\s{{0,8}}{_ADDRESS}(?=\s{{0,4}}(?:;|\n|$))"
        ),
    ),
    (
        _SCRIPT,
        re.compile(
            r"(?:\bif\s{0,4}\(\s{0,4}Error\.captureStackTrace\s{0,4}\)\s{0,4}\{?\s{0,40})?"
            r"\bError\.captureStackTrace(?:\?\.)?\(\s{0,8}this\s{0,4},\s{0,4}(?:this\.constructor|new\.target|[A-Z]\w{0,60})\s{0,4}\)"
            r"|process\.on(?:ce)?\(\s{0,8}[\"'`](?:uncaughtException|unhandledRejection)[\"'`]\s{0,4},\s{0,8}"
            r"\(\w{0,40}(?:[ ]?:[ ]?\w{1,40})?\)"
            r"\s{0,4}=>\s{0,4}\{\s{0,40}(?:(?:console|log|logger)\.(?:error|fatal)\([^(){};?&|\n]{0,200}\);?\s{0,40}){0,3}"
            r"process\.exit\(\s{0,4}1\s{0,4}\);?\s{0,40}\}\s{0,8}\)"
        ),
    ),
    (
        (".rs",),
        re.compile(
            r"\benv::var(?:_os)?\(\s{0,4}\"RUST_LOG\"\s{0,4}\)"
            r"|\b(?:std::)?panic::set_hook\(\s{0,40}Box::new\(\s{0,40}(?:move\s{1,4})?\|\s{0,4}\w{1,40}\s{0,4}\|\s{0,40}\{\s{0,40}"
            r"(?:(?:(?:tracing|log)::)?(?:error|warn|eprintln)!\([^(){};]{0,120}(?:\{[\w:?]{0,40}\}[^(){};]{0,120}){0,4}\);\s{0,40}){1,3}\}\s{0,40}\)\s{0,40},?\s{0,40}\)"
        ),
    ),
    (
        (".go",),
        re.compile(
            rf"\b{_LOG}\.(?:Print|Println|Printf|Error|Errorf|Warn|Warnf)\([^()\n;]{{0,160}}?"
            r"(?:\bstring\(\s{0,4}debug\.Stack\(\)\s{0,4}\)|\bdebug\.Stack\(\))(?=[^()\n;]{0,80}\))"
            r"|(?:^|(?<=\n))[ \t]*debug\.PrintStack\(\)[ \t]*(?=\n|$)"
        ),
    ),
    (
        _JVM,
        re.compile(
            rf"\b{_LOG}\.(?:trace|debug|info|warn|error)\([^()\n;]{{0,160}}?\bThread\.currentThread\(\)\.getName\(\)(?=[^()\n;]{{0,80}}\)\s{{0,4}};)"
            rf"|\bRuntime\.getRuntime\(\)\.addShutdownHook\(\s{{0,40}}new\s{{1,4}}Thread\(\s{{0,40}}(?:\w{{1,40}}::{_CLOSES}"
            rf"|\(\)\s{{0,4}}->\s{{0,4}}\w{{1,40}}\.{_CLOSES}\(\))\s{{0,40}}\)\s{{0,40}}\)"
        ),
    ),
)


def without_idioms(path: str, data: bytes | None) -> bytes | None:
    """A whole file of code without the forms that are known to be harmless; other files, and none, as they are."""
    if data is None or not path.endswith(_CODE):
        return data
    text = data.decode("utf-8", "surrogateescape")
    for endings, lines in _LINES:
        if path.endswith(endings):
            text = lines.sub(_shown, text)
    if path.endswith(_SCRIPT):
        text = _without_exits(_OR_NOTHING.sub(" ", _without_main(text)), _ON_SIGNAL)
    elif path.endswith(".rs"):
        text = _without_exits(text, _RUST_SIGNAL)
    return text.encode("utf-8", "surrogateescape")


def _shown(found: re.Match[str]) -> str:
    """A call of the same depth that says nothing: a block in which it stands is not empty for it."""
    return " shown(" if found[0].count("(") > found[0].count(")") else " shown()"


def _without_main(text: str) -> str:
    """What a module does when it is the program itself, as if it did so always; not where it sets anything then."""

    def plain(found: re.Match[str]) -> str:
        end = _closing(text, found.end())
        told = end > 0 and not _SETS.search(text[found.end() : end]) and not re.match(r"\s{0,40}else\b", text[end:])
        return "" if told else found[0]

    return _MAIN.sub(plain, text, count=_MOST)


def _without_exits(text: str, signal: re.Pattern[str]) -> str:
    """The text without the exits of functions that nothing but a signal from outside calls."""
    if not _EXIT_0.search(text) or _RAISES.search(text):
        return text
    areas, names = [], set()
    for found in islice(signal.finditer(text), _MOST):
        if (name := _NAME.match(text, found.end())) and signal is _ON_SIGNAL:
            areas.append((found.start(), name.end()))
            names.add(name[1])
        elif (area := _body(text, found.end() if signal is _ON_SIGNAL else -found.end())) is not None:
            areas.append(area)
            names |= {called[1] for called in [_CALLS.search(text, *area)] if called}
    areas += [area for name in names for area in _named(text, name, tuple(areas))]
    return _blanked(text, areas)


def _named(text: str, name: str, areas: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    """The body of the function of this name, where only signals lead to it."""
    defined = re.compile(
        rf"\bfunction\s{{1,4}}{name}\([\w,: ]{{0,80}}\)[\w<>: ]{{0,40}}(?=\{{)|\bconst\s{{1,4}}{name}\s{{0,4}}="
    )
    found = defined.search(text)
    used = [one.start() for one in re.finditer(rf"\b{name}\b", text)]
    outside = [at for at in used if not any(begin <= at < end for begin, end in areas)]
    if found is None or len(outside) != 1:
        return
    if text[found.start() :].startswith("function"):
        end = _closing(text, found.end())
        if end > 0:
            yield found.start(), end
    elif (arrow := _FUNCTION.match(text, found.end())) and text[arrow.end() : arrow.end() + 1] == "{":
        end = _closing(text, arrow.end())
        if end > 0:
            yield found.start(), end


def _body(text: str, at: int) -> tuple[int, int] | None:
    """Begin and end of the function that is the last argument of a call; below nothing: its body begins there."""
    if at < 0:
        end = _closing(text, -at)
        return (-at, end) if end > 0 else None
    function = _FUNCTION.match(text, at)
    if function is None:
        return None
    begin = function.end()
    if text[begin : begin + 1] == "{":
        end = _closing(text, begin)
        return (at, end) if end > 0 and re.match(r"\s{0,40},?\s{0,40}\)", text[end:]) else None
    end = _closing(text, begin, inside=True)
    return (at, end) if end > 0 else None


def _closing(text: str, begin: int, *, inside: bool = False) -> int:
    """The place behind the bracket that closes the one at `begin`; with `inside` that of the call around `begin`.

    0 where there is none nearby, a comma stands in between (`inside`), or what is between cannot be told for sure.
    """
    depth = 1 if inside else 0
    for found in _TOKEN.finditer(text, begin, begin + _LONGEST):
        sign = found[0]
        if sign in ("/", "`", '"', "'") or (sign == "," and inside and depth == 1):
            return 0
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(sign, 0)
        if depth == 0:
            return found.end()
    return 0


def _blanked(text: str, areas: list[tuple[int, int]]) -> str:
    """The text with the exits in these areas left out."""
    inside = [found for found in _EXIT_0.finditer(text) if any(a <= found.start() < b for a, b in areas)]
    for found in reversed(inside):
        text = f"{text[: found.start()]} {text[found.end() :]}"
    return text
