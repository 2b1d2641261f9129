"""Secrets where package managers, clusters, commands and crash reports keep them, and texts there that are none."""

from __future__ import annotations

import base64
import subprocess

from mity.redaction import Redactor
from rows import each

P, Q = "hV7qz2LmT0xKc9RbW4", "Zp3-kd82_QmwE71xTy"


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


PLAIN = in_base64(f"\0ann\0{P}")
NUMBERS = "".join(f"&#{ord(sign)};" for sign in P)
IN_HEX = "".join(f"&#x{ord(sign):x};" for sign in P)
HIDDEN: dict[str, tuple[str, str]] = {
    "a secret of Kubernetes on one line": (
        f'{{"apiVersion":"v1","data":{{"a":"{in_base64(P)}"}},"kind":"Secret"}}\n',
        in_base64(P),
    ),
    "one in a list": (f"kind: List\nitems:\n- kind: Secret\n  data:\n    a: {in_base64(P)}\n", in_base64(P)),
    "one that begins with its data": (f"- data:\n    a: {in_base64(P)}\n  kind: Secret\n", in_base64(P)),
    "words of a command": (f'["mysql", "--user=a", "--password", "{P}"]\n', P),
    "words with more behind": (f"['psql', '--token', '{P}', '-q']\n", P),
    "PLAIN of mail": (f"AUTH PLAIN {PLAIN}\n", PLAIN),
    "numbers of HTML": (f"password: {NUMBERS}\n", NUMBERS),
    "numbers in an attribute": (f'<input name="password" value="{IN_HEX}">\n', IN_HEX),
    "a name in numbers": (f"{''.join(f'&#{ord(sign)};' for sign in 'password')}={P}\n", P),
    "an element": (f"<server><id>a</id><passphrase>{P}</passphrase></server>\n", P),
    "composer": (f'{{"github-oauth": {{"github.com": "{Q}"}}}}\n', Q),
    "bundler": (f'BUNDLE_GEMS__EXAMPLE__COM: "ann:{P}"\n', P),
    "a channel of conda": (f"  - https://conda.example.com/t/{P}/main\n", P),
    "a token by a pipe": (f"echo {P} | gh auth login --with-token\n", P),
    "a session": (f'{{"sessionid": "{P}"}}\n', P),
}
SHOWN = (
    *('{"kind":"ConfigMap","data":{"a":"some words"}}\n', "kind: SecretStore\ndata:\n  a: words\n"),
    *('["--password", "--user"]\n', "['--token', 'path/to/file.txt', '-v']\n", "AUTH PLAIN LOGIN\n"),
    *("&#8212;&#8211;&#8230;&#160; a dash\n", "title: &#72;&#101;&#108;&#108;&#111;\n"),
    *("https://example.com/t/some-topic-name/42\n", "BUNDLE_PATH: vendor/bundle\nBUNDLE_WITHOUT: development:test\n"),
    *("echo hello | tee --append x\n", "<pass>2</pass>\n", "sessions: 12 open\n"),
)


@each("name", HIDDEN)
def test_a_secret_in_such_a_place_is_hidden(name: str) -> None:
    text, value = HIDDEN[name]
    assert value not in Redactor({}).text(f"Running the build\n{text}done\n")


def base58(text: str) -> str:
    """By a program of its own: the remainders of a number, from the last."""
    signs = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number, made = int(text.encode().hex(), 16), []
    while number:
        made.append(signs[number % 58])
        number //= 58
    return "".join(reversed(made))


def od(*options: str) -> str:
    """What `od` prints of a line with the value in it."""
    return subprocess.run(["od", *options], input=f"a {P} b".encode(), capture_output=True, check=True).stdout.decode()


@each("text", [base58(P), od(), od("-b"), od("-b", "-v", "-w8")])
def test_a_known_value_is_hidden_in_these_forms(text: str) -> None:
    shown = Redactor({"DB_PASSWORD": P}).text(f"before\n{text}\nafter\n")
    assert "***" in shown
    assert shown.startswith("before\n")
    assert shown.endswith("after\n")
    assert Redactor({"DB_PASSWORD": Q}).text(text) == text, "another value is none"


@each("text", SHOWN)
def test_what_only_looks_like_one_is_shown(text: str) -> None:
    assert Redactor({}).text(text) == text
