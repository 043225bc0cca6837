"""Replays the whole ledger of a centre and compares what it adds up to with what is stored.

The chains prove that the entries are as they were written (`audit`); this proves that states,
deadlines, case facts, callers' details and the feed say what the entries say. Nothing is mended. It
reads one picture of the database, family by family, so that work goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

from psycopg import Connection, sql

from seatapp.admin.centre_lint import Finding
from seatapp.admin.past_references import PastReferences
from seatapp.admin.refolding import Family, LedgerEntry, refolded
from seatapp.domain.running_clock import CLOCK, DUE
from seatapp.domain.tables import load_workflow
from seatapp.domain.workflow import Workflow
from seatapp.text import _

Wire = Connection[tuple[Any, ...]]

MOST_FINDINGS = 100
"""So many differences are named; who sees that many looks for one cause."""

FAMILIES = 200
"""How many families are compared in one go."""

CLOCKED = frozenset({*CLOCK, DUE, "late", "standard", "original_limit", "granted_total"})
CLOCKED_FACTS = frozenset({"late", "handle_due_at"})
"""What hangs on lists as they were when the step was taken."""

_ENTRIES = """
    SELECT e.id::text, e.n, e.subject, e.subject_id::text, e.root::text, e.step, e.author, e.post,
           e.parent::text, e.claimed_at, e.received_at, e.counts_at, e.schema,
           e.cause::text, e.body, e.public,
           CASE WHEN e.subject = 'refusal' AND e.step = 'refuse'
                THEN (SELECT x.body FROM core.entry x WHERE x.id = e.cause) END
    FROM core.entry e WHERE e.verdict = 'applied' ORDER BY e.chain, e.place
"""
_STATES = """
    SELECT h.id::text, core.whole_state(h), h.n, f.n
    FROM core.each_held(core.held_of('{}', %s::uuid[])) h
    LEFT JOIN core.feed f ON f.scope = core.scope_of(h.subject, h.state) AND f.kind = h.subject
                         AND f.subject = h.id::text AND f.op = 'in'
"""
_FACTS = "SELECT f.id::text, to_jsonb(f) FROM core.case_fact f WHERE f.id = ANY (%s::uuid[])"
_CONTACTS = 'SELECT t.root::text, t."row" FROM core.contact t WHERE t.root = ANY (%s::uuid[])'
_TOLD = """
    SELECT f.subject, f.scope FROM core.feed f
    WHERE f.kind = 'contact' AND f.op = 'in' AND f.subject = ANY (%s)
"""
_TABLES = """
    SELECT s.subject FROM core.subject s
    WHERE s.schema = (SELECT max(x.schema) FROM core.subject x) ORDER BY s.position
"""
_UNFOUNDED = """
    SELECT x.id::text FROM core.{} x
    WHERE NOT EXISTS (SELECT FROM core.entry e
                      WHERE e.subject_id = x.id AND e.verdict = 'applied') LIMIT %s
