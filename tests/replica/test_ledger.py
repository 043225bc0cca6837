"""Entries of the seat: saved, predicted, settled, and kept as long as somebody may need them."""

from __future__ import annotations

from dataclasses import replace

from seatapp.local import ledger
from seatapp.local.writing import Writing
from tests.helpers.made_centre import MadeCentre
from tests.helpers.rules import OTHER_PHOTO, PHOTO, everyone
from tests.helpers.seat import Seat

GIVEN_UP = "c" * 64
"""A photo of what was refused and dropped."""


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
    case = seat.filed()
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
    case = seat.filed()
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
    case = seat.filed()
    seat.take("u1", "dispatch", case, unit="clean", rule_cited="第3条")
    seat.take("u1", "recall", case, reason="单位不对")
    detail = seat.replica.reader.case(case, "u1")
    assert detail is not None
    assert [child["stage"] for child in detail.children] == ["recalled"]


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


def test_personal_values_are_shown_to_their_author_until_they_come_back(seat: Seat) -> None:
    case = seat.called()
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


def test_photos_are_sent_when_their_entry_was_accepted(seat: Seat) -> None:
    seat.report(photos_before=[PHOTO, OTHER_PHOTO])
    assert seat.replica.photos_to_send() == []
    seat.push_all()
    assert sorted(seat.replica.photos_to_send()) == [PHOTO, OTHER_PHOTO]
    seat.replica.photos_sent([PHOTO])
    assert seat.replica.photos_to_send() == [OTHER_PHOTO]
    seat.replica.photos_sent([OTHER_PHOTO])
    assert seat.replica.photos_to_send() == []


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


def test_steps_are_counted_by_person_step_and_since_a_moment(
    seat: Seat, centre: MadeCentre
) -> None:
    begun = seat.clock.at
    case = seat.report()
    seat.take("u1", "note", case, note="补记")
    seat.take("u2", "note", case, note="同事补记")
    seat.clock.pass_by(minutes=1)
    seat.take("u1", "note", case, note="再记")

    def count(since: int, subject: str = "case") -> int:
        return seat.replica.write(
            lambda writing: ledger.taken_since(writing, "u1", subject, "note", since)
        )

    assert [count(begun), count(begun + 1), count(begun + 61)] == [2, 1, 0]
    assert count(begun, "call") == 0
    centre.members["u1"] = replace(everyone("u1"), active=False)
    seat.push_all()
    assert count(begun) == 0, "what was refused is none"


def test_a_restored_centre_is_asked_about_each_photo_that_stands(
    seat: Seat, centre: MadeCentre
) -> None:
    seat.report(photos_before=[PHOTO])
    seat.push_all()
    centre.members["u1"] = replace(everyone("u1"), active=False)
    seat.report(photos_before=[OTHER_PHOTO])
    seat.report(photos_before=[GIVEN_UP])
    seat.push_all()
    (_other, given_up) = seat.replica.reader.refusals("u1")
    seat.replica.close_refusal(given_up.entry_id, "dropped", "不再需要", seat.clock.at)
    seat.replica.photos_sent([PHOTO, OTHER_PHOTO, GIVEN_UP])
    assert seat.replica.reader.photos_owed() == set()
    seat.replica.write(ledger.owe_all_photos)
    assert seat.replica.reader.photos_owed() == {PHOTO, OTHER_PHOTO}
