"""Answers of 200 that are no health: states, errors, pages of errors, and pages that no application made."""

from __future__ import annotations

import time

from mity.stacks.model import Health
from mity.system.health import Answer, misfit
from rows import each

HEALTH = Health.model_validate({"path": "/", "timeout": 1})
TROUBLE = [
    '{"status": "DOWN"}',
    '{"healthy": false}',
    '{"success": false, "message": "no database"}',
    '{"state": "unhealthy"}',
    '{"status": {"code": "DOWN"}}',
    '{"error": {"message": "boom"}}',
    '{"errors": [{"message": "boom"}]}',
    '{"alive": false}',
    '{"statusCode": 503}',
    '{"status": 500}',
    '"DOWN"',
    "DOWN",
    "Service Unavailable",
    "<title>503 Service Temporarily Unavailable</title>",
    "<title>Apache2 Ubuntu Default Page: It works</title>",
    "<title>Welcome to nginx!</title>",
    "<title>Index of /</title>",
    "<title>Directory listing for /</title>",
    "<title>404 Not Found</title>",
    "<title>Erreur 500</title>",
    "<title>Page not found at /</title>",
    "<title>TypeError at /</title>",
    "<title>Traceback</title><pre>Traceback (most recent call last):\n",
    "<title>Werkzeug Debugger</title>",
    "<html><body><h1>It works!</h1></body></html>",
    "<h1>Server Error (500)</h1>",
    "<pre>Cannot GET /</pre>",
    "<!-- build failed --><title>Error</title>",
    "Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCP",
    "Traceback (most recent call last):\n  File",
    "panic: runtime error",
]
FINE = [
    '{"status": "UP"}',
    '{"status": "ok", "errors": []}',
    '{"healthy": true, "error": null}',
    '{"status": "pass", "checks": {"db": [{"status": "pass"}]}}',
    '{"status": 200, "state": "ready", "failed": 0}',
    '{"items": [], "total": 0}',
    '{"version": "1.0", "down": []}',
    '{"error": ""}',
    "[]",
    "OK",
    "",
    "pong",
    "a page of 500 letters that speaks of an error and of what is down today, and goes on for a while",
    "<title>Shop</title><h1>Errors we fixed</h1>",
    "<title>Error handling in Go – a course</title>",
    "<title>500 recipes</title>",
    "<title>Index of refraction</title>",
    "<title>Not found in translation, a film</title>",
    "<h1>It works for everyone</h1><p>Welcome</p>",
    "<title>Shop</title><pre>Traceback (most recent call last): how to read it</pre>",
]


def said(body: str) -> str:
    return misfit(Answer(200, {}, body, 0.1, 1), HEALTH)


@each("body", TROUBLE)
def test_it_is_no_health(body: str) -> None:
    assert said(body)


@each("body", FINE)
def test_honest_answers_are_fine(body: str) -> None:
    assert not said(body)


@each("body", ["<title" * 10_000, "<h1>" + " " * 60_000, "Error " * 10_000, "a" * 60_000 + "Error at /", "{" * 60_000])
def test_it_takes_no_time(body: str) -> None:
    began = time.process_time()
    said(body)
    assert time.process_time() - began < 0.5
