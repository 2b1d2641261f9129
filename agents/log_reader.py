"""What mity itself knows of logs, apart from the rules, which take a second to import: a log is read without them."""

from __future__ import annotations

from mity.agents.classify import advice, classify
from mity.agents.routes import COORDINATOR, ROUTES
from mity.healing.log_reader import LogReader

SHIPPED = LogReader(classify, advice, ROUTES, COORDINATOR)
