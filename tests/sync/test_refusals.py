"""A refused step finds its people: the author at any workstation, and the leader in their place."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from seatapp.admin.call_import import CallImport
from seatapp.admin.tabular import TableRow
from seatapp.app import Duty
from seatapp.central.gateway import Gateway
from seatapp.domain.entries import Value
from seatapp.local.views import RefusalItem
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, report, shown, shut
from tests.media.photos import encoded

ACCEPTOR, COLLEAGUE, NEXT, LEADER = "u1001", "u1002", "u1006", "u1007"
ELSEWHERE = "u1004"
PHONE: dict[str, Value] = {
    "case_kind": "hotline",
    "source": "hotline_12345",
    "caller_name": "张示例",
    "caller_phone": "19900001234",
}


def wait_minutes(centre: Centre, minutes: int) -> None:
    """After how long what its author has not settled is the leader's."""
    row = {"kind": "setting", "code": "refusal_to_leader_minutes", "row": {"value": str(minutes)}}
    centre.superuser().execute("SELECT core.write_references(%s)", (json.dumps([row]),))


@pytest.fixture(autouse=True)
def at_once(centre: Centre) -> None:
    """Nothing waits for its author."""
    wait_minutes(centre, 0)


def refused(hall: Hall, chain: bool = False) -> tuple[str, Duty, Duty]:
    """A step of u1001 at A that a colleague at B was faster than; with `chain` one more fell."""
    author, colleague = hall.sit(ACCEPTOR, "A"), hall.sit(COLLEAGUE, "B")
    case = report(author)
    author.round()
    colleague.round()
    colleague.desk.perform("ask_supplement", "case", case, {"missing": "照片"})
    colleague.round()
    author.desk.perform("ask_supplement", "case", case, {"missing": "缺少门牌号"})
    if chain:
        author.desk.perform("supplement", "case", case, {"note": "门牌 76 号"})
    author.round()
    return case, author, colleague


def standing(duty: Duty) -> list[RefusalItem]:
    """What stands before the person here; the count of the status line agrees."""
    found = list(duty.reader.refusals())
    assert duty.status().refused == len(found)
    return found


def test_the_author_finds_it_at_another_workstation_and_does_it_again(hall: Hall) -> None:
    case, first, colleague = refused(hall, chain=True)
    colleague.round()
    assert standing(colleague) == [], "colleagues are not troubled"
    second = hall.sit(ACCEPTOR, "C")
    (item,) = standing(second)
    assert (item.code, item.chain, item.own) == ("stale", 1, True)
    assert item.values["missing"] == "缺少门牌号"
    second.desk.perform("supplement", "case", case, {"note": "补了"})
    second.desk.perform("ask_supplement", "case", case, item.to_begin_with, redoes=item.entry_id)
    assert standing(second) == []
    second.round()
    first.round()
    assert standing(first) == [], "settled means settled everywhere"
    detail = first.reader.case(case, ACCEPTOR)
    assert detail is not None
    assert detail.state["missing"] == "缺少门牌号"


def test_what_a_colleague_built_on_it_stands_before_the_colleague(hall: Hall) -> None:
    """The shift changes at one workstation while the line is down: each settles their own."""
    author, faster = hall.sit(ACCEPTOR, "A"), hall.sit(COLLEAGUE, "B")
    case = report(author)
    author.round()
    faster.round()
    faster.desk.perform("ask_supplement", "case", case, {"missing": "照片"})
    faster.round()
    author.desk.perform("ask_supplement", "case", case, {"missing": "缺少门牌号"})
    author.sign_out()
    next_one = hall.sit(NEXT, "A", first_round=False)
    next_one.desk.perform("supplement", "case", case, {"note": "门牌 76 号"})
    next_one.desk.perform("note", "case", case, {"note": "已电话核实"})
    next_one.round()
    (own,) = standing(next_one)
    assert (own.step, own.code, own.own, own.chain) == ("supplement", "fallen", True, 0)
    author = hall.sit(ACCEPTOR, "C")
    (item,) = standing(author)
    assert (item.step, item.chain) == ("ask_supplement", 0)
    author.desk.drop_refusal(item.entry_id, "同事已办")
    author.round()
    next_one.round()
    assert standing(next_one) == [own], "the colleague's still stands"
    elsewhere = hall.sit(NEXT, "D")
    (there,) = standing(elsewhere)
    elsewhere.desk.drop_refusal(there.entry_id, "同事已办")
    elsewhere.round()
    next_one.round()
    assert standing(next_one) == []


def test_the_leader_drops_it_in_the_place_of_somebody_who_went_home(hall: Hall) -> None:
    _case, author, _colleague = refused(hall, chain=True)
    author.sign_out()
    leader = hall.sit(LEADER, "B2")
    (item,) = standing(leader)
    assert (item.own, item.author_name, item.chain) == (False, "陈思远", 1)
    leader.desk.drop_refusal(item.entry_id, "同事已办")
    assert standing(leader) == []
    leader.round()
    assert standing(hall.sit(ACCEPTOR, "A")) == []


