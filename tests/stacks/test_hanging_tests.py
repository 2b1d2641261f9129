"""Of a run that was stopped the test is named that its threads show."""

from __future__ import annotations

from pathlib import Path

from mity.stacks.failing import told
from mity.stacks.hanging import under_way

WATCHER = 'Thread 0x00007f01 (most recent call first):\n  File "{root}/src/a.py", line 2 in watch\n\n'
PYTHON = (
    WATCHER
    + """Current thread 0x00007f02 (most recent call first):
  File "/usr/lib/python3.11/threading.py", line 327 in wait
  File "{root}/src/a.py", line 7 in wait
  File "{root}/tests/test_a.py", line 5 in test_waits
  File "{root}/.venv/lib/python3.11/site-packages/_pytest/python.py", line 159 in pytest_pyfunc_call
  File "{root}/.venv/lib/python3.11/site-packages/pluggy/_callers.py", line 103 in _multicall
"""
)
GO = """SIGABRT: abort
PC=0x46d3a1 m=0 sigcode=0

goroutine 7 [sleep]:
time.Sleep(0x3b9aca00)
\t/usr/lib/go/src/runtime/time.go:195 +0x125
example.com/a.TestWaits(0xc0000b6340)
\t{root}/a_test.go:9 +0x1d
testing.tRunner(0xc0000b6340, 0x5)
"""
JAVA = """"main" #1 prio=5 os_prio=0 tid=0x1 nid=0x2 waiting on condition
   java.lang.Thread.State: TIMED_WAITING (sleeping)
\tat java.lang.Thread.sleep(java.base@17/Native Method)
\tat shop.PriceTest.waits(PriceTest.java:12)
"""


def said(root: Path, output: str) -> tuple[str, ...]:
    for name in ("src/a.py", "tests/test_a.py", "a_test.go"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).touch()
    return told(under_way(output.replace("{root}", str(root)), root))


def test_python_shows_the_test_and_where_it_waits(tmp_path: Path) -> None:
    told = "tests/test_a.py::test_waits hangs at tests/test_a.py:5: it waits at src/a.py:7 in wait"
    assert said(tmp_path, PYTHON) == (told,)


def test_go_and_java_show_it_too(tmp_path: Path) -> None:
    assert said(tmp_path, GO) == ("TestWaits hangs at a_test.go:9",)
    assert said(tmp_path, JAVA) == ("PriceTest.waits hangs at PriceTest.java:12",)


def test_nothing_is_named_that_is_not_shown(tmp_path: Path) -> None:
    assert said(tmp_path, "collected 3 items\n\ntests/test_a.py ..") == ()
