"""Secrets in the forms in which tools, logs and attackers print them; honest text that must stay as it is."""

from __future__ import annotations

import base64
import html
import json
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from mity.redaction import Redactor, is_secret_name
from mity.system.capture import Capture
from rows import each

VALUE = "s3cr3t/päss+wörd=9"
PLAIN = "Xk7pQ2vR9mZt4LwB"  # of letters and digits alone
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx0\nshortline\nq2w3e4r5t6y7u8i9\n-----END RSA PRIVATE KEY-----"

FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "base64": lambda v: base64.b64encode(v.encode()).decode(),
    "base64 behind one letter": lambda v: base64.b64encode(f"u{v}".encode()).decode(),
    "base64 behind two letters": lambda v: base64.b64encode(f"u:{v}x".encode()).decode(),
    "url-safe base64": lambda v: base64.urlsafe_b64encode(v.encode()).decode(),
    "base64 twice": lambda v: base64.b64encode(base64.b64encode(v.encode())).decode(),
    "base32": lambda v: base64.b32encode(v.encode()).decode(),
    "percent": lambda v: urllib.parse.quote(v, safe=""),
    "percent in lower case": lambda v: urllib.parse.quote(v, safe="").replace("%2F", "%2f").replace("%C3", "%c3"),
    "percent of everything": lambda v: "".join(f"%{byte:02x}" for byte in v.encode()),
    "percent twice": lambda v: urllib.parse.quote(urllib.parse.quote(v, safe=""), safe=""),
    "form": urllib.parse.quote_plus,
    "JSON": lambda v: json.dumps(v)[1:-1],
    "JSON in capitals": lambda v: json.dumps(v)[1:-1].replace("\\u00e4", "\\u00E4").replace("\\u00f6", "\\u00F6"),
    "JSON of everything": lambda v: "".join(f"\\u{ord(sign):04x}" for sign in v),
    "JSON twice": lambda v: json.dumps(json.dumps(v, ensure_ascii=False)[1:-1], ensure_ascii=False)[1:-1],
    "repr of bytes": lambda v: repr(v.encode())[2:-1],
    "octal": lambda v: "".join(chr(b) if b < 128 else f"\\{b:03o}" for b in v.encode()),
    "HTML": html.escape,
    "hex": lambda v: v.encode().hex(),
    "HEX": lambda v: v.encode().hex().upper(),
    "hex with colons": lambda v: v.encode().hex(":"),
    "hex escapes": lambda v: "".join(f"\\x{byte:02x}" for byte in v.encode()),
    "upper case": str.upper,
    "lower case": str.lower,
    "backwards": lambda v: v[::-1],
    "two lines": lambda v: f"{v[:7]}\n{v[7:]}",
    "two indented lines": lambda v: f"{v[:9]}\r\n    {v[9:]}",
    "colours between": lambda v: "\x1b[1m".join(v[at : at + 3] for at in range(0, len(v), 3)),
    "a title between": lambda v: f"{v[:5]}\x1b]0;x\x07{v[5:]}",
    "hidden signs between": lambda v: "\u200b".join(v),
    "wrapped base64": lambda v: "\n".join(base64.b64encode(v.encode()).decode()[at : at + 8] for at in range(0, 40, 8)),
    "continued lines": lambda v: f"{v[:8]}\\\n{v[8:]}",
}


def left(form: str, text: str) -> bool:
    """Whether a part of a form that could be used is still there."""
    return any(form[at : at + 8] in text for at in range(len(form) - 7))


@each("value", [VALUE, PLAIN], ids=["signs", "plain"])
@each("form", FORMS)
def test_a_known_value_is_found_in_every_form(form: str, value: str) -> None:
    shown = FORMS[form](value)
    text = Redactor({"API_TOKEN": value}).text(f"here it is: <{shown}> and more")
    assert not left(shown, text), text
    assert "here it is: <" in text
    assert text.endswith(" and more")


