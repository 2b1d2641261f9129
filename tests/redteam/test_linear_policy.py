"""What a coding agent writes cannot keep mity busy: the checks of its lines are quick for the worst of them."""

from __future__ import annotations

import time

from mity.changes.policy import suspicion
from rows import each

BOUND_S = 3.0  # measured: 0.1 s
WORST = {
    "spaces behind a call": ("src/a.ts", "process.exit(" + " " * 3_900 + "\n"),
    "blank lines": ("src/a.ts", "exit(" + " \t\n" * 900),
    "words behind a comment": ("src/lib.rs", "cfg_attr(" + "a" * 3_900 + "\n"),
    "quotes behind argv": ("app/a.py", "argv '" + "a' " * 1_300 + "\n"),
    "bodies without an end": ("src/A.java", "boolean equals(Object o) { a " * 130 + "\n"),
    "handlers without an end": ("src/A.cs", "catch (Exception e) { // a" * 150 + "\n"),
    "signals without an end": ("src/a.ts", "process.on('SIGTERM', () => { process.exit(0) " * 80 + "\n"),
    "parsers without an end": ("src/a.ts", "try { return JSON.parse(a" * 150 + "\n"),
    "hooks without an end": ("src/lib.rs", 'panic::set_hook(Box::new(|p| { error!("{p}"); ' * 80 + "\n"),
    "logs of a stack": ("a.go", "log.Printf(a" * 300 + "\n"),
    "strings of a token": ("src/a.ts", "process.on('SIGTERM', () => process.exit(0\"'`/*" * 70 + "\n"),
    "modes": ("app/a.py", "env mode stage profile " * 170 + "\n"),
}


@each("name", WORST)
def test_added_lines_are_judged_in_a_moment(name: str) -> None:
    path, line = WORST[name]
    text = line * (30_000 // len(line))
    began = time.process_time()
    suspicion({path: (None, text.encode())}, str)
    assert time.process_time() - began < BOUND_S


@each("text", ["x" * 5_000, "x = 1\n" * 80_000], ids=["a long line", "a long file"])
def test_code_that_nobody_can_review_is_refused(text: str) -> None:
    assert "than anybody can review" in suspicion({"app/a.py": (None, text.encode())}, str)
