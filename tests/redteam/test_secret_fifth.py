"""Secrets of a fifth round: compressed, spelled, in pieces of other languages, over lines of logs, and named late."""

from __future__ import annotations

import base64
import binascii
import bz2
import codecs
import gzip
import json
import lzma
import zlib
from collections.abc import Callable

from mity.redaction import Redactor
from mity.system.capture import Capture
from rows import each

VALUE = "Zk8qW3rT6yU9iOpL2mN5"
FIRST, REST = VALUE[:9], VALUE[9:]
KNOWN: dict[str, str] = {
    "compressed by gzip": base64.b64encode(gzip.compress(VALUE.encode())).decode(),
    "compressed by zlib": base64.b64encode(zlib.compress(b"password=" + VALUE.encode())).decode(),
    "compressed, in hexadecimal": gzip.compress(VALUE.encode()).hex(),
    "compressed by bzip2": base64.b64encode(bz2.compress(VALUE.encode())).decode(),
    "compressed by xz": base64.b64encode(lzma.compress(VALUE.encode())).decode(),
    "texts of Ruby": f'"{FIRST}" \\\n  "{REST}"',
    "lines of npm": f"npm ERR! {FIRST}\nnpm ERR! {REST}",
    "uuencode": binascii.b2a_uu(VALUE.encode()).decode(),
    "rot13": codecs.encode(VALUE, "rot13"),
    "backwards in capitals": VALUE[::-1].upper(),
    "wide, as Python shows it": repr(VALUE.encode("utf-16-le")),
    "letters with blanks": " ".join(VALUE),
    "letters with dashes": "-".join(VALUE),
    "letters with lines below": "".join(f"{sign}\u0332" for sign in VALUE),
    "letters twice in one place": "".join(f"{sign}\b{sign}" for sign in VALUE),
    "small numbers": VALUE.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")),
    "bits": " ".join(f"{byte:08b}" for byte in VALUE.encode()),
    "bytes of Rust": f"[{', '.join(f'{byte}u8' for byte in VALUE.encode())}]",
    "octal in braces": "".join(f"\\o{{{byte:o}}}" for byte in VALUE.encode()),
    "hexadecimal in braces": "".join(f"\\x{{{byte:x}}}" for byte in VALUE.encode()),
    "a dump of letters": f"0000000   {'   '.join(VALUE[:16])}\n0000020   {'   '.join(VALUE[16:])}\n0000024\n",
    "templates of JavaScript": f"`{FIRST}` + `{REST}`",
    "texts of Basic": f'"{FIRST}" & "{REST}"',
    "texts of Lua": f'"{FIRST}" .. "{REST}"',
    "texts of SQL": f"'{FIRST}' || '{REST}'",
    "sections of XML": f"<![CDATA[{FIRST}]]><![CDATA[{REST}]]>",
    "a sign that a line goes on": f"{FIRST}↵\n{REST}",
    "quoted-printable": f"{FIRST}=\n{REST}",
    "lines that pytest compares": f"E     - {FIRST}\nE     - {REST}",
    "lines of JSON": f"{json.dumps({'log': f'x {FIRST}'})}\n{json.dumps({'log': REST})}",
}
PLACED: dict[str, str] = {
    "a value before its name": '{"value": "%s", "name": "DB_PASSWORD"}',
    "a property before its name": '<property value="%s" name="DB_PASSWORD"/>',
    "a default of Terraform": 'variable "db_password" {\n  default = "%s"\n}',
    "a state of Terraform": '"password": {"value": "%s", "type": "string"}',
    "settings in one text": "Jwt:Key = %s",
    "a key of the kind oct": '{"kty": "oct", "k": "%sZk8qW3rT6yU9iO"}',
    "make": "API_TOKEN := %s",
    "a call": "user.set_password('%s')",
    "Rust over lines": '    password: Some(\n        "%s",\n    ),',
    "a dump of PHP": '["password"]=>\n  string(20) "%s"',
    "a pair of Lisp": '(password . "%s")',
    "a row of SQL": "INSERT INTO users (name, password) VALUES ('a, b', '%s')",
    "cookies in a list": '{"set-cookie": ["sid=%s; Path=/"]}',
    "words of a program": 'execve("/usr/bin/mysql", ["mysql", "-p%s"], 0x7ff)',
    "named behind it": "assert 'x' == '%s'\n where 'Zk8qW3rT6yU9iOpL2mN5' = Settings(password='Zk8qW3rT6yU9iOpL2mN5')",
    "a text for a program": "gh auth login --with-token <<< %s",
    "ODBC": "DSN=x;UID=a;PWD=%s",
    "a template of Ruby": "  password: <%= '%s' %>",
    "a long text of TOML": 'token = """\n%s\n"""',
    "a part of an address": "https://h.example/api/token/%s/x",
    "Italian": "parola d'ordine: %s",
    "a sentence with a user": 'Setting password for user "a" to "%s"',
    "quoted by an entity": "password=&quot;%s&quot; class=&quot;form&quot;",
    "JSON in an attribute": '<div data-x="{&#34;apiKey&#34;: &#34;%s&#34;}">',
    "a header on two lines": "Authorization: Basic\r\n  %s",
    "a cookie on two lines": "Cookie:\n\tsid=%s",
    "a token of Cloudflare": "cfut_%s%s",
    "a key of Pinecone": "pcsk_Zk8qW3_%s%s%s",
    "below a sentence": "Please use the following password to proceed:\n\n%s\n",
}
HONEST = (
    "https://h.example/api/tokens/refresh-token-rotation/x",
    "PWD=/home/ada/work1",
    "password = derive(salt)",
    "set_password(new_password)",
    "hash_password('correct horse')",
    "Key = value",
    "INSERT INTO users (name, age) VALUES ('Ada Lovelace 1815', 36)",
    "password: Some(PASSWORD)",
    "a - b - c - d - e - f - g",
    "1 2 3 4 5 6 7 8 9 10 11 12",
    "TOKEN := $(shell cat token)",
    '{"value": "blue", "name": "key_colour"}',
    "the password of ada to nobody",
    '"password": {"type": "string", "minLength": 12}',
    "./a/b/c/d/e/f/g/h",
    "........",
    "10000000 10000001 11111111",
    "I - A - B - N - X - Y - Z - Q",
    "0000000   a   b   c\n0000003",
    "error:key = missing",
    "title=&quot;password&quot; class=&quot;form&quot;",
    "token=&quot;required&quot;",
    "{&quot;password&quot;: &quot;&quot;, &quot;user&quot;: &quot;Ada&quot;}",
    "authorization: token\nis missing",
)


