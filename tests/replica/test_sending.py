"""Entries on their way: in pieces, as they were signed, and offered again to a restored centre."""

from __future__ import annotations

import copy

from seatapp.central.messages import Answer
from seatapp.domain.entries import entry_of, signature
from seatapp.local import ledger, sending
from tests.helpers.made_centre import MadeCentre
from tests.helpers.rules import NOON, PHOTO
from tests.helpers.seat import COURIER, Seat, SeatMaker


def test_batches_are_limited_by_bytes_and_by_count(seat: Seat) -> None:
    for _ in range(5):
        seat.report()
    size = len(seat.replica.unsent()[0].body.encode()) + sending.ENVELOPE_BYTES
    assert [out.q for out in seat.replica.unsent(limit_bytes=1)] == [1]
    assert [out.q for out in seat.replica.unsent(limit_bytes=2 * size)] == [1, 2]
    assert [out.q for out in seat.replica.unsent(limit=3)] == [1, 2, 3]


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


def test_entries_travel_as_they_were_signed(seat: Seat) -> None:
    seat.report(description="带“引号”和表情🚧")
    (out,) = seat.replica.unsent()
    entry = entry_of(out.body)
    assert entry.values["description"] == "带“引号”和表情🚧"
    assert out.mac == signature(out.body, COURIER.key)


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
    seat.take("u1", "prefile", first, class_code="0110-1", grid_code="999001001001001")
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


def test_what_a_centre_without_receipts_decided_is_counted(seat: Seat) -> None:
    seat.report()
    assert seat.replica.reader.without_receipt() == 0
    seat.push_all()
    assert seat.replica.reader.without_receipt() == 1


def test_what_the_centre_may_know_keeps_its_number_when_less_is_offered_again(seat: Seat) -> None:
    for _one in range(3):
        seat.report()
    everything = seat.replica.offer(1 << 20, 10, 0)
    assert [letter.q for letter in seat.replica.offer(1 << 20, 1, 0)] == [1]
    offered = seat.replica.write(lambda writing: writing.meta(ledger.OFFERED_Q))
    assert offered == str(everything[-1].q)


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
