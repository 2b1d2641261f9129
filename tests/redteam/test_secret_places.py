"""Secrets of makers and in places that were thought of after the rules, and forms in which tools print bytes."""

from __future__ import annotations

import base64
from collections.abc import Callable

from mity.redaction import Redactor
from rows import each

VALUES = {"signs": "s3cr3t/Pa55_word=9xQ", "plain": "Xk7pQ2vR9mZt4LwB"}
PLACED = "Zk8-qW3rT6yU9iOpL2mN5bV7"
FORMS: dict[str, Callable[[str], str]] = {
    "octal all": lambda v: "".join(f"\\{b:03o}" for b in v.encode()),
    "html decimal padded": lambda v: "".join(f"&#{ord(c):04d};" for c in v),
    "percent u": lambda v: "".join(f"%u{ord(c):04x}" for c in v),
    "ascii85": lambda v: base64.a85encode(v.encode()).decode(),
    "base64 thrice": lambda v: base64.b64encode(base64.b64encode(base64.b64encode(v.encode()))).decode(),
    "hex lines 16": lambda v: "\n".join(v.encode().hex()[i : i + 16] for i in range(0, len(v) * 2, 16)),
    "diff plus lines": lambda v: v[:9] + "\n+" + v[9:],
    "log prefixed": lambda v: v[:9] + "\n[INFO] " + v[9:],
    "cmd carets": lambda v: v.replace("=", "^="),
    "powershell ticks": lambda v: v.replace("_", "`_").replace("/", "`/"),
    "sql dollar": lambda v: "$$" + v + "$$",
    "regex slashes": lambda v: v.replace("/", "\\/").replace("=", "\\="),
}
TOKENS = {
    "databricks": "dapi0" + "123456789abcdef0123456789abcdef",
    "doppler": "dp.pt" + ".A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v",
    "postman": "PMAK-" + "0123456789abcdef01234567-0123456789abcdef0123456789abcdef01",
    "figma": "figd_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0",
    "supabase": "sbp_0" + "123456789abcdef0123456789abcdef01234567",
    "netlify": "nfp_A" + "1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8",
    "grafana": "glsa_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6_a1b2c3d4",
    "sentry": "sntry"
    + ("s_eyJpYXQiOjE2ODczMzY1NDMuNjk4NTksInVybCI6bnVsbH0=_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"),
    "replicate": "r8_A1" + "b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S",
    "xai": "xai-A" + ("1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6A1b2C3d4E5f6G7h8I9j0K1l2M3n4"),
    "discord": "MTAyM" + "zQ1Njc4OTAxMjM0NTY3OA.GhIjKl.A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9",
    "nuget": "oy2ab" + "cdefghijklmnopqrstuvwxyz234567abcdefghijk",
    "pulumi": "pul-0" + "123456789abcdef0123456789abcdef01234567",
    "openvsx": "ovsxa" + "t_A1b2C3d4E5f6G7h8I9j0",
    "brevo": "xkeys" + ("ib-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef-A1b2C3d4E5f6G7h8"),
    "mapbox": "sk.ey" + "J1IjoiA1b2C3d4E5f6G7h8I9j0.A1b2C3d4E5f6G7h8I9j0Kw",
    "gcp hmac": "GOOG1" + "EA1B2C3D4E5F6G7H8I9J0K1L2M3N4O5P6Q7R8S9T0U1V2W3X4Y5Z6A1B2C",
    "digitalocean": "dop_v" + "1_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "atlassian": "ATATT" + "3xFfGF0A1b2C3d4E5f6G7h8I9j0",
    "typeform": "tfp_A" + "1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0",
    "sourcegraph": "sgp_0" + "123456789abcdef_0123456789abcdef0123456789abcdef01234567",
    "clojars": "CLOJA" + "RS_0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab",
    "easypost": "EZAK0" + "123456789abcdef0123456789abcdef0123456789abcdef012345",
    "shippo": "shipp" + "o_live_0123456789abcdef0123456789abcdef01234567",
    "langfuse": "sk-lf" + "-12345678-1234-1234-1234-123456789abc",
    "openai svc": "sk-sv" + "cacct-A1b2C3d4E5f6G7h8I9j0",
    "cloudflare ca": "v1.0-"
    + (
        "0123456789abcdef01234567-0123456789abcdef0123456789abcdef0123456789abcdef01234"
        "56789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef012"
        "3456789abcdefab"
    ),
    "dynatrace": "dt0c0"
    + ("1.A1B2C3D4E5F6G7H8I9J0K1L2.A1B2C3D4E5F6G7H8A1B2C3D4E5F6G7H8A1B2C3D4E5F6G7H8A1B2C3D4E5F6G7H8"),
}
PLACES = {
    "url query token": "https://h/x?token=%s&y=1",
    "url query key": "https://h/x?key=%s",
    "url fragment": "https://h/#access_token=%s&x",
    "header x-api-key": "x-api-key: %s",
    "header curl": "curl -H 'X-Auth-Token: %s' https://h",
    "psql uri": "postgresql://u:%s@h/db",
    "redis uri": "redis://:%s@h:6379",
    "amqp": "amqp://u:%s@h",
    "jdbc": "jdbc:mysql://h/db?user=a&password=%s&x=1",
    "npmrc": "//registry/:_authToken=%s",
    "json nested": '{"db": {"password": "%s"}}',
    "yaml": "db_password: %s",
    "appsettings add": '<add key="ApiKey" value="%s" />',
    "k v json": '{"name": "API_TOKEN", "value": "%s"}',
    "kubectl": "--from-literal=password=%s",
    "py kwargs": "connect(user='a', password='%s')",
    "ruby hash": "password: '%s',",
    "rust debug": 'Config { password: "%s" }',
    "sql identified": "CREATE USER a IDENTIFIED BY '%s'",
    "totp uri": "otpauth://totp/x?secret=%s&issuer=y",
    "ssh pass": "sshpass -p %s ssh h",
    "aws cfg": "aws_secret_access_key = %s",
    "gha env": "  API_TOKEN: %s",
    "powershell": "$env:API_KEY = '%s'",
    "table": "| password | %s |",
    "discord hook": "https://discord.com/api/webhooks/123/%s",
    "telegram url": "https://api.telegram.org/bot123456789:%s/sendMessage",
}


