"""Entries that the centre refuses: folded away with their chain until somebody settles them."""

from __future__ import annotations

from dataclasses import replace

from tests.helpers.made_centre import MadeCentre
from tests.helpers.rules import everyone
from tests.helpers.seat import Seat, SeatMaker


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


def test_notes_on_a_case_that_was_not_accepted_stand_together_before_their_author(
    seat: Seat, centre: MadeCentre
) -> None:
    case = seat.report()
    seat.take("u2", "note", case, note="补记")
    seat.take("u2", "note", case, note="再补记")
    centre.members["u1"] = replace(everyone("u1"), active=False)
    seat.push_all()
    found = [(item.step, item.author, item.chain) for item in seat.replica.reader.refusals()]
    assert found == [("report", "u1", 0), ("note", "u2", 1)]


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


def test_what_fell_with_a_refusal_is_settled_with_it_and_nothing_else(
    seat: Seat, centre: MadeCentre
) -> None:
    case, other = seat.report(), seat.report()
    seat.push_all()
    for one in (case, other):
        centre.take("u3", "acceptor", "ask_supplement", one, {"missing": "照片"})
        centre.take("u3", "acceptor", "supplement", one, {"note": "补了"})
    seat.take("u1", "ask_supplement", case, missing="照片不清")
    seat.take("u1", "supplement", case, note="已补充")
    seat.take("u1", "ask_supplement", other, missing="照片不清")
    seat.push_all()
    reader = seat.replica.reader
    fell = [one.entry_id for one in reader.story(case) if one.standing == "fallen"]
    refused, _theirs = reader.refusals()
    seat.desk("u1").drop_refusal(refused.entry_id, "重复")
    assert [one.case_id for one in reader.refusals()] == [other]
    seat.clock.pass_by(days=31)
    seat.replica.prune(seat.clock.at)
    assert [reader.judged(one) for one in (refused.entry_id, *fell)] == [None, None]
    assert reader.refused_count() == 1


def test_refused_personal_values_are_masked_for_others(seat: Seat, centre: MadeCentre) -> None:
    seat.called()
    centre.members["u1"] = replace(everyone("u1"), active=False)
    seat.push_all()
    (mine,) = seat.replica.reader.refusals("u1")
    (theirs,) = seat.replica.reader.refusals("u2")
    assert mine.values["caller_phone"] == "19900001234"
    assert theirs.values["caller_phone_masked"] == "199****1234"
    assert theirs.values["caller_name_masked"] == "张**"


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
