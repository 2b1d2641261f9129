"""The page by HTTPS: with a certificate of its own, and behind a proxy that ends it."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

import pytest

from harness import Mity
from page import Client, define, serving

pytestmark = [pytest.mark.slow, pytest.mark.rotation("stories", of=3)]
SECRET = "ada has a long one"


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for this machine and its key, in PEM."""
    pem, key = tmp_path / "page.pem", tmp_path / "page.key"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    words += ["-days", "2", "-subj", "/CN=page", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*words, "-keyout", str(key), "-out", str(pem)], check=True, capture_output=True)
    return pem, key


@pytest.fixture
def users(mity: Mity) -> Path:
    """A file with one user who may approve."""
    define(mity)
    file = mity.home / "users.toml"
    typed = mity.on_terminal(
        *("serve", "--users", str(file), "--add-user", "ada", "--role", "approve"),
        answers={"password: ": SECRET, "confirmation: ": SECRET},
    )
    assert typed.code == 0, typed.text
    return file


def test_a_certificate_serves_https_alone_and_its_cookie_never_goes_by_http(
    mity: Mity, users: Path, certificate: tuple[Path, Path]
) -> None:
    pem, key = certificate
    open_to_all = ("serve", "--host", "0.0.0.0", "--port", "0", "--users", str(users))
    assert "--certificate" in mity(*open_to_all).err
    half = mity(*open_to_all, "--certificate", str(pem))
    assert (half.code, "give both" in half.err) == (2, True), half.text
    with serving(
        mity, "--port", "0", "--users", str(users), "--certificate", str(pem), "--certificate-key", str(key)
    ) as page:
        assert page.link.startswith("https://")
        client = Client(page.port, tls=ssl.create_default_context(cafile=str(pem)))
        answer = client.post("/login", form_token="", name="ada", password=SECRET)
        assert answer.status == 303, answer.text
        assert "Secure" in answer.headers["set-cookie"]
        client.cookie = answer.headers["set-cookie"].partition(";")[0]
        assert client.get("/").status == 200
        with pytest.raises((ConnectionError, OSError)):
            Client(page.port).get("/")


def test_a_certificate_that_is_none_is_named_and_nothing_is_served(
    mity: Mity, users: Path, certificate: tuple[Path, Path]
) -> None:
    _, key = certificate
    for wrong in (key, users):
        words = ("--users", str(users), "--certificate", str(wrong), "--certificate-key", str(key))
        done = mity("serve", "--port", "0", *words)
        assert done.code == 2, done.text
        assert str(wrong) in done.err
        assert "Traceback" not in done.err


def test_behind_a_proxy_only_the_name_that_it_hands_on_is_served(mity: Mity, users: Path) -> None:
    words = ("--port", "0", "--users", str(users), "--behind-proxy", "--name", "page.example.com")
    with serving(mity, *words) as page:
        client = Client(page.port)
        origin = {"Host": "page.example.com", "Origin": "https://page.example.com"}
        body = b"form_token=&name=ada&password=" + SECRET.replace(" ", "+").encode()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = client.ask("POST", "/login", {**origin, **form}, body)
        assert answer.status == 303, answer.text
        assert "Secure" in answer.headers["set-cookie"]
        client.cookie = answer.headers["set-cookie"].partition(";")[0]
        assert client.get("/", Host="page.example.com").status == 200
        assert client.get("/", Host="other.example.com").status == 421
        plain = {"Host": "page.example.com", "Origin": "http://page.example.com"}
        assert client.ask("POST", "/login", {**plain, **form}, body).status == 403, "the page is reached by HTTPS"
        forwarded = client.get("/", Host="other.example.com", **{"X-Forwarded-Host": "page.example.com"})
        assert forwarded.status == 421, "a header that anybody can send names no host"