def left(secret: str, text: str, least: int = 8) -> bool:
    """Whether a part of a secret that could be used is still there."""
    return any(secret[at : at + least] in text for at in range(len(secret) - least + 1))


@each("value", VALUES)
@each("form", FORMS)
def test_a_known_value_is_found_as_tools_print_it(form: str, value: str) -> None:
    shown = FORMS[form](VALUES[value])
    text = Redactor({"API_TOKEN": VALUES[value]}).text(f"here: <{shown}> end")
    assert not left(shown, text), text
    assert text.startswith("here: <")
    assert text.endswith("> end")


@each("maker", TOKENS)
def test_a_token_is_known_by_its_form(maker: str) -> None:
    token = TOKENS[maker]
    assert not left(token, Redactor({}).text(f"said {token} here"), 10)


@each("place", PLACES)
def test_a_secret_is_known_by_its_place(place: str) -> None:
    assert not left(PLACED, Redactor({}).text(f"x\n{PLACES[place] % PLACED}\nz"))


@each(
    "text",
    [
        "https://h/x?key=name&code=404",
        "git diff -u a/user:1 b",
        "mysql -uroot -h localhost db",
        '{"name": "PORT", "value": "8000-and-more"}',
        '{"name": "API_TOKEN", "value": "required"}',
        "| token | a word that separates two others |",
        "SKIPPED tests/test_key-rings.py",
        "a `b` ^c^ \\[d\\] &amp; 100%",
        "+    x = 1\n-    y = 2\nE   assert 3 == 4",
    ],
)
def test_honest_text_stays(text: str) -> None:
    assert Redactor({"API_TOKEN": VALUES["signs"]}).text(text) == text
