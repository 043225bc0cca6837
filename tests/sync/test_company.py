"""Two people at one case know of each other within a round, and of nobody without the centre."""

from __future__ import annotations

from seatapp.app import Duty
from seatapp.sync.company import Company
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, report, shut

ACCEPTOR, COLLEAGUE = "u1001", "u1002"


def there(duty: Duty) -> list[tuple[str, str | None]]:
    return [(one.person, one.doing) for one in duty.company.others]


def test_others_shall_soon_hear_of_who_begins_to_act() -> None:
    hurried: list[None] = []
    company = Company(lambda: hurried.append(None))
    company.turn_to("case", "a case")
    assert not hurried
    company.turn_to("case", "a case", "case.prefile")
    assert len(hurried) == 1


def test_colleagues_are_told_with_the_rounds(centre: Centre, hall: Hall) -> None:
    one, other = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    case = report(one)
    one.round()
    other.round()
    one.company.turn_to("case", case, "case.prefile")
    one.round()
    other.company.turn_to("case", case)
    assert there(other) == []
    other.round()
    assert there(other) == [(ACCEPTOR, "case.prefile")]
    other.company.turn_to("case", case, "case.prefile")
    assert len(there(other)) == 1, "it is the same case still"
    other.company.turn_to("case", "another")
    assert there(other) == [], "nobody has told yet who is there"
    other.company.turn_to("case", case)
    other.round()
    assert len(there(other)) == 1
    one.company.turn_away()
    one.round()
    other.round()
    assert there(other) == []
    one.company.turn_to("case", case)
    one.round()
    assert len(there(one)) == 1
    with shut(centre):
        one.round()
    assert not one.status().online
    assert there(one) == []
