"""A pattern is only tried on lines with one of its literals, so each of its alternatives needs one."""

from __future__ import annotations

from mity.agents.signatures import rows
from mity.agents.verdict import matches
from rows import each

ROWS = {row.id: row for row in rows()}


@each(
    ("row", "text"),
    [
        ("port.errno", "OSError: [WinError 48] error while attempting to bind on address ('::1', 80)"),
        ("docker.compose", "undefined network frob"),
        ("common.killed", "virtual machine: not enough memory"),
        ("common.no-space", "write /var/lib/frob: no space left on device"),
        ("gradle.jvm", "Could not target platform: 'Java SE 21' using tool chain: 'JDK 17 (17)'."),
        ("javac.usage", "error: Cannot find file Frob.java"),
        ("jvm.driver-missing", "Cannot find the driver in the classpath!"),
        ("maven.model", "Duplicate project in the reactor: frob"),
        ("native.abort", "malloc(): unaligned tcache chunk detected"),
        ("node.oom", "<--- Last few GCs --->"),
        ("npm.not-recognized", "'vite' wird nicht erkannt"),
        ("rust.network", "error: failed to update registry `crates-io`"),
        ("rust.linker", "rust-lld: error: unable to find library -lfrob"),
        ("spring.mapping", "Missing table alias"),
    ],
)
def test_an_alternative_is_looked_for(row: str, text: str) -> None:
    assert matches(ROWS[row], text)


def test_a_memory_limit_that_was_not_met_is_no_failure() -> None:
    assert not matches(ROWS["common.killed"], '    "OOMKilled": false,')
    assert matches(ROWS["common.killed"], '    "OOMKilled": true,')