"""


@dataclass
class Replayed:
    """What a replay went through; `unsure` counts clocks that hang on lists changed afterwards."""

    entries: int = 0
    subjects: int = 0
    unsure: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass
class _Stored:
    """What the centre keeps of some families; `told` are the persons who get a contact row."""

    states: dict[str, Mapping[str, Any]]
    numbers: dict[str, tuple[int, int | None]]
    facts: dict[str, Mapping[str, Any]]
    contacts: dict[str, Mapping[str, Any]]
    told: dict[str, set[str]]


def replay(connection: Wire) -> Replayed:
    """Replay everything, as the superuser of `connection`; the first differences are named."""
    made = Replayed()
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        workflow, references = load_workflow(), PastReferences(connection)
        with connection.cursor(name="ledger") as cursor:
            cursor.itersize = 2000
            rows = (LedgerEntry(*row) for row in cursor.execute(_ENTRIES))
            families = (list(found) for _root, found in groupby(rows, lambda one: one.root))
            while some := list(islice(families, FAMILIES)):
                _compare(connection, workflow, references, some, made)
                if len(made.findings) >= MOST_FINDINGS:
                    return made
        for table, subject_id in _unfounded(connection):
            made.findings.append(_finding("unfounded", f"{table} {subject_id}", ()))
    return made


def _compare(
    connection: Wire,
    workflow: Workflow,
    references: PastReferences,
    families: list[list[LedgerEntry]],
    made: Replayed,
) -> None:
    ids = {entry.subject_id for family in families for entry in family}
    stored = _stored(connection, sorted(ids), [family[0].root for family in families])
    made.subjects += len(ids)
    for entries in families:
        root = entries[0].root
        made.entries += len(entries)
        try:
            family = refolded(workflow, references, entries, stored.states)
        except (LookupError, TypeError, ValueError, AssertionError) as fault:
            # What a hand has written into the ledger can be anything.
            made.findings.append(_finding("unreadable", root, (type(fault).__name__,)))
            continue
        made.findings += _differences(workflow, root, family, stored)
        made.unsure += _unsure(family, stored)


def _stored(connection: Wire, ids: list[str], roots: list[str]) -> _Stored:
    states: dict[str, Mapping[str, Any]] = {}
    numbers: dict[str, tuple[int, int | None]] = {}
    for subject_id, state, n, told_n in connection.execute(_STATES, (ids,)):
        states[subject_id], numbers[subject_id] = state, (n, told_n)
    told: dict[str, set[str]] = {}
    for root, scope in connection.execute(_TOLD, (roots,)):
        told.setdefault(root, set()).add(scope.removeprefix("person:"))
    facts: dict[str, Mapping[str, Any]] = dict(connection.execute(_FACTS, (roots,)).fetchall())
    contacts: dict[str, Mapping[str, Any]] = dict(
        connection.execute(_CONTACTS, (roots,)).fetchall()
    )
    return _Stored(states, numbers, facts, contacts, told)


def _differences(
    workflow: Workflow, root: str, family: Family, stored: _Stored
) -> Iterator[Finding]:
    for entry_id in family.misread:
        yield _finding("misread", entry_id, ())
    for entry_id in family.following.wrong:
        yield _finding("effect", entry_id, ())
    for subject_id, state in family.states.items():
        name = f"{state['subject']} {subject_id}"
        kept = stored.states.get(subject_id, {})
        columns = _differing(state, kept)
        if subject_id in family.doubtful and columns <= CLOCKED:
            columns = set()
        if columns:
            yield _finding("state", name, columns)
        elif stored.numbers[subject_id] != (family.last[subject_id],) * 2:
            yield _finding("feed", name, ("n",))
    yield from _of_case(root, family, stored)
    if stored.contacts.get(root, {}) != family.contact:
        columns = _differing(family.contact, stored.contacts.get(root, {}))
        yield _finding("contact", root, columns)
    elif stored.told.get(root, set()) != _owed(workflow, root, family):
        yield _finding("contact", root, ("feed",))


def _of_case(root: str, family: Family, stored: _Stored) -> Iterator[Finding]:
    columns = _differing(family.fact, stored.facts.get(root, {}))
    if root in family.doubtful:
        columns -= CLOCKED_FACTS
    if columns:
        yield _finding("fact", root, columns)


def _owed(workflow: Workflow, root: str, family: Family) -> set[str]:
    """Who is to have the caller's details: who keeps an open root, who owes a callback."""
    if not family.contact:
        return set()
    state = family.states[root]
    keeper = state.get(workflow.subjects[str(state["subject"])].keeper)
    ended = workflow.stage(str(state["subject"]), str(state["stage"])).terminal
    owners = (
        one.get("owner")
        for one in family.states.values()
        if one["subject"] == "callback" and "settled_at" not in one
    )
    return {str(person) for person in [None if ended else keeper, *owners] if person is not None}


def _unsure(family: Family, stored: _Stored) -> int:
    return sum(
        1
        for subject_id in family.doubtful
        if _differing(family.states[subject_id], stored.states.get(subject_id, {}))
    )


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    """The names under which the two say different things; what is absent says None."""
    return {name for name in {*one, *other} if one.get(name) != other.get(name)}


def _unfounded(connection: Wire) -> Iterator[tuple[str, str]]:
    for (table,) in connection.execute(_TABLES).fetchall():
        query = sql.SQL(_UNFOUNDED).format(sql.Identifier(table))
        for (subject_id,) in connection.execute(query, (MOST_FINDINGS,)).fetchall():
            yield table, subject_id


def _finding(kind: str, subject: str, columns: Iterable[str]) -> Finding:
    """A difference by the names of its columns; what they say stays where it is."""
    sentence = {
        "state": _("现状与办理记录推算的不同。"),
        "fact": _("统计用的数据与办理记录推算的不同。"),
        "contact": _("来电人信息或其分发与办理记录推算的不同。"),
        "feed": _("发给席位的次序号与最后一条办理记录不同。"),
        "effect": _("随这条记录自动产生的办理与规则不符。"),
        "misread": _("这条记录的列与签名原文不同。"),
        "unreadable": _("这一件的办理记录无法重算，可能被人改过，或由别的版本写入。"),
        "unfounded": _("有现状却没有任何办理记录。"),
    }[kind]
    advice = _("请保全数据库和备份，并报告负责人。")
    named = " ".join(sorted(columns))
    return Finding(f"replay_{kind}", f"{subject} {named}".strip(), sentence + advice)
