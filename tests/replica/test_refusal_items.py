"""What a refusal says it is about: the root as it stands here, else what was typed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from seatapp.central.messages import Cursor, Page, Pages, SubjectRow
from seatapp.local.views import RefusalItem
from tests.helpers.made_centre import AREAS, MadeCentre
from tests.helpers.rules import NOON, everyone
from tests.helpers.seat import Seat, SeatMaker

SAID, TYPED = "路边垃圾堆放三天，气味大。", "楼下夜里施工。"
SCOPES = ["ref", "person:u1", *(f"area:{area}" for area in AREAS)]


def _about(item: RefusalItem) -> tuple[str, str]:
    return item.number, item.title


def _told(seat: Seat, root: str, step: str, typed: dict[str, str]) -> RefusalItem:
    """The refusal of a step that u1 took at another workstation, as the centre tells of it."""
    state = {
        "subject": "refusal",
        "id": "r1",
        "root": "r1",
        "area": "999001",
        "stage": "standing",
        "open": True,
        "fresh": "f",
        "owner": "u1",
        "refused_entry": "e1",
        "refused_at": NOON,
        "about": "case",
        "about_id": root,
        "about_root": root,
        "about_step": step,
        "code": "stale",
        "taken_at": NOON,
        "typed": json.dumps(typed),
    }
    page = Page("area:999001", [SubjectRow("refusal", "r1", 99, state)], [], Cursor(99, "z"), 0)
    seat.replica.absorb(Pages(1, float(NOON), SCOPES, [page]))
    (item,) = seat.replica.reader.refusals()
    return item


def test_a_refused_step_is_named_for_the_case_and_not_for_what_was_typed(
    new_seat: SeatMaker,
) -> None:
    first, second = new_seat(), new_seat()
    case = first.report(description=SAID)
    first.take("u1", "ask_supplement", case, missing="照片不清")
    first.push_all()
    second.pull()
    first.take("u1", "supplement", case, note="已补充")
    second.take("u1", "supplement", case, description=TYPED)
    first.push_all()
    second.push_all()
    (item,) = second.replica.reader.refusals()
    assert (item.step, item.code) == ("supplement", "stale")
    assert _about(item) == ("A01-261122-0001", SAID)
    assert item.values == {"description": TYPED}


def test_a_refused_report_is_named_for_what_was_typed(seat: Seat, centre: MadeCentre) -> None:
    centre.members["u1"] = replace(everyone("u1"), active=False)
    case = seat.report(description=TYPED)
    seat.push_all()
    assert seat.replica.reader.state("case", case) is None
    (item,) = seat.replica.reader.refusals()
    assert _about(item) == ("A01-261122-0001", TYPED)


@pytest.mark.parametrize("person", ["u1", "u2"])
def test_personal_values_of_a_refused_report_are_its_authors(
    seat: Seat, centre: MadeCentre, person: str
) -> None:
    centre.members["u1"] = replace(everyone("u1"), active=False)
    seat.report(description=TYPED, caller_name="张示例", caller_phone="19900001234")
    seat.push_all()
    (item,) = seat.replica.reader.refusals(person)
    assert _about(item) == ("A01-261122-0001", TYPED)
    own = person == "u1"
    assert item.own is own
    assert ("caller_phone" in item.values, "caller_phone_masked" in item.values) == (own, not own)
    assert ("19900001234" in item.values.values()) is own


def test_what_the_centre_tells_is_named_for_the_case_that_is_here(seat: Seat) -> None:
    case = seat.report(description=SAID)
    seat.push_all()
    item = _told(seat, case, "amend", {"description": TYPED, "acceptance_number": "X-1"})
    assert (item.case_id, *_about(item)) == (case, "A01-261122-0001", SAID)
    assert item.values["description"] == TYPED


def test_what_the_centre_tells_of_a_case_that_is_not_here_is_named_for_what_was_typed(
    seat: Seat,
) -> None:
    item = _told(seat, "elsewhere", "report", {"description": TYPED, "acceptance_number": "X-1"})
    assert (item.case_id, *_about(item)) == ("elsewhere", "X-1", TYPED)
    assert (item.stage, item.own, item.chain) == ("standing", True, 0)
