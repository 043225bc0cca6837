"""Entries of the seat: saved, sent in order, settled, refused with their chain, offered again."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from sqlcipher3 import IntegrityError  # type: ignore[import-untyped]

from seatapp.central.messages import Answer, HeldPost
from seatapp.domain.entries import Value, entry_of, signature
from seatapp.local import ledger, sending
from seatapp.local.changes import Changes
from seatapp.local.writing import Writing
from tests.helpers.made_centre import MadeCentre
from tests.helpers.rules import NOON, PHOTO, everyone
from tests.helpers.seat import COURIER, Seat, SeatMaker

CALL: dict[str, Value] = {
    "case_kind": "hotline",
    "source": "hotline_12345",
    "area": "999001",
    "urgency": "normal",
    "description": "楼下夜里施工。",
    "caller_name": "张示三",
    "caller_phone": "19900001234",
}
GRID = "999001001001001"


def _filed(seat: Seat) -> str:
    case = seat.report()
    seat.take("u1", "prefile", case, class_code="0110-1", grid_code=GRID)
    seat.take("u2", "file", case)
    return case


def test_a_step_is_shown_before_the_centre_knows(seat: Seat) -> None:
    case = seat.report()
    assert seat.state(case)["stage"] == "reported"
    detail = seat.replica.reader.case(case, "u1")
    assert detail is not None
    assert detail.pending
    story = seat.replica.reader.story(case)
    assert [(item.standing, item.by_system) for item in story] == [("pending", False)]
    assert seat.replica.reader.unsent_count() == 1


def test_numbers_have_no_gap_also_after_a_restart(seat: Seat) -> None:
    for _ in range(3):
        seat.report()
    seat.replica.close()
    seat.open()
    seat.report()
    assert [out.q for out in seat.replica.unsent()] == [1, 2, 3, 4]


def test_accepted_entries_take_the_row_of_the_centre(seat: Seat) -> None:
    case = _filed(seat)
    assert "case_number" not in seat.state(case)
    seat.push_all()
    assert seat.state(case)["case_number"] == "9990012026112200001"
    assert seat.state(case) == seat.centre.world.states[case]
    detail = seat.replica.reader.case(case, "u1")
    assert detail is not None
    assert not detail.pending
    story = seat.replica.reader.story(case)
    assert [(item.standing, item.by_system) for item in story] == [("accepted", False)] * 3
    assert seat.replica.reader.unsent_count() == 0


def test_effects_are_predicted_and_equal_those_of_the_centre(seat: Seat) -> None:
    case = _filed(seat)
    seat.take("u1", "dispatch", case, unit="clean", rule_cited="第3条")
    predicted = seat.replica.reader.case(case, "u1")
    assert predicted is not None
    assert [child["stage"] for child in predicted.children] == ["sent"]
    seat.push_all()
    settled = seat.replica.reader.case(case, "u1")
    assert settled is not None
    assert settled.children == predicted.children
    assert settled.children == seat.centre.world.children(case)


def test_a_recall_ends_the_assignment_in_the_view(seat: Seat) -> None:
    case = _filed(seat)
    seat.take("u1", "dispatch", case, unit="clean", rule_cited="第3条")
    seat.take("u1", "recall", case, reason="单位不对")
    detail = seat.replica.reader.case(case, "u1")
    assert detail is not None
    assert [child["stage"] for child in detail.children] == ["recalled"]


def test_a_refused_step_is_folded_away_with_its_chain(new_seat: SeatMaker) -> None:
    first, second = new_seat(), new_seat()
    case = first.report()
    first.push_all()
    second.pull()
    first.take("u1", "decline", case, reason="不属于城管", rule_cited="第1条")
    first.push_all()
    second.take("u2", "ask_supplement", case, missing="照片不清")
    second.take("u2", "supplement", case, note="已补充")
    assert second.state(case)["stage"] == "reported"
    second.push_all()
    assert second.state(case) == first.state(case)
    (item,) = second.replica.reader.refusals()
    assert (item.step, item.code, item.chain) == ("ask_supplement", "stale", 1)
    assert item.values == {"missing": "照片不清"}
    assert "别人已先办了一步" in item.sentence
    standing = {i.step: i.standing for i in second.replica.reader.story(case)}
    assert standing["ask_supplement"] == "refused"
    assert standing["supplement"] == "fallen"


def test_a_refused_report_takes_everything_of_it_away(seat: Seat, centre: MadeCentre) -> None:
    case = seat.report()
    seat.take("u1", "note", case, note="补记")
    seat.take("u1", "decline", case, reason="不属于城管", rule_cited="第1条")
    centre.members["u1"] = replace(everyone("u1"), active=False)
    seat.push_all()
    reader = seat.replica.reader
    assert reader.state("case", case) is None
    assert not reader.queue_ids("all_open", "u1", seat.clock.at)
    assert [(item.step, item.code) for item in reader.refusals()] == [
        ("report", "not_active"),
        ("note", "not_active"),
        ("decline", "not_active"),
    ]
    assert reader.refusals()[0].number == "A01-261122-0001"


def test_notes_on_a_case_that_was_not_accepted_stand_with_it(
    seat: Seat, centre: MadeCentre
) -> None:
    case = seat.report()
    seat.take("u2", "note", case, note="补记")
    centre.members["u1"] = replace(everyone("u1"), active=False)
    seat.push_all()
    (item,) = seat.replica.reader.refusals()
    assert (item.step, item.chain) == ("report", 1)


def test_a_refusal_stands_until_a_person_settles_it(seat: Seat, centre: MadeCentre) -> None:
    seat.report()
    centre.members["u1"] = replace(everyone("u1"), active=False)
    seat.push_all()
    reader = seat.replica.reader
    seat.clock.pass_by(days=100)
    seat.replica.prune(seat.clock.at)
    (item,) = reader.refusals()
    assert reader.refused_count() == 1
    told: list[bool] = []
    seat.replica.listen(lambda changes: told.append(changes.refusals))
    seat.desk("u2").drop_refusal(item.entry_id, "重复登记")
    assert any(told)
    assert reader.refusals() == []
    assert reader.refused_count() == 0
    judged = reader.judged(item.entry_id)
    assert judged is not None
    assert (judged.verdict, judged.code, judged.step) == ("refused", "not_active", "report")
    seat.clock.pass_by(days=31)
    seat.replica.prune(seat.clock.at)
    assert reader.judged(item.entry_id) is None


def test_accepted_entries_are_kept_thirty_days(seat: Seat) -> None:
    case = seat.report()
    seat.push_all()
    (line,) = seat.replica.reader.story(case)
    seat.replica.photos_sent([PHOTO])
    seat.clock.pass_by(days=29)
    seat.replica.prune(seat.clock.at)
    judged = seat.replica.reader.judged(line.entry_id)
    assert judged is not None
    assert (judged.verdict, judged.code) == ("applied", None)
    seat.clock.pass_by(days=2)
    seat.replica.prune(seat.clock.at)
    assert seat.replica.reader.judged(line.entry_id) is None
    assert seat.replica.reader.story(case) == [line]


def test_a_lost_answer_is_asked_for_again(seat: Seat, centre: MadeCentre) -> None:
    case = seat.report()
    seat.push(lose_answer=True)
    assert seat.replica.reader.unsent_count() == 1
    answer = seat.push()
    assert answer is not None
    assert [verdict.verdict for verdict in answer.verdicts] == ["repeated"]
    assert seat.state(case) == centre.world.states[case]
    assert len(centre.story) == 1


def test_a_restored_centre_gets_everything_again(seat: Seat, centre: MadeCentre) -> None:
    first = seat.report()
    seat.push_all()
    backup = copy.deepcopy(centre)
    seat.take("u1", "prefile", first, class_code="0110-1", grid_code=GRID)
    second = seat.report()
    seat.push_all()
    seat.pull()
    seat.centre = centre.restored(backup)
    third = seat.report()
    seat.push_all()
    seat.pull()
    assert seat.replica.epoch == 2
    assert set(seat.centre.world.states) == {first, second, third}
    for case in (first, second, third):
        assert seat.state(case) == seat.centre.world.states[case]


def test_a_restored_centre_is_noticed_by_a_pull_as_well(seat: Seat, centre: MadeCentre) -> None:
    backup = copy.deepcopy(centre)
    case = seat.report()
    seat.push_all()
    seat.pull()
    seat.centre = centre.restored(backup)
    seat.pull()
    assert seat.replica.reader.unsent_count() == 1
    seat.push_all()
    seat.pull()
    assert seat.state(case) == seat.centre.world.states[case]


def test_what_the_new_epoch_does_not_know_leaves(new_seat: SeatMaker, centre: MadeCentre) -> None:
    backup = copy.deepcopy(centre)
    author, looker = new_seat(), new_seat()
    case = author.report()
    author.push_all()
    looker.pull()
    assert looker.state(case)
    looker.centre = centre.restored(backup)
    looker.pull()
    looker.pull()
    assert looker.replica.reader.state("case", case) is None


def test_a_file_from_an_old_image_becomes_a_new_seat(seat: Seat, centre: MadeCentre) -> None:
    first = seat.report()
    seat.push_all()
    before = seat.replica.seat_id
    centre.last_q[before] = 7
    answer = Answer("gap", 1, 7, NOON)
    second = seat.report()
    seat.replica.settle(answer)
    assert seat.replica.seat_id != before
    assert [out.q for out in seat.replica.unsent()] == [1, 2]
    seat.push_all()
    assert set(centre.world.states) == {first, second}
    assert seat.state(second) == centre.world.states[second]


def test_a_gap_that_was_pruned_makes_a_new_seat(seat: Seat, centre: MadeCentre) -> None:
    seat.report()
    seat.push_all()
    seat.replica.photos_sent([PHOTO])
    seat.clock.pass_by(days=31)
    seat.replica.prune(seat.clock.at)
    case = seat.report(source_system="x", external_id="1")
    before = seat.replica.seat_id
    centre.last_q[before] = 0
    seat.push()
    made = seat.replica.seat_id
    assert made != before
    seat.push_all()
    assert seat.state(case) == centre.world.states[case]
    seat.take("u1", "note", case, note="新身份之后")
    assert [out.q for out in seat.replica.unsent()] == [2], "it counts on from what it has kept"
    seat.push_all()
    assert seat.replica.seat_id == made


def test_batches_are_limited_by_bytes_and_by_count(seat: Seat) -> None:
    for _ in range(5):
        seat.report()
    size = len(seat.replica.unsent()[0].body.encode()) + sending.ENVELOPE_BYTES
    assert [out.q for out in seat.replica.unsent(limit_bytes=1)] == [1]
    assert [out.q for out in seat.replica.unsent(limit_bytes=2 * size)] == [1, 2]
    assert [out.q for out in seat.replica.unsent(limit=3)] == [1, 2, 3]


def test_entries_travel_as_they_were_signed(seat: Seat) -> None:
    seat.report(description="带“引号”和表情🚧")
    (out,) = seat.replica.unsent()
    entry = entry_of(out.body)
    assert entry.values["description"] == "带“引号”和表情🚧"
    assert out.mac == signature(out.body, COURIER.key)


def test_personal_values_are_shown_to_their_author_until_they_come_back(seat: Seat) -> None:
    case = seat.take("u1", "report", None, **CALL)
    reader = seat.replica.reader
    mine, theirs = reader.case(case, "u1"), reader.case(case, "u2")
    seat.sit("u2")
    theirs = reader.case(case, "u2")
    assert mine is not None
    assert mine.contact == {"caller_name": "张示三", "caller_phone": "19900001234"}
    assert mine.state["caller_phone_masked"] == "199****1234"
    assert theirs is not None
    assert theirs.contact is None
    seat.sit("u1")
    seat.push_all()
    seat.pull()
    after = reader.case(case, "u1")
    assert after is not None
    assert after.contact == mine.contact


def test_refused_personal_values_are_masked_for_others(seat: Seat, centre: MadeCentre) -> None:
    seat.take("u1", "report", None, **CALL)
    centre.members["u1"] = replace(everyone("u1"), active=False)
    seat.push_all()
    (mine,) = seat.replica.reader.refusals("u1")
    (theirs,) = seat.replica.reader.refusals("u2")
    assert mine.values["caller_phone"] == "19900001234"
    assert theirs.values["caller_phone_masked"] == "199****1234"
    assert theirs.values["caller_name_masked"] == "张**"


def test_photos_are_sent_when_their_entry_was_accepted(seat: Seat) -> None:
    seat.report()
    assert seat.replica.photos_to_send() == []
    seat.push_all()
    assert seat.replica.photos_to_send() == [PHOTO]
    seat.replica.photos_sent([PHOTO])
    assert seat.replica.photos_to_send() == []


def test_what_a_centre_without_receipts_decided_is_counted(seat: Seat) -> None:
    seat.report()
    assert seat.replica.reader.without_receipt() == 0
    seat.push_all()
    assert seat.replica.reader.without_receipt() == 1


def test_an_entry_is_kept_until_the_centre_has_its_photos(seat: Seat) -> None:
    case = seat.report()
    seat.push_all()
    (line,) = seat.replica.reader.story(case)
    seat.clock.pass_by(days=31)
    seat.replica.prune(seat.clock.at)
    assert seat.replica.photos_to_send() == [PHOTO]
    seat.replica.photos_sent([PHOTO])
    seat.replica.prune(seat.clock.at)
    assert seat.replica.reader.judged(line.entry_id) is None


def test_photos_of_what_was_given_up_are_owed_to_nobody(seat: Seat, centre: MadeCentre) -> None:
    seat.report()
    centre.members["u1"] = replace(everyone("u1"), active=False)
    seat.push_all()
    (item,) = seat.replica.reader.refusals("u1")
    assert seat.replica.reader.photos_owed() == {PHOTO}
    seat.replica.close_refusal(item.entry_id, "dropped", "不再需要", seat.clock.at)
    seat.clock.pass_by(days=31)
    seat.replica.prune(seat.clock.at)
    assert seat.replica.reader.photos_owed() == set()


def test_what_the_centre_may_know_keeps_its_number_when_less_is_offered_again(seat: Seat) -> None:
    for _one in range(3):
        seat.report()
    everything = seat.replica.offer(1 << 20, 10, 0)
    assert [letter.q for letter in seat.replica.offer(1 << 20, 1, 0)] == [1]
    offered = seat.replica.write(lambda writing: writing.meta(ledger.OFFERED_Q))
    assert offered == str(everything[-1].q)


def test_listeners_are_told_of_other_scopes(seat: Seat) -> None:
    told: list[bool] = []
    seat.replica.listen(lambda changes: told.append(changes.rights))
    posts = [HeldPost(post, area) for post, area in everyone("u1").posts]
    seat.replica.grant("u1", posts, ["ref", "person:u1"])
    assert told == [True]


def test_listeners_are_told_what_changed(seat: Seat) -> None:
    told: list[Changes] = []
    stop = seat.replica.listen(told.append)
    case = seat.report()
    seat.replica.save_draft("u1", "intake", {"description": "半句"})
    assert len(told) == 1
    assert told[0].subjects == {("case", case)}
    assert told[0].outbox
    assert "to_accept" in told[0].queues
    assert "my_callbacks" not in told[0].queues
    stop()
    seat.report()
    assert len(told) == 1


def test_work_that_fails_leaves_no_trace(seat: Seat) -> None:
    def work(writing: Writing) -> None:
        ledger.next_serial(writing, "261122")
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        seat.replica.write(work)
    assert seat.replica.next_serial("261122") == 1


def test_a_listener_cannot_wait_for_the_writer(seat: Seat) -> None:
    caught: list[BaseException] = []

    def listener(changes: Changes) -> None:
        try:
            seat.replica.save_draft("u1", "k", {})
        except RuntimeError as fault:
            caught.append(fault)

    seat.replica.listen(listener)
    seat.report()
    seat.replica.save_draft("u1", "k", None)
    assert [str(fault) for fault in caught] == ["the writer cannot wait for itself"]


def test_a_fault_of_the_database_names_no_values(seat: Seat) -> None:
    seat.take("u1", "report", None, **CALL)
    (out,) = seat.replica.unsent()
    with pytest.raises(IntegrityError) as caught:
        seat.replica.append(entry_of(out.body), out.body, out.mac)
    assert "19900001234" not in str(caught.value)
    assert [again.q for again in seat.replica.unsent()] == [1]


def test_what_waits_travels_in_pieces_and_keeps_its_numbers(seat: Seat) -> None:
    case = seat.report()
    for number in range(9):
        seat.take("u1", "note", case, note=f"第 {number} 次来电")
    ahead = seat.replica.offer(1 << 20, 1_000, 0)
    size = len(ahead[1].body.encode()) + sending.ENVELOPE_BYTES
    pieces = list(sending.in_batches(ahead, size * 3))
    assert [letter.q for piece in pieces for letter in piece] == list(range(1, 11))
    assert all(len(piece) <= 3 for piece in pieces)
    with_a_gap = sending.in_batches(ahead[:2] + ahead[3:4])
    assert [[letter.q for letter in piece] for piece in with_a_gap] == [[1, 2], [4]]
    assert seat.replica.write(lambda writing: writing.meta(ledger.OFFERED_Q)) == "10"
    assert seat.replica.offer(1 << 20, 1_000, 10) == []


def test_a_letter_that_is_larger_than_a_piece_travels_alone(seat: Seat) -> None:
    case = seat.report()
    seat.take("u1", "note", case, note="一")
    letters = seat.replica.unsent()
    assert [len(piece) for piece in sending.in_batches(letters, 1)] == [1, 1]


def test_a_verdict_changes_of_a_view_what_it_must(seat: Seat) -> None:
    """What was foreseen is not written again: a trigger on its columns would hear of it."""
    case = seat.report()
    heard = (
        "CREATE TEMP TRIGGER on_{n} AFTER UPDATE OF {n} ON case_row"
        " BEGIN INSERT INTO heard VALUES ('{n}'); END"
    )

    def listen(writing: Writing) -> None:
        writing.connection.exec_driver_sql("CREATE TEMP TABLE heard (name TEXT)")
        for name in ("description", "pending", "case_number"):
            writing.connection.exec_driver_sql(heard.format(n=name))

    def heard_of(writing: Writing) -> set[str]:
        found = writing.connection.exec_driver_sql("SELECT name FROM heard")
        return set(found.scalars())

    seat.replica.write(listen)
    seat.push_all()
    found = seat.replica.write(heard_of)
    assert "description" not in found
    assert "pending" in found
    assert not seat.replica.reader.case(case, "u1").pending  # type: ignore[union-attr]


def test_what_was_refused_to_one_person_is_no_history_for_another(
    seat: Seat, centre: MadeCentre
) -> None:
    case = seat.report()
    centre.members["u1"] = replace(everyone("u1"), active=False)
    seat.push_all()
    seat.sit("u2")
    assert seat.replica.reader.story(case) == []
    seat.sit("u1")
    assert len(seat.replica.reader.story(case)) == 1
