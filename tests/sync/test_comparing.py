"""Seat and centre compare what they hold; what differs is read anew."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import delete, update

from seatapp.local.case_tables import CaseRow
from seatapp.local.tables import BaseRow, ReferenceRow, table_of
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, report

ACCEPTOR, COLLEAGUE = "u1001", "u1002"


def test_seat_and_centre_reckon_the_same(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    duty, other = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    for _ in range(3):
        report(duty, caller_name="张示例", caller_phone="13800001234", source="hotline_12345")
    for each in (duty, other):
        each.round()
        each.replica.note_compared(0)
        each.round()
        assert each.replica.compared_at > 0
        assert each.replica.mended() == (0, [])
    assert not caplog.records


def test_what_differs_is_mended_and_told(
    centre: Centre, hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    duty = hall.sit(ACCEPTOR)
    kept, lost = report(duty), report(duty)
    duty.round()
    before = {case: duty.reader.state("case", case) for case in (kept, lost)}
    base, shown, reference = table_of(BaseRow), table_of(CaseRow), table_of(ReferenceRow)

    def damage(writing: object) -> None:
        execute = writing.connection.execute  # type: ignore[attr-defined]
        execute(delete(base).where(base.c.id == lost))
        execute(delete(shown).where(shown.c.id == lost))
        execute(update(base).where(base.c.id == kept).values(n=0))
        execute(delete(reference).where(reference.c.kind == "unit"))

    duty.replica.write(damage)
    duty.replica.note_compared(0)
    with caplog.at_level(logging.ERROR, "seatapp.sync.comparing"):
        duty.round()
    at, scopes = duty.replica.mended()
    assert at > 0
    assert scopes == ["area:999001", "ref"]
    assert len(caplog.records) == 1
    assert {case: duty.reader.state("case", case) for case in (kept, lost)} == before
    assert duty.reader.references("unit")
    duty.replica.note_compared(0)
    duty.round()
    assert duty.replica.mended()[0] == at