@each("name", KNOWN)
def test_a_known_value_is_hidden(name: str) -> None:
    shown = Redactor({"DB_PASSWORD": VALUE}).text(KNOWN[name])
    assert "***" in shown and len(shown) < max(30, len(KNOWN[name]) * 0.8), shown


@each("name", PLACED)
def test_a_value_is_hidden_for_its_place(name: str) -> None:
    shown = Redactor().text(PLACED[name].replace("%s", VALUE))
    assert "***" in shown and VALUE not in shown


@each("text", HONEST)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert Redactor({"DB_PASSWORD": VALUE}).text(text) == text


def captured(*lines: str) -> str:
    """What is shown of lines that come one after the other."""
    shown: list[str] = []
    hear: Callable[[str], None] = shown.append
    capture = Capture(Redactor({"DB_PASSWORD": VALUE}), hear, None)
    for line in lines:
        capture.line(line)
    capture.close()
    return "\n".join(shown)


@each(
    "lines",
    [
        [f"{sign}\n" for sign in VALUE],
        [f"{number}: '{sign}',\n" for number, sign in enumerate(VALUE)],
        [f"| {FIRST} |\n", f"| {REST} |\n"],
        [f'"{FIRST}" +\n', f'\t"{REST}"\n'],
        [f'"{FIRST}"\n', f'"{REST}"\n'],
        [f"{FIRST}↵\n", f"{REST}\n"],
        [f"{FIRST}=\n", f"{REST}\n"],
        [f'{{"log": "x {FIRST}\\n"}}\n', f'{{"log": "{REST}"}}\n'],
    ],
)
def test_a_value_that_goes_on_in_the_next_line_waits_for_it(lines: list[str]) -> None:
    shown = captured("before\n", *lines, "behind\n")
    assert "***" in shown and FIRST not in shown and REST not in shown
    assert shown.startswith("before") and shown.endswith("behind")
    assert shown.count("\n") < 4 or len(lines) < 8, shown
