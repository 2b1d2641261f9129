"""Addresses as people copy them."""

from __future__ import annotations

import pytest

from mity.errors import UsageError
from mity.forge.address import read_address
from rows import each


@each(
    "url, wanted",
    [
        ("https://github.com/o/n/issues/7", ("https://github.com", "o/n", "issue", 7)),
        ("https://github.com/o/n/pull/7/files?w=1#diff", ("https://github.com", "o/n", "pull", 7)),
        ("https://github.com/o/n", ("https://github.com", "o/n", "", 0)),
        ("https://github.com/o/n.git", ("https://github.com", "o/n", "", 0)),
        ("ssh://git@ssh.github.com:443/o/n.git", ("https://github.com", "o/n", "", 0)),
        ("git@GitHub.com:o/n.git", ("https://github.com", "o/n", "", 0)),
        ("git@github.com:o/n.git", ("https://github.com", "o/n", "", 0)),
        ("ssh://git@git.example.com:2222/o/n.git", ("https://git.example.com", "o/n", "", 0)),
        ("http://127.0.0.1:3000/o/n/pulls/12", ("http://127.0.0.1:3000", "o/n", "pull", 12)),
        ("https://example.com/git/o/n/issues/3#issuecomment-1", ("https://example.com/git", "o/n", "issue", 3)),
        ("https://gitlab.com/g/sub/n/-/issues/3", ("https://gitlab.com", "g/sub/n", "issue", 3)),
        ("https://gitlab.com/g/sub/n/-/work_items/3", ("https://gitlab.com", "g/sub/n", "issue", 3)),
        ("https://gitlab.com/g/sub/n/-/merge_requests/4/diffs", ("https://gitlab.com", "g/sub/n", "pull", 4)),
        ("https://gitlab.com/g/sub/n/-/tree/main", ("https://gitlab.com", "g/sub/n", "", 0)),
        ("  https://GitHub.com/o/n/issues/7/ ", ("https://github.com", "o/n", "issue", 7)),
    ],
)
def test_an_address_is_read(url: str, wanted: tuple[str, str, str, int]) -> None:
    found = read_address(url)
    assert (found.base, found.repository, found.kind, found.number) == wanted


@each(
    "url, said",
    [
        ("", "is no address"),
        ("o/n#7", "is no address"),
        ("ftp://github.com/o/n/issues/7", "is no address"),
        ("https://github.com", "names no issue"),
        ("https://github.com/o", "names no issue"),
        ("https://github.com/o/../issues/7", "names no issue"),
        ("https://github.com/o/n%2F..%2Fx/issues/7", "names no issue"),
        ("https://user:secret@github.com/o/n/issues/7", "leave it out"),
        ("https://github.com/o/n/issues/7\n", "OK"),
        ("https://github.com/o/n/iss ues/7", "blanks"),
        ("https://github.com/o/n\x1b[31m/issues/7", "control"),
        ("https://github.com:port/o/n/issues/7", "is no address"),
        (f"https://github.com/{'o' * 3000}/n", "at most 2000"),
    ],
)
def test_what_is_none_is_refused_in_a_sentence(url: str, said: str) -> None:
    if said == "OK":
        assert read_address(url).number == 7
        return
    with pytest.raises(UsageError, match=said) as caught:
        read_address(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value) and "\x1b" not in str(caught.value)
