"""The first fill of a new workstation: it tells how much is left, and goes on where it was cut."""

from __future__ import annotations

import pytest

from seatapp.central.gateway import Gateway
from seatapp.errors import CentreUnreachable
from seatapp.sync import round as rounds
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall
from tests.helpers.seat_line import SeatLine, grid_report

ACCEPTOR, COLLEAGUE = "u1001", "u1002"
CASES = 30
PAGE = 40


def test_a_first_fill_that_is_cut_goes_on_where_it_was(
    centre: Centre, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "FIRST_PAGE", PAGE)
    monkeypatch.setattr(rounds, "PAGE", PAGE)
    line = SeatLine(centre, ACCEPTOR)
    line.send(*(line.entry("report", grid_report()) for _ in range(CASES)))
    new = hall.sit(COLLEAGUE, "B", first_round=False)
    gateway = Gateway(centre.login(COLLEAGUE))

    left: list[int] = []

    def cut_at_the_third_page(still: int) -> None:
        left.append(still)
        if len(left) == 3:
            raise CentreUnreachable("")

    with pytest.raises(CentreUnreachable):
        rounds.pull(new.replica, gateway, cut_at_the_third_page)
    assert left == sorted(left, reverse=True)
    assert left[-1] > PAGE
    assert not new.reader.whole()
    assert len(new.reader.find_case("路边")) == CASES  # the areas come before the lists

    absorbed, _time = rounds.pull(new.replica, Gateway(centre.login(COLLEAGUE)), left.append)
    assert absorbed == left[2]
    assert left[-1] == 0
    assert new.reader.whole()
    there = gateway.digests()
    assert new.replica.digests(list(there)) == there


def test_the_first_page_brings_what_is_due_soonest(centre: Centre, hall: Hall) -> None:
    line = SeatLine(centre, ACCEPTOR)
    line.send(*(line.entry("report", grid_report()) for _ in range(CASES)))
    urgent = line.entry("report", grid_report(urgency="critical", description="燃气泄漏"))
    line.send(urgent)
    new = hall.sit(COLLEAGUE, "B", first_round=False)
    first = Gateway(centre.login(COLLEAGUE)).since({}, 3)
    [area] = [page for page in first.pages if page.scope == "area:999001"]
    assert area.left > 0
    assert area.cursor.n < max(row.n for row in area.rows)
    assert new.replica.absorb(first)
    queue = new.reader.queue_ids("to_accept", COLLEAGUE, int(first.server_time))
    assert len(queue) == CASES + 1
    shown = new.reader.queue_rows("to_accept", list(queue)[:1])
    assert [row.subject_id for row in shown] == [urgent.subject_id]
    gateway = Gateway(centre.login(COLLEAGUE))
    rounds.pull(new.replica, gateway, lambda left: None)
    there = gateway.digests()
    assert new.replica.digests(list(there)) == there
