"""Commands of a text for the shell: which words each has, and what is read as code."""

from __future__ import annotations

import re

from mity.workflow.shell_rules import dangers, reads_code
from mity.workflow.shell_tables import DYNAMIC
from mity.workflow.shell_word import Frame, Line
from mity.workflow.shell_words import BARE, COMMENT, SINGLE, ShellWords

_RESERVED = frozenset(
    ["if", "then", "else", "elif", "fi", "do", "done", "while", "until", "!", "{", "}", "esac", "time"]
)
_OPENERS = frozenset(("{", "if", "while", "until", "for", "select"))
_CLOSERS = frozenset(("fi", "done", "}"))
_SUBSCRIPT = re.compile(r"(?:[A-Za-z_][A-Za-z0-9_]*)?\[[^\]]*\Z")
_REDIRECT = re.compile(r"<<<|<<-?|<>|<&|>>|>&|>\||<|>")
_HERE = ("<<", "<<-")
_DEEPEST = 50
_STDIN = "as code that a program reads"


class ShellLexer(ShellWords):
    """Reads one text, command by command."""

    def read(self) -> ShellLexer:
        """Reads the text to its end."""
        while self._at < self._end:
            self._code("")
        return self

    def _code(self, closer: str, fed: list[int] | None = None) -> list[int]:
        frame = Frame(fed=fed or [])
        self._frames.append(frame)
        if len(self._frames) > _DEEPEST:
            self._forbidden(self._end, "in commands that are nested so deep", names=False)
        while self._at < self._end:
            sign = self._text[self._at]
            if self._at in self._starts:
                word = self._word()
                word.subscript = word.subscript or bool(word.plain and _SUBSCRIPT.match(word.text))
                word.text += DYNAMIC
                self._value(BARE)
            elif sign in "\\'\"`$":
                self._quoted(sign)
            elif sign == ")" and closer and not frame.cases:
                self._at += 1
                break
            elif sign in " \t\n;&|()<>":
                self._operator(sign, frame)
            elif sign == "#" and frame.word is None:
                self._comment()
            else:
                self._add(sign)
                self._at += 1
        self._end_command(frame)
        self._frames.pop()
        return frame.holes

    def _comment(self) -> None:
        at = self._skip(self._at, "\n", escapes=False)
        for number in self._within(self._at, at):
            self.places[number] = COMMENT
        self._at = at

    def _operator(self, sign: str, frame: Frame) -> None:
        if sign in "<>":
            self._redirect(frame)
        elif sign == "(":
            self._bracket(frame)
        elif sign in " \t" or frame.condition or frame.array or (sign == "&" and self._text.startswith("&>", self._at)):
            self._end_word(frame)
            self._at += 1
        else:
            self._separator(sign, frame)

    def _separator(self, sign: str, frame: Frame) -> None:
        text = next(one for one in (";;&", ";;", ";&", "&&", "||", "|&", sign) if self._text.startswith(one, self._at))
        self._at += len(text)
        self._end_command(frame, piped=text in ("|", "|&") and not frame.pattern)
        if text == ")":
            frame.pattern = False
        elif text.startswith(";") and text != ";":
            frame.pattern = frame.cases > 0
        elif text == "\n":
            self._here_documents()

    def _bracket(self, frame: Frame) -> None:
        word = frame.word
        if frame.condition or frame.pattern:
            self._end_word(frame)
            self._at += 1
        elif word is not None and word.assigns and word.text.endswith("="):
            self._at += 1
            self._array(frame)
        elif word is None and not frame.words and self._text.startswith("((", self._at):
            self._forbidden(self._balanced(self._at, "(", ")"), "in arithmetic")
        else:
            self._end_word(frame)
            self._at += 1
            held = self._code(")", [*frame.fed, *frame.pipe])
            frame.holes += held
            frame.command += held
            frame.grouped = True
            frame.words = []  # what stood before it was the name of a function

    def _array(self, frame: Frame) -> None:
        """The words of `name=( … )`."""
        inner = Frame(array=True)
        self._frames.append(inner)
        while self._at < self._end and self._text[self._at] != ")":
            sign = self._text[self._at]
            if self._at in self._starts:
                word = self._word()
                word.subscript = bool(_SUBSCRIPT.match(word.text))
                word.text += DYNAMIC
                self._value(BARE)
            elif sign in "\\'\"`$":
                self._quoted(sign)
            elif sign in " \t\n":
                self._end_word(inner)
                self._at += 1
            else:
                self._add(sign)
                self._at += 1
        self._end_word(inner)
        self._frames.pop()
        self._at += 1
        for word in inner.words:
            for number in word.holes if word.subscript else ():
                self._bad(number, "in an array subscript")
        for number in inner.holes:
            self._take(number)
        self._add(DYNAMIC)

    def _redirect(self, frame: Frame) -> None:
        if self._text[self._at + 1 : self._at + 2] == "(" and not frame.condition:
            self._at += 2
            self._add(DYNAMIC)
            self._nested(")")
            return
        if frame.word is not None and frame.word.text.isdigit():
            frame.word = None
        self._end_word(frame)
        match = _REDIRECT.match(self._text, self._at)
        assert match is not None
        self._at = match.end()
        frame.redirect = "" if frame.condition else match[0]

    def _end_command(self, frame: Frame, *, piped: bool = False) -> None:
        """Ends the command under way; with `piped` the next one reads its output."""
        self._end_word(frame)
        if frame.piped and not frame.words and not frame.grouped:
            return  # a line may end behind `|`
        frame.redirect = ""
        if frame.words:
            self._check(frame)
        if piped:
            frame.pipe_depth = frame.depth if not frame.pipe else min(frame.pipe_depth, frame.depth)
            frame.pipe += frame.holes if frame.grouped else frame.command
        elif frame.depth <= frame.pipe_depth:
            frame.pipe, frame.line = [], Line()
        frame.words, frame.command, frame.stdin = [], [], []
        frame.piped, frame.grouped = piped, False

    def _check(self, frame: Frame) -> None:
        """Notes the values of a command that would be code, and the variables that it gives values to."""
        for word, why in dangers(frame.words):
            for number in word.holes:
                self._bad(number, why)
        if reads_code(frame.words):
            frame.line.code = True
            for number in [*frame.fed, *frame.pipe, *frame.stdin]:
                self._bad(number, _STDIN)
        self.assigned |= {word.assigns for word in frame.words if word.assigns and word.holes}
        if frame.words[0].text == "for" and any(word.holes for word in frame.words[3:]):
            self.assigned.add(frame.words[1].text)

    def _end_word(self, frame: Frame) -> None:
        word, frame.word = frame.word, None
        if word is None:
            return
        if frame.redirect:
            self._redirected(frame, word.text, word.plain, word.holes)
        elif frame.array:
            frame.words.append(word)
        elif frame.pattern:
            if word.plain and word.text == "esac" and not frame.words:
                frame.cases, frame.pattern, frame.grouped = frame.cases - 1, False, True
        elif word.plain and not frame.words and word.text in _RESERVED and not word.holes:
            frame.depth += (word.text in _OPENERS) - (word.text in _CLOSERS)
            frame.grouped = frame.grouped or word.text in _CLOSERS
        else:
            frame.words.append(word)
            self._after_word(frame)

    def _after_word(self, frame: Frame) -> None:
        """What begins or ends with the newest word."""
        texts = [one.text for one in frame.words[:4]]
        if len(texts) == 1 and texts[0] in _OPENERS:
            frame.depth += 1
        if len(texts) == 3 and texts[0] == "case" and texts[2] == "in":
            frame.cases += 1
            frame.pattern = True
            frame.words = []
        elif texts == ["[["]:
            frame.condition = True
        elif frame.condition and frame.words[-1].text == "]]":
            frame.condition = False

    def _redirected(self, frame: Frame, text: str, plain: bool, holes: list[int]) -> None:
        kind, frame.redirect = frame.redirect, ""
        if kind in _HERE:
            for number in holes:
                self._bad(number, "as the end of a here-document")
            self._documents.append((text, kind, plain, frame, frame.line))
        elif kind == "<<<":
            frame.stdin += holes

    def _here_documents(self) -> None:
        """Reads the here-documents that begin in the line before."""
        documents, self._documents = self._documents, []
        for mark, kind, plain, frame, line in documents:
            end, after = self._document(mark, strip=kind == "<<-")
            inner = Frame()
            self._frames.append(inner)
            if plain:
                self._double(end, "")
            else:
                self._forbidden(end, SINGLE, names=False)
            self._frames.pop()
            self._at = after
            frame.holes += inner.holes
            for number in inner.holes if line.code else ():
                self._bad(number, _STDIN)

    def _document(self, mark: str, *, strip: bool) -> tuple[int, int]:
        """Where the here-document that begins here ends, and what is behind its mark."""
        at = self._at
        while at < self._end:
            end = self._text.find("\n", at)
            end = self._end if end < 0 else end
            line = self._text[at:end]
            if (line.lstrip("\t") if strip else line) == mark:
                return at, min(end + 1, self._end)
            at = end + 1
        return self._end, self._end