@each(
    "name",
    [
        *("STRIPE_KEY", "SIGNING_KEY", "DB_PASS", "SESSION_ID", "SESSION_COOKIE", "CONNECTION_STRING", "apiKey"),
        *("clientSecret", "AZURE_STORAGE_CONNECTION_STRING", "PGPASSWORD", "MYSQL_PWD", "_authToken", "AUTH_COOKIES"),
        *("SECRET_KEY_BASE", "SENTRY_DSN", "AWS_SESSION_TOKEN", "GIT_CREDENTIALS", "jwt", "ENCRYPTION_KEY_2"),
    ],
)
def test_more_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@each(
    "name",
    [
        *("PWD", "DESKTOP_SESSION", "XDG_SESSION_TYPE", "DBUS_SESSION_BUS_ADDRESS", "SESSION_MANAGER", "PRIMARY_KEY"),
        *(
            "CACHE_KEY",
            "KEYBOARD",
            "MONKEY",
            "AUTHOR",
            "TOKEN_URL",
            "AUTH_HOST",
            "PASSWORD_FILE",
            "PUBLIC_KEY",
            "COMPASS",
        ),
        *("SESSION_COOKIE_SAMESITE", "max_tokens", "PublicKeyToken", "TEST_PASS", "SSH_AUTH_SOCK", "key", "PUBLIC_KEY"),
    ],
)
def test_more_names_of_other_things(name: str) -> None:
    assert not is_secret_name(name)


SHAPES = {
    "gitlab deploy": "gldt-" + "a1-" * 7,
    "slack app": "xapp-1-" + "A1" * 8,
    "aws temporary": "ASIA" + "ABCD1234" * 2,
    "stripe": "sk_li" + "ve_" + "a1B2" * 6,
    "google": "AI" + "za" + "a1B2_" * 7,
    "npm": "npm_" + "a1B2" * 9,
    "pypi": "pypi-" + "AgEI" * 15,
    "hugging face": "hf_" + "a1B2" * 9,
    "sendgrid": "SG." + "a1B2" * 5 + "." + "c3D4" * 8,
    "docker": "dckr_pat_" + "a1B2" * 6,
    "vault": "hvs." + "a1B2" * 6,
    "header": "Authorization: Basic " + "dXNlcjpwYXNzd29yZDE=",
    "bearer": "authorization: bearer " + "abcdef123456",
    "cookie": "Set-Cookie: sid=" + "a1b2c3d4; Path=/",
    "netrc": "machine example.com login joe password " + "s3cr3tly",
    "pgpass": "db.example.com:5432:shop:joe:" + "s3cr3tly",
    "azure": "AccountName=x;AccountKey=" + "abcDEF123+/==;EndpointSuffix=y",
    "connection": "Server=db;User=sa;Password=" + "S3cr3t!x;",
    "redis": "redis://:" + "s3cr3tly" + "@localhost:6379/0",
    "token as user": "https://" + "a1b2c3d4e5f6a7b8c9d0e1" + "@example.com/x.git",
    "assignment": 'password = "' + 'hunter2!"',
    "env file": "DB_PASSWORD=" + "correcthorse",
    "JSON member": '{"client_secret": "' + 'abc123def456"}',
    "YAML": "api_key: " + "abc123def456",
    "option": "--password=" + "hunter22",
    "option apart": "--token " + "abc123def456",
    "npmrc": "//registry.example/:_authToken=" + "abc123def456",
    "signed address": "https://bucket.example/x?X-Amz-Signature=" + "0123456789abcdef",
    "webhook": "https://hooks.slack.com/services/" + "T00000000/B00000000/XXXXXXXXXXXXXXXX",
    "key block": KEY,
    "key block in JSON": json.dumps(KEY),
    "key block without end": KEY.rpartition("\n")[0],
}


@each("shape", SHAPES)
def test_a_secret_that_nobody_named_is_known_by_its_form(shape: str) -> None:
    text = Redactor().text(f"before\n{SHAPES[shape]}\n")
    assert "***" in text
    for part in (
        "a1B2a1B2",
        "a1-a1-",
        "A1A1A1",
        "ABCD1234",
        "AgEIAgEI",
        "dXNl",
        "123456",
        "s3cr3tly",
        "abcDEF",
        "hunter2",
    ):
        assert part not in text, text
    assert "q2w3e4r5t6" not in text


