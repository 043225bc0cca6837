"""An entry on which the centre fails holds up no other, and stands before a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from seatapp.admin.city import demo_password
from seatapp.app import Application
from seatapp.central.gateway import Gateway, Told
from seatapp.central.messages import Answer, Outgoing
from seatapp.config import Folders
from seatapp.errors import CentreCannotRead
from tests.fixtures.centre import Centre
from tests.helpers.hall import entries, note, report

ACCEPTOR = "u1001"
POISON = "读不了的内容"


class FailingLine(Gateway):
    """A centre that fails on certain contents."""

    def append_all(
        self, seat: str, epoch: int, batches: Iterable[Sequence[Outgoing]]
    ) -> Told[Answer]:
        """Fail on the whole batch in which such a content is."""
        for batch in batches:
            if any(POISON in letter.body for letter in batch):
                raise CentreCannotRead("", "XX000")
            yield from super().append_all(seat, epoch, [batch])


def test_one_is_set_aside_and_the_others_go_on(centre: Centre, tmp_path: Path) -> None:
    application = Application(Folders(tmp_path), centre.profile, line=FailingLine)
    password = demo_password(ACCEPTOR)
    with application.sign_in(ACCEPTOR, password, keep_in_step=False) as duty:
        duty.round()
        case, seat = report(duty), duty.replica.seat_id
        made = [note(duty, case, text) for text in ("一", "二", POISON, "四", "五")]
        duty.round()
        words = [duty.lookup.standing(entry).word for entry in made]
        assert words == ["applied", "applied", "refused", "applied", "applied"]
        assert (duty.status().unsent, duty.status().refused, duty.status().online) == (0, 1, True)
        (item,) = duty.reader.refusals()
        assert (item.entry_id, item.code) == (made[2], "unreadable")
        after = note(duty, case, "六")
        duty.round()
        assert duty.lookup.standing(after).word == "applied"
        assert duty.replica.seat_id == seat, "the numbers closed up without a new identity"
    assert [step for step, verdict in entries(centre) if verdict == "applied"].count("note") == 5


def test_a_centre_that_fails_on_everything_is_not_a_poisoned_seat(
    centre: Centre, tmp_path: Path
) -> None:
    application = Application(Folders(tmp_path), centre.profile, line=FailingLine)
    with application.sign_in(ACCEPTOR, demo_password(ACCEPTOR), keep_in_step=False) as duty:
        duty.round()
        case = report(duty)
        duty.round()
        for number in range(9):
            note(duty, case, f"{POISON}{number}")
        duty.round()
        status = duty.status()
        assert not status.online
        assert status.refused <= 3
        assert status.unsent + status.refused == 9