def test_its_photos_come_to_whoever_settles_it_elsewhere(centre: Centre, hall: Hall) -> None:
    author, colleague = hall.sit(ACCEPTOR, "A"), hall.sit(COLLEAGUE, "B")
    case = report(author)
    author.desk.perform("ask_supplement", "case", case, {"missing": "照片"})
    author.round()
    colleague.round()
    colleague.desk.perform("supplement", "case", case, {"note": "补了"})
    colleague.round()
    photo = author.pictures.add_photo(encoded(Image.new("RGB", (40, 30), "grey")))
    author.desk.perform("supplement", "case", case, {"photos_before": [photo]})
    assert author.replica.photos_to_send() == []
    author.round()
    assert author.replica.photos_to_send() == [], "the centre has it"
    leader = hall.sit(LEADER, "C")
    (item,) = standing(leader)
    assert (item.seat_code, item.values["photos_before"]) == ("A01", [photo])
    assert shown(leader, photo) is None
    leader.round()
    assert shown(leader, photo) is not None
    other = Gateway(centre.login(ELSEWHERE))
    assert other.get_piece(photo, 0) is None, "not for whoever does not see the refusal"
    other.close()


def test_offline_it_is_settled_here_and_there_afterwards(centre: Centre, hall: Hall) -> None:
    _case, author, _colleague = refused(hall)
    leader = hall.sit(LEADER, "B2")
    with shut(centre):
        (item,) = standing(leader)
        leader.desk.drop_refusal(item.entry_id, "同事已办")
        (own,) = standing(author)
        author.desk.drop_refusal(own.entry_id, "算了")
    for duty in (leader, author, leader, author):
        duty.round()
    assert standing(leader) == []
    assert standing(author) == [], "the settling that came too late stands before nobody"
    stored = centre.superuser().execute("SELECT stage, settled_by FROM core.refusal").fetchall()
    assert stored == [("dropped", LEADER)]


def test_handed_over_it_leaves_the_author_and_waits_for_the_leader(
    centre: Centre, hall: Hall
) -> None:
    wait_minutes(centre, 600)
    _case, author, _colleague = refused(hall)
    leader = hall.sit(LEADER, "B2")
    assert standing(leader) == [], "its author is here to settle it"
    (item,) = standing(author)
    author.desk.hand_refusal(item.entry_id, "")
    assert standing(author) == []
    author.round()
    leader.round()
    (given,) = standing(leader)
    assert given.stage == "handed"
    assert standing(author) == []


def test_full_values_come_to_the_author_alone(centre: Centre, hall: Hall) -> None:
    author, leader = hall.sit(ACCEPTOR, "A"), hall.sit(LEADER, "B2")
    matter = author.reader.references("matter")[0][0]
    centre.superuser().execute(
        "DELETE FROM core.reference WHERE kind = 'matter' AND code = %s", (matter,)
    )
    report(author, matter_code=matter, **PHONE)
    author.round()
    leader.round()
    (mine,) = standing(hall.sit(ACCEPTOR, "C"))
    (led,) = standing(leader)
    assert mine.to_begin_with["caller_phone"] == "19900001234"
    assert led.values["caller_phone_masked"] == "199****1234"
    assert "caller_phone" not in led.values
    assert "caller_phone_masked" not in led.to_begin_with


def test_a_list_that_two_workstations_bring_without_the_centre_is_lost_to_nobody(
    centre: Centre, hall: Hall
) -> None:
    """What was built on the second one's ring is no ring, and stands before its author."""
    first, second = hall.sit(ACCEPTOR, "A"), hall.sit(COLLEAGUE, "B")
    rings = [TableRow(2, {"number": "19900005678", "time": "2026-11-20 09:00", "call_id": "a3"})]
    with shut(centre):
        for duty in (first, second):
            desk, line = duty.desk, duty.hotline
            importing = CallImport(desk, duty.reader, line.area, line.search_key)
            done = importing.run(rings, lambda: None)
            assert done.owed == 1
        [owed] = second.lookup.queue("shift_callbacks")
        told = {"note": "已接通，咨询办证地点。"}
        second.desk.perform("tell_caller", "callback", owed.subject_id, told)
    for duty in (first, first, second, second):
        duty.round()
    assert (first.status().unsent, second.status().unsent) == (0, 0)
    [refused] = standing(second)
    assert (refused.step, refused.chain) == ("tell_caller", 0)
    stood = centre.superuser().execute("SELECT about_step FROM core.refusal").fetchall()
    assert stood == [("tell_caller",)]
    assert len(second.lookup.queue("shift_callbacks")) == 1, "the first one's duty"
