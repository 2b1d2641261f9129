"""Secrets of a fourth round: constants with types, words of other languages, commands of CI, encodings of encodings."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable

import pytest

from mity.redaction import Redactor
from rows import each

MIXED = "Zk8qW3rT6yU9iOpL2mN5"
VALUE = "Xk7pQ2vR9mZt4LwB8s/Fa"
PLACES = {
    "file name": "wrote backups/db-password=%s.sql",
    "erlang cookie": "-setcookie %s",
    "gha masked echo": "::add-mask::%s",
    "gha set-output": "::set-output name=token::%s",
    "azure set var": "##vso[task.setvariable variable=apiToken;issecret=true]%s",
    "http signature": 'Signature: keyId="k",signature="%s"',
    "openvpn auth": "<auth-user-pass>\nada\n%s\n</auth-user-pass>",
    "rust const": 'const API_KEY: &str = "%s";',
    "ts typed": "const apiKey: string = '%s'",
    "py typed": 'api_key: str = "%s"',
    "scala val": 'val apiKey: String = "%s"',
    "powershell securestring": "ConvertTo-SecureString '%s' -AsPlainText -Force",
    "sql connect": "CONNECT app IDENTIFIED BY %s;",
    "markdown bold": "**Password:** %s",
    "latex": "\\password{%s}",
    "sentence de": "Passwort: %s",
    "sentence fr": "mot de passe : %s",
    "sentence es": "contraseña: %s",
    "skopeo": "skopeo copy --dest-creds a:%s docker://x docker://y",
    "openssl k": "openssl enc -aes-256-cbc -k %s -in a",
    "7z": "7z x -p%s a.7z",
    "zip": "zip -P %s a.zip b",
    "k8s b64 block": "apiVersion: v1\nkind: Secret\nstringData:\n  anything: %s\n",
    "json in json in json": '"\\"{\\\\\\"password\\\\\\": \\\\\\"%s\\\\\\"}\\""',
    "yaml quoted key multi-line": '"db password": >\n    %s\n',
    "yaml anchors": "pw: &pw !!str %s\n",
    "yaml flow over lines": "auth: {user: a,\n  password:\n    '%s'}\n",
    "wpa": "wpa_passphrase home %s",
    "ansible vault inline": "vault_password: !unsafe '%s'",
    "aws v4": "Authorization: AWS4-HMAC-SHA256 Credential=x/2020/us/s3/aws4_request, Signature=%s",
    "rclone": "pass = %s",
    "lua": "password = [[%s]]",
    "redis acl": "ACL SETUSER app on >%s ~* +@all",
    "html dt dd": "<dt>API token</dt><dd>%s</dd>",
    "sudo -S": "echo '%s' | sudo -S id",
    "tailscale": "tailscale up --authkey=%s",
}
TOKENS = {
    "huggingface org": "api_o" + "rg_aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB",
    "gitea": "gitea" + "_0123456789abcdef3c5a0123456789abcdef3c5a",
    "azure devops": "ab3de" + "5fg7hj9kl1mn2pq4rs6tu8vw0xyab3de5fg7hj9kl1mn2pqAZDOaB3dE5fG7hJ9kL1mN2pQ",
    "aws bedrock": "ABSKa"
    + ("B3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9k"),
    "sendinblue smtp": "xsmtp"
    + "sib-0123456789abcdef3c5a0123456789abcdef3c5a0123456789abcdef3c5a0123-aB3dE5fG7hJ9kL1m",
    "mailersend": "mlsn." + "0123456789abcdef3c5a0123456789abcdef3c5a0123456789abcdef3c5a0123",
    "resend": "re_aB" + "3dE5fG_aB3dE5fG7hJ9kL1mN2pQ4rS6",
    "launchdarkly": "sdk-0" + "1234567-1111-4222-8333-0123456789ab",
    "launchdarkly api": "api-0" + "1234567-1111-4222-8333-0123456789ab",
    "jsr": "jsrp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3d",
    "bitwarden": "0.012" + "34567-1111-4222-8333-0123456789ab.aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0:aB3dE5fG7hJ9kL1mN2pQ4r==",
    "vault recovery": "hvr.a"
    + "B3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU",
    "ssh2": "---- "
    + (
        "BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\naB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2p"
        "Q4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU\n---- END SSH2 ENCRYPTED PRIVATE KEY ----"
    ),
    "jwe": "eyJhb"
    + (
        "GciOiJSU0EtT0FFUCJ9.aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8v.aB3dE5fG7"
        "hJ9kL1m.aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG.aB3dE5fG7hJ9kL1mN2pQ4r"
    ),
    "macaroon": "AgELa" + "B3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8v",
    "shopify custom": "shpua" + "_0123456789abcdef3c5a0123456789ab",
    "intercom": "dG9rO" + "jaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2",
    "honeycomb": "hcaik" + "_ab3de5fg7hj9kl1mn2pq4rs6tu8vw0xyab3de5fg7hj9kl1mn2pq4rs6tu8v",
    "slack workflow": "https" + "://hooks.slack.com/workflows/T000/A000/123/aB3dE5fG7hJ9kL1mN2pQ4rS6",
    "ifttt": "https" + "://maker.ifttt.com/trigger/x/with/key/aB3dE5fG7hJ9kL1mN2pQ4r",
    "ngrok": "2aB3d" + "E5fG7hJ9kL1mN2pQ4rS6tU_aB3dE5fG7hJ9kL1mN2pQ4",
    "tailscale": "tskey" + "-auth-aB3dE5fG7hJ9kL1mN-aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY",
    "cloudflare origin": "v1.0-"
    + "0123456789abcdef3c5a0123-0123456789abcdef3c5a0123456789abcdef3c5a0123456789abcdef3c5a0123",
    "together": "tgp_v" + "1_aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ",
    "elevenlabs": "sk_01" + "23456789abcdef3c5a0123456789abcdef3c5a01234567",
    "azure storage": "aB3dE" + "5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9AStxaB3dE5==",
    "segment": "sgp_a" + "B3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY",
    "snyk": "snyk_" + ("uat.01234567.aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1m"),
    "infisical": "st.01" + "23456789abcdef3c5a0123.0123456789abcdef3c5a0123456789ab.0123456789abcdef3c5a0123456789ab",
    "pem without dashes": "BEGIN"
    + (
        " PRIVATE KEY\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9"
        "kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU"
    ),
    "pkcs8 base64": "MIIEv"
    + (
        "QIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9k"
        "L1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU"
    ),
    "paseto": "v4.lo" + "cal.aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1m",
}
HONEST = [
    "password must have 8 characters and 1 digit",
    "const apiKey: string = process.env.API_KEY",
    "val apiKey: String = BuildConfig.API_KEY",
    "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ("integrity sha512-A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8Sg=="),
    "+ pytest --token-limit 2000 --cov=app",
    "<th>Password</th><td>is never shown</td>",
    "**Password:** at least 12 signs",
    "docker login -u ada --password-stdin ghcr.io",
    "zip -P4 a.zip b",
    "sdk-platform-tools-35.0.2 installed",
    "api-gateway-7f9c6d5b8-x2x9z is ready",
    "hex_digest is 32 letters",
    "st.session_state.user = 1",
    "    Environment:\n      LOG_LEVEL:  debug2\n",
    "kind: ConfigMap\ndata:\n  path: /srv/data/v1\n",
    "##vso[task.setvariable variable=buildNumber]20260101.4",
    "https://chat.googleapis.com/v1/spaces/AAA/messages",
    "host=h user=a sslmode=require dbname=app2",
    "sudo -S is not allowed here",
]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def dumped(value: str) -> str:
    """As hexdump -C prints it."""
    data = value.encode()
    rows = [data[at : at + 16] for at in range(0, len(data), 16)]
    return "\n".join(
        f"{number * 16:08x}  {row[:8].hex(' ')}  {row[8:].hex(' ')}  |{row.decode()}|"
        for number, row in enumerate(rows)
    )


FORMS: dict[str, Callable[[str], str]] = {
    "base64 of base64 of JSON": lambda v: b64(b64(json.dumps({"token": v}).encode()).encode()),
    "base64 of hexadecimal": lambda v: b64(v.encode().hex().encode()),
    "hexadecimal of base64": lambda v: b64(v.encode()).encode().hex(),
    "hexadecimal of hexadecimal": lambda v: v.encode().hex().encode().hex(),
    "base64 of percent signs": lambda v: b64("".join(f"%{ord(sign):02X}" for sign in v).encode()),
    "base64 four times": lambda v: b64(b64(b64(b64(v.encode()).encode()).encode()).encode()),
    "base32 in small letters": lambda v: base64.b32encode(v.encode()).decode().lower(),
    "base32 with the letters of hexadecimal": lambda v: base64.b32hexencode(v.encode()).decode(),
    "UTF-32 in hexadecimal": lambda v: v.encode("utf-32-be").hex(),
    "numbers with semicolons": lambda v: ";".join(str(byte) for byte in v.encode()),
    "calls of chr": lambda v: "+".join(f"chr({ord(sign)})" for sign in v),
    "names of signs": lambda v: " ".join(f"U+{ord(sign):04X}" for sign in v),
    "HTML within HTML": lambda v: "".join(f"&amp;#{ord(sign)};" for sign in v),
    "bold within": lambda v: f"{v[:7]}**{v[7:]}",
    "numbers of lines within": lambda v: f"{v[:7]}\n  12 | {v[7:]}",
    "a time within": lambda v: f"{v[:7]}\n2026-01-01T00:00:00Z {v[7:]}",
    "a name of a container within": lambda v: f"{v[:7]}\nweb-1  | {v[7:]}",
    "a list of letters": lambda v: repr(list(v)),
    "a list of letters in JSON": lambda v: json.dumps(list(v)),
    "a dump": dumped,
    "tags within": lambda v: f"{v[:7]}<wbr>{v[7:]}",
    "colours of a page": lambda v: f'{v[:7]}</span><span class="s">{v[7:]}',
    "a picture within": lambda v: f"{v[:7]}\x1bPq#0~\x1b\\{v[7:]}",
    "escapes of CSS": lambda v: "".join(f"\\{ord(sign):06x}" for sign in v),
    "letters of mathematics": lambda v: "".join(
        chr(0x1D400 + ord(sign) - 65) if sign.isupper() else chr(0x1D41A + ord(sign) - 97) if sign.islower() else sign
        for sign in v
    ),
}


def left(value: str, text: str, least: int = 8) -> bool:
    """Whether a part of a value can still be read."""
    return any(value[at : at + least] in text for at in range(len(value) - least + 1))


@each("name", PLACES)
def test_a_value_in_the_place_of_a_secret_is_masked(name: str) -> None:
    assert not left(MIXED, Redactor().text(f"x\n{PLACES[name] % MIXED}\nz"))


@each("name", TOKENS)
def test_a_token_of_one_more_maker_is_masked(name: str) -> None:
    assert not left(TOKENS[name][-20:], Redactor().text(f"got {TOKENS[name]} here"))


@each("name", FORMS)
def test_a_known_value_is_found_in_one_more_form(name: str) -> None:
    shown = FORMS[name](VALUE)
    masked = Redactor({"API_TOKEN": VALUE}).text(f"x\n{shown}\nz")
    assert "***" in masked
    assert not left(shown, masked, max(9, len(shown) // 2))


@each("text", HONEST)
def test_honest_text_stays(text: str) -> None:
    assert Redactor().text(text) == text


@each(
    "text",
    [
        "a 00000000  0a 0b",
        "deadbeef  cafe  babe",
        "0000 1111 2222",
        "1234 ab cd is a pair",
        "00000010: 0a0b 0c0d  ....",
    ],
)
def test_dumps_of_other_things_stay(text: str) -> None:
    assert Redactor({"API_TOKEN": VALUE}).text(text) == text


WORST = {
    "dumps": "0000 " + "ab " * 20_000,
    "rows of dumps": "00000000  61 62 63\n" * 4_000,
    "tags": "<a " * 20_000,
    "open tags": "<a>" * 20_000,
    "types": "password: " + "a" * 50_000,
    "many types": "api_key:x" * 6_000,
    "manifests": "kind: Secret\ndata:\n" + "  a: bbbbbb\n" * 4_000,
    "heads": "kind: Secret\n" + "data:\n" * 8_000,
    "documents": "kind: Secret\n---\n" * 3_000,
    "masks": "::add-mask::" * 4_000,
    "keys": "---- BEGIN SSH2 PRIVATE KEY" * 1_000,
    "words": "mot de passe : " * 3_000,
    "mixed letters": "\U0001d400" * 20_000,
    "runs": "QUFB" * 20_000,
    "runs of runs": ("QUFB" * 200 + " ") * 100,
    "numbers": "12 34 56 78 90 " * 4_000,
    "few numbers": "12 34 56 78 x " * 4_000,
    "backslashes": "password" + "\\" * 60_000,
    "css": "\\000061" * 6_000,
}


@each("name", WORST)
@pytest.mark.slow
def test_it_takes_no_time(name: str) -> None:
    began = time.process_time()
    Redactor({"API_TOKEN": VALUE}).text(WORST[name])
    assert time.process_time() - began < 1.5
