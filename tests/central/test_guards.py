"""PostgreSQL refuses at the same moments as Python, guard by guard."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from seatapp.domain.tables import load_workflow
from tests.fixtures.centre import Centre, Wire
from tests.helpers.guard_cases import AUTHOR, MOMENTS, RULES, Moment, Rules
from tests.helpers.rules import NOON

PHONES = load_workflow().marked("source", "phone")


def found_by(owner: Wire, moment: Moment) -> str | None:
    """What the centre's twin answers, given what `core.judge` has looked up for it."""
    after, children = moment.after, moment.children
    row = owner.execute(
        "SELECT core.guard_fault(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *(moment.guard, moment.argument, moment.subject),
            *(Jsonb(dict(moment.before)), Jsonb(dict(after)), AUTHOR, Jsonb(dict(moment.values))),
            (Rules().get("class", str(after.get("class_code"))) or {}).get("pair") is True,
            after.get("source") in PHONES,
            ("assignment", "sent") in children,
            ("callback", "owed") in children,
            ("handover_item", "listed") in children,
            ("handover_item", "disputed") in children or ("dispute", "raised") in children,
            Jsonb(Rules().get("handover_rule", str(moment.before.get("duty_post")))),
            NOON,
        ),
    ).fetchone()
    assert row is not None
    answer: str | None = row[0]
    return answer


def test_both_sides_refuse_at_the_same_moments(centre: Centre) -> None:
    owner = centre.superuser()
    for (kind, code), row in RULES.items():
        owner.execute(
            'INSERT INTO core.reference (kind, code, n, "row") VALUES (%s, %s, 1, %s) '
            'ON CONFLICT (kind, code) DO UPDATE SET "row" = excluded."row"',
            (kind, code, Jsonb(dict(row))),
        )
    answers = [(str(moment), found_by(owner, moment)) for moment in MOMENTS]
    assert answers == [(str(moment), moment.found) for moment in MOMENTS]