HONEST = (
    *(
        "commit 3f2a9b7c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a",
        "id 123e4567-e89b-12d3-a456-426614174000",
        "/usr/lib/token/x.so",
    ),
    *("unexpected token: Identifier", "SyntaxError: Unexpected token 'export'", "KeyError: 'API_TOKEN'", "key: value"),
    *("password: str = Field(min_length=8)", "login(user, password=user_password)", "const token = getToken(1);"),
    *("PublicKeyToken=b77a5c561934e089", '"js-tokens": "^4.0.0"', "cache key: 0123abc", "token = tokens[0]"),
    *("password=os.environ['DB_PASSWORD']", "secret: ${{ secrets.NPM }}", 'password: "must be at least 8 long"'),
    *(
        "sha512-" + "aB3+" * 20 + "==",
        "http://joe@db:5432/a",
        "git@github.com:owner/name.git",
        "a.py:12:5: E501 too long",
    ),
    *(
        "tokens used: 123456",
        "src/app/auth/session.ts(12,5): error TS2304",
        "Compiling serde v1.0.200",
        "max_tokens=100000",
    ),
    *(
        "-----BEGIN CERTIFICATE-----",
        "Bearer authentication is needed",
        "Cookie: none was sent",
        "task-loader-of-modules",
    ),
)


@each("line", HONEST)
def test_honest_text_stays(line: str) -> None:
    assert Redactor({"API_TOKEN": VALUE}).text(line) == line


def test_recorded_outputs_of_real_tools_stay() -> None:
    changed = []
    for path in (Path(__file__).parents[1] / "samples" / "logs").rglob("*.log"):
        text = path.read_text(encoding="utf-8")
        pairs = zip(text.splitlines(), Redactor().text(text).splitlines(), strict=True)
        changed += [old for old, new in pairs if old != new and "://" not in old]
    assert changed == []


@each("cut", range(4, len(PLAIN)))
def test_a_value_whose_parts_are_read_one_after_the_other_is_masked(cut: int) -> None:
    heard: list[str] = []
    capture = Capture(Redactor({"API_TOKEN": PLAIN}), heard.append, None)
    capture.line(f"it is {PLAIN[:cut]}\n")
    capture.line(f"  {PLAIN[cut:]} there\n")
    capture.line("end\n")
    capture.close()
    assert PLAIN[cut:] not in capture.text()
    assert heard[-1] == "end"


def test_a_key_block_that_comes_line_by_line_is_masked_as_a_whole() -> None:
    capture = Capture(Redactor(), lambda line: None, None)
    for line in f"before\n{KEY}\nafter\n".splitlines(keepends=True):
        capture.line(line)
    capture.close()
    assert capture.text() == "before\n***\nafter\n"


def test_the_password_of_an_address_in_any_variable_counts() -> None:
    redactor = Redactor({"DATABASE_URL": "postgres://joe:opensesame99@db/x"})
    assert redactor.text("opensesame99 and " + base64.b64encode(b"opensesame99").decode()) == "*** and ***"


def test_masking_is_fast() -> None:
    redactor = Redactor({f"T{n}_TOKEN": f"{n}{PLAIN}{n:03x}" for n in range(10)})
    block = ("[INFO] Compiling module 17 of 40 with javac [debug release 17] to target/classes\n" * 800)[:65_536]
    redactor.text(block)
    began = time.process_time()
    for _ in range(16):
        redactor.text(block)
    assert time.process_time() - began < 1.5  # a mebibyte; measured: 0.2 s


def test_a_secret_that_waited_for_the_rest_of_a_longer_one_is_masked_at_the_end() -> None:
    heard: list[str] = []
    capture = Capture(Redactor({"A_TOKEN": "opensesame", "B_TOKEN": "opensesame-and-more"}), heard.append, None)
    capture.line("the token is opensesame")
    assert heard == [], "it may be the beginning of the longer one"
    capture.close()
    assert (heard, capture.text()) == (["the token is ***"], "the token is ***")
