"""Secrets of makers and in places that were thought of after the rules, and forms in which tools print bytes."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from mity.redaction import Redactor
from rows import each

VALUES = {"signs": "s3cr3t/Pa55_word=9xQ", "plain": "Xk7pQ2vR9mZt4LwB"}
PLACED = "Zk8-qW3rT6yU9iOpL2mN5bV7"
FORMS: dict[str, Callable[[str], str]] = {
    "bytes list py": lambda v: str(list(v.encode())),
    "bytes list spaced go": lambda v: "[" + " ".join(str(b) for b in v.encode()) + "]",
    "bytes list tight json": lambda v: json.dumps(list(v.encode()), separators=(",", ":")),
    "xxd pairs": lambda v: " ".join(v.encode().hex()[i : i + 4] for i in range(0, len(v) * 2, 4)),
    "utf16le base64": lambda v: base64.b64encode(v.encode("utf-16-le")).decode(),
    "utf16 hex": lambda v: v.encode("utf-16-le").hex(),
    "unicode braces": lambda v: "".join(f"\\u{{{ord(c):x}}}" for c in v),
    "unicode U": lambda v: "".join(f"\\U{ord(c):08x}" for c in v),
    "octal all": lambda v: "".join(f"\\{b:03o}" for b in v.encode()),
    "octal three zero": lambda v: "".join(f"\\0{b:03o}" for b in v.encode()),
    "markdown": lambda v: v.replace("_", "\\_"),
    "json slash": lambda v: v.replace("/", "\\/"),
    "html decimal padded": lambda v: "".join(f"&#{ord(c):04d};" for c in v),
    "html hex": lambda v: "".join(f"&#x{ord(c):X};" for c in v),
    "percent u": lambda v: "".join(f"%u{ord(c):04x}" for c in v),
    "ascii85": lambda v: base64.a85encode(v.encode()).decode(),
    "base64 thrice": lambda v: base64.b64encode(base64.b64encode(base64.b64encode(v.encode()))).decode(),
    "hex upper 0x": lambda v: "0x" + v.encode().hex().upper(),
    "hex commas no space": lambda v: ",".join(f"0x{b:02x}" for b in v.encode()),
    "hex lines 16": lambda v: "\n".join(v.encode().hex()[i : i + 16] for i in range(0, len(v) * 2, 16)),
    "concat js": lambda v: v[:9] + '" + "' + v[9:],
    "concat js line": lambda v: v[:9] + '" +\n    "' + v[9:],
    "concat py adjacent": lambda v: v[:9] + "'\n    '" + v[9:],
    "pytest E lines": lambda v: v[:9] + "\nE     " + v[9:],
    "diff plus lines": lambda v: v[:9] + "\n+" + v[9:],
    "log prefixed": lambda v: v[:9] + "\n[INFO] " + v[9:],
    "null between": lambda v: "\0".join(v),
    "nbsp/wj between": lambda v: "\u2060".join(v),
    "bom & vs": lambda v: "\ufe0f".join(v),
    "cursor moves": lambda v: v[:6] + "\x1b[2C\x1b[2D" + v[6:],
    "title case": lambda v: v.title(),
    "capitalised": lambda v: v.capitalize(),
    "c# verbatim": lambda v: '@"' + v + '"',
    "toml escapes": lambda v: "".join(f"\\u{ord(c):04X}" for c in v),
    "fullwidth": lambda v: "".join(chr(ord(c) + 0xFEE0) if 33 <= ord(c) < 127 else c for c in v),
    "java props": lambda v: v.replace("=", "\\="),
    "cmd carets": lambda v: v.replace("=", "^="),
    "powershell ticks": lambda v: v.replace("_", "`_").replace("/", "`/"),
    "sql dollar": lambda v: "$$" + v + "$$",
    "regex slashes": lambda v: v.replace("/", "\\/").replace("=", "\\="),
}
TOKENS = {
    "azure ad": "abc8Q" + "~A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6",
    "twilio": "SK012" + "3456789abcdef0123456789abcdef",
    "mailgun": "key-0" + "123456789abcdef0123456789abcdef",
    "square": "sq0at" + "p-A1b2C3d4E5f6G7h8I9j0K1",
    "databricks": "dapi0" + "123456789abcdef0123456789abcdef",
    "langsmith": "lsv2_pt_0123456789abcdef0123456789abcde" + "f_0123456789",
    "databricks oauth": "dose0" + "123456789abcdef0123456789abcdef",
    "linear": "lin_a" + "pi_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0",
    "notion": "ntn_1" + "23456789012345678901234567890abcdefghijklmnopq",
    "doppler": "dp.pt" + ".A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v",
    "planetscale": "pscal" + "e_tkn_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r",
    "postman": "PMAK-" + "0123456789abcdef01234567-0123456789abcdef0123456789abcdef01",
    "airtable": "patA1" + "b2C3d4E5f6G7.0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "figma": "figd_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0",
    "supabase": "sbp_0" + "123456789abcdef0123456789abcdef01234567",
    "netlify": "nfp_A" + "1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8",
    "fly": "FlyV1" + " fm2_lJPECAAAAAAAB1234567890ABCDEFGHIJKLMNOPQ",
    "heroku": "HRKU-" + "AAl2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6_a7b8c9d0e1f2g3h4i5j6k7l8m9",
    "newrelic": "NRAK-" + "A1B2C3D4E5F6G7H8I9J0K1L2M3N",
    "grafana": "glsa_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6_a1b2c3d4",
    "sentry": "sntry"
    + ("s_eyJpYXQiOjE2ODczMzY1NDMuNjk4NTksInVybCI6bnVsbH0=_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"),
    "replicate": "r8_A1" + "b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S",
    "groq": "gsk_A" + "1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6",
    "xai": "xai-A" + ("1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6A1b2C3d4E5f6G7h8I9j0K1l2M3n4"),
    "perplexity": "pplx-" + "0123456789abcdef0123456789abcdef0123456789abcdef",
    "discord": "MTAyM" + "zQ1Njc4OTAxMjM0NTY3OA.GhIjKl.A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9",
    "rubygems": "rubyg" + "ems_0123456789abcdef0123456789abcdef0123456789abcdef",
    "nuget": "oy2ab" + "cdefghijklmnopqrstuvwxyz234567abcdefghijk",
    "crates": "cioA1" + "b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6",
    "jfrog": "AKCpA" + "1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6A1b2C3d4E5f6G7h8I9j0K",
    "terraform": "A1b2C" + ("3d4E5f6G7.atlasv1.A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6A1b2C3d4E5f6G7h8"),
    "pulumi": "pul-0" + "123456789abcdef0123456789abcdef01234567",
    "alibaba": "LTAI5" + "tA1b2C3d4E5f6G7h8I9j0",
    "bitbucket": "ATCTT" + "3xFfGN0A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0",
    "docker oat": "dckr_" + "oat_A1b2C3d4E5f6G7h8I9j0K1l2M3n4",
    "gitlab routable": "glpat" + "-A1b2C3d4E5f6G7h8I9j0K1l2M3n.01.120a1b2c3",
    "gitlab feed": "glffc" + "t-A1b2C3d4E5f6G7h8I9j0",
    "slack config": "xoxe." + "xoxp-1-Mi0yLTEyMzQ1Njc4OTA",
    "vercel": "verce" + "l_blob_rw_A1b2C3d4E5f6G7h8_I9j0K1l2M3n4O5p6Q7r8S9",
    "onepassword": "ops_e"
    + (
        "yJA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"
        "S9t0A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7"
        "r8S9t0A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6"
        "Q7r8S9t0A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0"
    ),
    "openvsx": "ovsxa" + "t_A1b2C3d4E5f6G7h8I9j0",
    "brevo": "xkeys" + ("ib-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef-A1b2C3d4E5f6G7h8"),
    "mapbox": "sk.ey" + "J1IjoiA1b2C3d4E5f6G7h8I9j0.A1b2C3d4E5f6G7h8I9j0Kw",
    "gcp hmac": "GOOG1" + "EA1B2C3D4E5F6G7H8I9J0K1L2M3N4O5P6Q7R8S9T0U1V2W3X4Y5Z6A1B2C",
    "digitalocean": "dop_v" + "1_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "atlassian": "ATATT" + "3xFfGF0A1b2C3d4E5f6G7h8I9j0",
    "readme": "rdme_" + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdefabcdef",
    "flutterwave": "FLWSE" + "CK_TEST-0123456789ab",
    "typeform": "tfp_A" + "1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0",
    "prefect": "pnu_a" + "1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8",
    "posthog": "phx_A" + "1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t",
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
    "url query sig": "GET /cb?code=%s&state=1",
    "url fragment": "https://h/#access_token=%s&x",
    "header x-api-key": "x-api-key: %s",
    "header curl": "curl -H 'X-Auth-Token: %s' https://h",
    "curl user": "curl -u admin:%s https://h",
    "mysql -p": "mysql -uroot -p%s db",
    "docker login": "docker login -u x -p %s reg",
    "psql uri": "postgresql://u:%s@h/db",
    "redis uri": "redis://:%s@h:6379",
    "amqp": "amqp://u:%s@h",
    "jdbc": "jdbc:mysql://h/db?user=a&password=%s&x=1",
    "odbc": "Driver=x;Uid=a;Pwd=%s;",
    "npmrc": "//registry/:_authToken=%s",
    "pypirc": "  password = %s",
    "netrc": "machine h login u password %s",
    "json nested": '{"db": {"password": "%s"}}',
    "json esc": '{\\"password\\":\\"%s\\"}',
    "yaml": "db_password: %s",
    "xml elem": "<password>%s</password>",
    "xml attr": '<add key="x" password="%s"/>',
    "xml name-value": '<property name="password" value="%s"/>',
    "appsettings add": '<add key="ApiKey" value="%s" />',
    "k v json": '{"name": "API_TOKEN", "value": "%s"}',
    "k v yaml": "- name: API_TOKEN\n  value: %s",
    "kubectl": "--from-literal=password=%s",
    "helm": "--set db.password=%s",
    "java -D": "-Ddb.password=%s",
    "py kwargs": "connect(user='a', password='%s')",
    "py dict": "{'api_key': '%s'}",
    "ruby hash": "password: '%s',",
    "go struct": "{User:a Password:%s Port:1}",
    "rust debug": 'Config { password: "%s" }',
    "java toString": "Config(user=a, password=%s, port=1)",
    "py dataclass": "Config(user='a', password='%s')",
    "sql alter": "ALTER USER a WITH PASSWORD '%s'",
    "sql identified": "CREATE USER a IDENTIFIED BY '%s'",
    "set cookie": "Set-Cookie: sid=%s; Path=/",
    "proxy auth": "Proxy-Authorization: Basic %s",
    "totp uri": "otpauth://totp/x?secret=%s&issuer=y",
    "ssh pass": "sshpass -p %s ssh h",
    "aws cfg": "aws_secret_access_key = %s",
    "gha env": "  API_TOKEN: %s",
    "gha set-env": 'echo "TOKEN=%s" >> $GITHUB_ENV',
    "dockerfile env": "ENV API_KEY %s",
    "dockerfile arg": "ARG TOKEN=%s",
    "powershell": "$env:API_KEY = '%s'",
    "cmd set": "set API_KEY=%s",
    "fish": "set -x API_KEY %s",
    "table": "| password | %s |",
    "webhook teams": "https://x.webhook.office.com/webhookb2/%s@a/IncomingWebhook/b/c",
    "discord hook": "https://discord.com/api/webhooks/123/%s",
    "telegram url": "https://api.telegram.org/bot123456789:%s/sendMessage",
    "k8s secret data": "apiVersion: v1\nkind: Secret\ndata:\n  password: %s",
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
