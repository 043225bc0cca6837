"""Many files at once into one folder: one that cannot be made does not keep back the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from seatapp.errors import WorldError
from seatapp.reports.exports import Exported
from seatapp.reports.saving import file_name
from seatapp.reports.watch import CalledOff, Watch
from seatapp.text import _, listed

Make = Callable[[Path, Watch], Exported]


@dataclass(frozen=True)
class Wanted:
    """A file to be made: its title, the end of its name, and who makes it."""

    title: str
    suffix: str
    make: Make

    @property
    def name(self) -> str:
        """What the file is called."""
        return file_name(self.title, self.suffix)


@dataclass
class Several:
    """What came of many files: those that stand, those with a fault, those never begun."""

    folder: Path
    saved: list[Exported] = field(default_factory=list)
    faults: list[tuple[Wanted, WorldError]] = field(default_factory=list)
    left: Sequence[Wanted] = ()


def numbers_in_words(numbers: Sequence[str]) -> str:
    """Export numbers for people: of three or more in a row the first and the last."""
    stems = [number.rpartition("E") for number in numbers]
    serials = [int(serial) for _stem, _mark, serial in stems]
    in_row = serials == list(range(serials[0], serials[0] + len(serials))) if serials else False
    if len(numbers) < 3 or not in_row or len({stem for stem, _mark, _serial in stems}) > 1:
        return listed(numbers)
    return _("{first} 至 {last}").format(first=numbers[0], last=numbers[-1])


def already_there(wanted: Sequence[Wanted], folder: Path) -> list[str]:
    """The names of files that would be replaced. Waits for a disk."""
    return [one.name for one in wanted if (folder / one.name).exists()]


def save_several(wanted: Sequence[Wanted], folder: Path, watch: Watch) -> Several:
    """Make one file after the other, each under an export number of its own.

    A file counts as one step of `watch`; what was made before the work is called off remains.
    """
    outcome = Several(folder)
    watch.expect(len(wanted))
    for place, one in enumerate(wanted):
        try:
            watch.check()
            outcome.saved.append(one.make(folder / one.name, Watch(lambda *_told: watch.check())))
        except CalledOff:
            outcome.left = wanted[place:]
            break
        except WorldError as fault:
            outcome.faults.append((one, fault))
        watch.advance()
    return outcome
