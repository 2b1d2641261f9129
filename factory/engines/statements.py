"""The longer statements on the tables of runs and events, each a transaction of its own."""

from __future__ import annotations

CREATE = """
WITH whole AS (SELECT run_id FROM mity.runs WHERE run_id = %(of)s AND fence = %(fence)s FOR SHARE)
INSERT INTO mity.runs
  (run_id, workflow_id, queue, labels, priority, driver, key, part, base, tree, status, holder, lease_until)
SELECT %(run)s, %(workflow)s, %(queue)s, %(labels)s, %(priority)s, %(driver)s, %(key)s, %(part)s, %(tree)s, %(tree)s,
  'held', %(holder)s, clock_timestamp() + make_interval(secs => %(lease)s)
WHERE %(of)s::text IS NULL OR EXISTS (SELECT 1 FROM whole)
ON CONFLICT (run_id) DO UPDATE
SET holder = excluded.holder, fence = mity.runs.fence + 1, lease_until = excluded.lease_until
WHERE mity.runs.document IS NULL AND (mity.runs.holder = excluded.holder OR mity.runs.lease_until < clock_timestamp())
RETURNING fence
"""
"""A step of a run is begun by who holds that run: its row is locked, so that nobody takes it over meanwhile.

Whoever was killed before the run had a document has left a row that the next one who begins it takes.
"""
_APPEND = """
WITH mine AS (SELECT run_id FROM mity.runs WHERE run_id = %(run)s AND fence = %(fence)s FOR NO KEY UPDATE),
  added AS (
    INSERT INTO mity.events (run_id, seq, fence, line)
    SELECT mine.run_id, new.seq, %(fence)s, new.line
    FROM mine, unnest(%(seqs)s::bigint[], %(lines)s::bytea[]) AS new (seq, line) ON CONFLICT DO NOTHING
  ){changed}
SELECT count(*) FROM mine
"""
KEPT = "lease_until = coalesce(clock_timestamp() + make_interval(secs => %(kept)s), lease_until)"
"""No sign of life comes through while a row is written, which a slow disk lets take longer than a lease."""
_CHANGED = f""", changed AS (
    UPDATE mity.runs SET tree = coalesce(%(tree)s, tree), taken_over = CASE WHEN %(ended)s THEN 0 ELSE taken_over END,
      {KEPT} WHERE run_id = %(run)s AND fence = %(fence)s
  )"""
"""One statement, which is a transaction: a step costs one way to the server and back."""
EVENTS, EVENTS_AND_FILES = _APPEND.format(changed=""), _APPEND.format(changed=_CHANGED)
