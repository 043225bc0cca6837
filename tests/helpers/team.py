"""Several people at their workstations on one centre, each with a folder and a window of their own.

They work through `Driver`, that is by keys and clicks; only what nobody can see on a screen is
asked of the duty behind it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from seatapp.admin.city import demo_password
from seatapp.app import Application, Duty
from seatapp.config import Folders, Profile
from seatapp.domain.references import State
from ui.tour.driver import Driver
from ui.tour.filling import Put
from ui.tour.workplace import Workplace


class RoundsByHand(Application):
    """A workstation that meets its centre only when the test says so."""

    def sign_in(
        self,
        login: str,
        password: str,
        *,
        keep_in_step: bool = True,
        online: bool = True,
        online_only: bool = False,
    ) -> Duty:
        """Let a person in, without the loop of rounds."""
        return super().sign_in(
            login, password, keep_in_step=False, online=online, online_only=online_only
        )


@dataclass
class Seat:
    """One person in front of a window."""

    person: str
    workplace: Workplace
    driver: Driver
    by_hand: bool

    @property
    def duty(self) -> Duty:
        """What stands behind the window."""
        return self.workplace.duty

    def meet_centre(self) -> None:
        """Have a round made: F5, or by hand where no loop runs."""
        if self.by_hand:
            self.driver.window.background.run(self.duty.round)
            self.driver.settle()
        else:
            self.driver.sync()

    def deliver(self) -> None:
        """Bring everything done here to the centre."""
        self.meet_centre()
        self.driver.wait_until(lambda: self.duty.status().unsent == 0, "nothing unsent")
        self.driver.settle()

    def expect(self, case: str, stage: str) -> None:
        """Meet the centre and see the case come to a stage."""
        self.meet_centre()
        self.driver.wait_until(lambda: self.stage_of(case) == stage, f"{case} {stage}")
        self.driver.settle()

    def see(self, words: str) -> None:
        """Wait until the line at the bottom says these words."""
        self.driver.wait_until(lambda: words in self.driver.status, words)

    def open(self, queue: str, case: str) -> None:
        """Go to a queue and choose a case in it."""
        self.driver.choose_queue(queue)
        self.driver.select_case(case)

    def do(self, queue: str, case: str, step: str, **values: Put) -> None:
        """Look at the centre's news, take a step on a case of a queue, and deliver it."""
        self.meet_centre()
        self.open(queue, case)
        self.driver.take(step, **values)
        self.deliver()

    def state_of(self, case: str) -> State | None:
        """The case as this workstation has it."""
        return self.duty.reader.state("case", case)

    def stage_of(self, case: str) -> str:
        """The stage of the case; nothing while it is not here."""
        return str((self.state_of(case) or {}).get("stage") or "")

    def steps_of(self, case: str) -> list[str]:
        """What people did to the case, as its history here tells it."""
        return [item.step for item in self.duty.reader.story(case) if not item.by_system]


@dataclass
class Team:
    """The seats of one test; all leave at its end."""

    profile: Profile
    base: Path
    seats: dict[str, Seat] = field(default_factory=dict)

    def sit(self, person: str, *, by_hand: bool = False) -> Seat:
        """Somebody sits down at a workstation of their own and logs in."""
        kind = RoundsByHand if by_hand else Application
        workplace = Workplace(kind(Folders(self.base / person), self.profile))
        driver = workplace.log_in(person, demo_password(person))
        self.seats[person] = Seat(person, workplace, driver, by_hand)
        if by_hand:
            self.seats[person].meet_centre()
        return self.seats[person]

    def leave(self) -> None:
        """Everybody logs out."""
        for seat in self.seats.values():
            seat.workplace.leave()
