"""Answers of 200 that are no health: states, errors, pages of errors, and pages that no application made."""

from __future__ import annotations

import time

from mity.stacks.model import Health
from mity.system.health import Answer, misfit
from rows import each

HEALTH = Health.model_validate({"path": "/", "timeout": 1})
TROUBLE = [
    '{"status": "degraded down"}',
    '{"status": "PARTIALLY_DOWN"}',
    '{"status": ["DOWN", "failed"]}',
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
    '{"status": "never down"}',
    '{"status": "no error"}',
    '{"status": ["UP", "DOWN"]}',
    '{"status": "degraded"}',
    '{"status": "up since the last one failed"}',
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

MORE_TROUBLE = [
    '{"status":"error"}', '{"status":"ERROR","ok":true}', '{"Status":"DOWN"}', '{"STATUS":"down"}',
    '{"data":{"status":"down"}}', '{"status":"unhealthy: db"}', '{"status":"not healthy"}',
    '{"status":"unavailable."}', '{"status":"failed!"}', '{"status":" DOWN "}', '{"ok":0}', '{"ok":"false"}',
    '{"healthy":"no"}', '{"success":"false"}', '{"alive":0}', '{"is_healthy":false}', '{"isHealthy":false}',
    '{"up":"no"}', '{"code":500}', '{"status":500}', '{"status":"500"}', '{"status":"503 Service Unavailable"}',
    '{"statusCode":"500"}', '{"status_code":503}', '{"httpStatus":500}', '{"exception":"NullPointerException"}',
    '{"exception":{"class":"X"}}', '{"traceback":"Traceback (most recent call last)"}',
    '{"message":"Internal Server Error"}', '{"detail":"Internal Server Error"}',
    '{"title":"Internal Server Error","type":"about:blank"}',
    '{"type":"https://tools.ietf.org/html/rfc7231#section-6.6.1","title":"An error occurred.","status":500}',
    '{"Error":"x"}', '{"ERROR":"x"}', '{"err":"db gone"}', '{"errorMessage":"db gone"}',
    '{"error_description":"x"}', '{"error":true}', '{"error":1}', '{"errors":{"db":"gone"}}',
    '{"errors":["db gone"]}', '{"errors":[{"message":"x"}]}', '{"fault":{"faultstring":"x"}}', '"DOWN"', "down",
    "DOWN\n", "NOT OK", "not ready", "Service Unavailable", "500", "500 Internal Server Error", "error: db gone",
    "ERROR: database is gone", "failed: x", "Fatal error: Uncaught Exception",
    "<b>Fatal error</b>:  Uncaught Exception: x in /app/index.php:3",
    "<br />\n<b>Warning</b>: mysqli_connect() failed", "Traceback (most recent call last):\n File",
    "java.lang.NullPointerException\n\tat x.y.Z", "panic: runtime error",
    "Unhandled exception. System.Exception: x\n   at Y", "<html><body><h1>502 Bad Gateway</h1></body></html>",
    "<title>Error</title><pre>Cannot GET /health</pre>", "<title>Exception</title>",
    "<title>Oops! An Error Occurred</title>", "<title>Something went wrong</title>", "<title>404</title>",
    "<title>Maintenance</title><h1>Under maintenance</h1>", "<title>Page Not Found | Shop</title>",
    "<title>Shop - 500 error</title>", "<title>TypeError: x is undefined</title>",
    '<?xml version="1.0"?><Error><Code>InternalError</Code></Error>', "<health>DOWN</health>",
    "<status>DOWN</status>", "status: down", "status=DOWN", "health: unhealthy\n", '{"status":"Down"}',
    '{"Health":"Unhealthy"}', '{"state":"failed: no database"}', '{"status":"error","error":"none"}',
    '{"success":"no"}', '{"isAlive":false}', '{"is_ok":false}', '{"is-ready":false}', '{"http_status":502}',
    '{"StatusCode":500}', '{"exception":"x"}', '{"errorMessage":"x","ok":true}',
    '{"message":"Service Unavailable"}', '{"detail":"Bad Gateway"}', '{"result":{"status":"unhealthy"}}',
    '{"payload":{"ok":false}}', '{"title":"Error: Internal Server Error"}', "500 Server Error",
    "error: connection refused", "FAILED: migrations", "PHP Fatal error:  Uncaught PDOException",
    "org.hibernate.HibernateException: no\n\tat a.b", "state=failed", "health: critical",
    "<b>Parse error</b>: syntax error", "<error>no</error>", '<?xml version="1.0" encoding="UTF-8"?>\n<Error/>',
    "<title>Down for maintenance</title>", "<title>Whoops, something went wrong</title>",
    "<title>ReferenceError: y is not defined</title>", "<title>Shop | 503 Error</title>", '{"status":"not ok"}',
    '{"status":"NOT_READY"}', '{"status":"unavailable","code":200}', '"unhealthy"', '{"status":{"code":"DOWN"}}',
    '{"STATUS_CODE":"503"}', "Unhandled exception: x", '{"errors":[{"detail":"x"}]}',
    '{"status":"503 Service Unavailable","time":1}',
]  # fmt: skip
"""Names and words in other spellings, errors under other names, crashes as text, XML and pages."""
MORE_FINE = [
    '{"status":"ok"}', '{"status":"UP","errors":0}', '{"ok":true,"error":null}', '{"error":false}',
    '{"errors":{}}', '{"errors":[]}', '{"status":200}', '{"status":"200"}', '{"code":0}', '{"up":true}',
    '{"alive":1}', '{"ok":1}', '{"status":"ok","failed_jobs":0}', '{"status":"degraded"}', '{"message":"ok"}',
    '{"message":"0 errors"}', '{"detail":"all fine"}', "ok", "OK\n", "up", "pong", "healthy", "true", "200",
    "status: ok", "<h1>Shop</h1>", "<title>Downhill rides</title>", "<title>Errors and how to handle them</title>",
    "<title>Status</title><h1>All systems operational</h1>", "[]", "{}", '{"status":"pass"}',
    '{"status":"running","exceptions":[]}', '{"exception":null}', '{"code":"OK"}', '{"stack":"python-fastapi"}',
    '{"type":"health","title":"Shop"}', '{"err":null}',
    '{"success":true,"data":{"status":"down","name":"lift 3"}}', '{"title":"404 not found, a novel","id":3}',
    '{"message":"Internal tools API"}', "<title>Maintenance of bikes</title>", '{"traceback":null}',
    '{"fault":null}', '{"isHealthy":true}', '{"status_code":200}', "error-free", '{"is_healthy":true}',
    '{"error":"none"}', '{"status":"ok","error":"None"}', '{"errors":"0"}', "error: 0", "failed: 0\npassed: 3",
    "errors: 0", '{"success":0,"failed":0}', '{"up":0,"down":0}', '{"ready":0,"total":0}',
    '{"title":"How to mend what went wrong"}', '{"message":"service available"}', '{"code":200}',
    '{"code":"shop-500"}', "warning: none", "status: green", "health=ok", "<status>UP</status>",
    '<?xml version="1.0"?><shop><item>Error</item></shop>', "<errata/>", '{"data":{"status":"up"}}',
    '{"result":{"items":[]}}', '{"fault":"none"}', "Exception list: none", "<p><b>Warning</b>: wet paint</p>",
    '{"is_up":true}', '{"is_ready":1}', '{"down":false}', '{"failing":[]}', "java shop", "Something for everyone",
    "<title>Maintenance plans</title>", '{"detail":"ok"}', '{"title":"An error-free life"}',
    '{"status":"ok: 3 of 3"}', '{"status":"Up"}', '{"state":"done"}', '{"result":"3 failed logins"}',
    '{"message":"Service available"}', '{"message":"Gateway ready"}', '{"exceptions":3}', '{"code":"A500"}',
    '{"status":"5000 users"}', '{"status":"500 users online"}', '{"health":"100"}', '{"health":100}',
    "error budget: 99%", "<title>Went wrong: a film</title>", "<title>Maintenance manual</title>",
    "<errors-list/>", '{"title":"Error analysis"}', '{"success":true,"error":""}', '{"ok":true,"err":null}',
    "status: healthy", '{"health":{"status":"green"}}', '{"isDown":false}',
    "<title>Java - NullPointerException explained</title>",
]  # fmt: skip
"""What looks like those: counts, errors that are none, titles that speak of errors, states within data."""


def said(body: str) -> str:
    return misfit(Answer(200, {}, body, 0.1, 1), HEALTH)


@each("body", [*TROUBLE, *MORE_TROUBLE])
def test_it_is_no_health(body: str) -> None:
    assert said(body)


@each("body", [*FINE, *MORE_FINE])
def test_honest_answers_are_fine(body: str) -> None:
    assert not said(body)


@each(
    "body",
    [
        "<title" * 10_000,
        "<h1>" + " " * 60_000,
        "Error " * 10_000,
        "a" * 60_000 + "Error at /",
        "{" * 60_000,
        "a." * 30_000,
        "error:" + " " * 60_000,
    ],
)
def test_it_takes_no_time(body: str) -> None:
    began = time.process_time()
    said(body)
    assert time.process_time() - began < 0.5
