"""How full the queues are, from the tally that the file keeps by itself.

A queue of one stage, what units have in hand, all open work, what is soon late and what was closed
lately are added up from `case_tally`; single cases are looked at in one hour only. Every other
queue is counted through its own index, which holds nothing but that queue.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import TextClause, text

HOUR = 3600

STAGES: Mapping[str, str] = {
    "to_accept": "reported",
    "to_supplement": "returned",
    "to_issue_inspection": "to_inspect",
    "to_pass_on": "inspected_pass",
    "to_file": "prefiled",
    "to_close": "closing",
    "to_dispatch": "filed",
    "to_review": "responded",
    "failed_inspection": "inspected_fail",
}
"""Queues that hold the open cases of one stage."""

_MINE = "area IN (SELECT value FROM json_each(:areas))"


def counting(queue: str, listed: str) -> TextClause:
    """The statement that counts a queue (`listed` is its own): all rows, and the late ones.

    Its parameters are those of the queue, and `soon_least` for what is soon late.
    """
    if queue in STAGES:
        return text(_open(f"stage = '{STAGES[queue]}' AND {_MINE}"))
    if queue == "handling":
        return text(_handling())
    if queue == "all_open":
        return text(_open(f"stage <> '' AND {_MINE}"))
    if queue == "soon_late":
        return text(_soon_late())
    if queue == "recently_closed":
        return text(_lately_closed())
    return text(f"SELECT count(*), count(CASE WHEN due_at < :now THEN 1 END) FROM ({listed})")


def _before(condition: str, moment: str) -> str:
    """How many open cases are due before `moment`."""
    hour = f"(({moment}) / {HOUR})"
    return (
        f"(SELECT coalesce(sum(n), 0) FROM case_tally"
        f" WHERE {condition} AND hour >= 0 AND hour < {hour})"
        f" + (SELECT count(*) FROM case_row WHERE open = 1 AND {condition}"
        f" AND due_at >= {hour} * {HOUR} AND due_at < {moment})"
    )


def _open(condition: str) -> str:
    total = f"(SELECT coalesce(sum(n), 0) FROM case_tally WHERE {condition})"
    return f"SELECT {total}, {_before(condition, ':now')}"


def _handling() -> str:
    """With the few that were put off until a day that has come and that no round has moved yet."""
    condition = f"stage = 'handling' AND {_MINE}"
    total = f"(SELECT coalesce(sum(n), 0) FROM case_tally WHERE {condition})"
    resumed = (
        "(SELECT count(*) FROM case_row WHERE open = 1 AND stage = 'deferred'"
        f" AND until_at <= :now AND {_MINE}"
    )
    late = f"{_before(condition, ':now')} + {resumed} AND due_at < :now)"
    return f"SELECT {total} + {resumed}), {late}"


def _soon_late() -> str:
    condition = f"stage <> '' AND {_MINE}"
    return (
        f"SELECT {_before(condition, ':now + :soon_least')}"
        f" + (SELECT count(*) FROM case_row WHERE open = 1 AND {_MINE}"
        " AND due_at >= :now + :soon_least AND due_at < :now + :soon_most"
        " AND due_at < :now + coalesce(:soon_by_clock ->> clock, :soon_otherwise)),"
        f" {_before(condition, ':now')}"
    )


def _lately_closed() -> str:
    since = ":now - 30 * 86400"
    hour = f"(({since}) / {HOUR})"
    return (
        f"SELECT (SELECT coalesce(sum(n), 0) FROM case_tally"
        f" WHERE stage = '' AND {_MINE} AND hour > {hour})"
        f" + (SELECT count(*) FROM case_row WHERE open = 0 AND {_MINE}"
        f" AND closed_at > {since} AND closed_at < ({hour} + 1) * {HOUR}), 0"
    )
