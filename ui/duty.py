"""What the panes ask of the person's duty: the reader, the desk, pictures, and news of changes.

`seatapp.app.Duty` is the real one; stating only what is asked for keeps the panes testable
without a centre.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from seatapp.desk import Wanted
from seatapp.domain.entries import Value, Values
from seatapp.domain.lights import Thresholds
from seatapp.domain.workflow import Workflow
from seatapp.local.deadlines import DeadlineView, Weighed
from seatapp.local.field_orders import FieldLoad
from seatapp.local.unit_loads import UnitLoad
from seatapp.local.views import (
    CallerHistory,
    CallerLine,
    CaseDetail,
    OfferedStep,
    RefusalItem,
    StoryItem,
    SyncStatus,
)
from seatapp.media.facts import Facts
from seatapp.phones import Phone
from seatapp.reports.exports import Exported, Numbered
from seatapp.reports.grid import Grid
from seatapp.reports.paper import Paper
from seatapp.reports.watch import Watch

if TYPE_CHECKING:
    from seatapp.app.field_work import FieldWork
    from seatapp.app.papers import Papers
    from seatapp.intake.likeness import Similar
    from seatapp.intake.map_data import MapData
    from seatapp.intake.meter import Reading
    from seatapp.intake.suggestions import Suggestion


class Caller(Protocol):
    """A caller as the centre shows them."""

    @property
    def values(self) -> Mapping[str, str]:
        """Name, number and address in full, by field."""

    @property
    def left(self) -> int:
        """How many looks the day has left."""


class PersonInFront(Protocol):
    """Who works here now."""

    @property
    def id(self) -> str:
        """The log-in."""

    @property
    def name(self) -> str:
        """The name as colleagues know it."""


class CaseReader(Protocol):
    """Answers about cases; every method waits for a disk and runs off the GUI thread."""

    def case(self, case_id: str, person: str) -> CaseDetail | None:
        """The case with its children."""

    def root(self, subject: str, root: str, person: str) -> CaseDetail | None:
        """A root of any kind with its children."""

    def component_changes(
        self, case: Mapping[str, Any], person: str
    ) -> Sequence[Mapping[str, Any]]:
        """Changes of components that belong to a case, the newest first."""

    def story(self, case_id: str) -> Sequence[StoryItem]:
        """Its history, newest last."""

    def deadline(self, case_id: str, person: str) -> DeadlineView | None:
        """Why the deadline of a case stands where it stands, and what was asked and decided."""

    def weigh(self, case_id: str, request_id: str, granted: Values) -> Weighed | None:
        """What a grant of this size would do to the deadline, and who may grant it."""

    def thresholds(self) -> Thresholds:
        """How long before its end each clock counts as soon due."""

    def relimited(
        self, case_id: str, values: Values
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
        """A case as it is and as it would be with its class or matter mended now."""

    def refusals(self) -> Sequence[RefusalItem]:
        """What the centre did not accept."""

    def references(self, kind: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """All rows of a reference list with their codes."""

    def own_phrases(self) -> Sequence[tuple[str, str]]:
        """The phrases of the person in front, the newest first: identifier and words."""

    def lists_edition(self) -> int:
        """A number that grows whenever reference lists have changed; does not wait."""

    def unit_loads(self, queue: str, person: str, now: int) -> Sequence[UnitLoad]:
        """What each unit has in its hands of a queue of cases, the worst first."""

    def field_loads(self) -> Sequence[FieldLoad]:
        """What collectors have to do, the fullest first."""

    def words(self, kind: str, code: str) -> str:
        """What a code of a list is called; a code that is not here stands for itself."""

    def draft(self, person: str, key: str) -> Mapping[str, Value] | None:
        """What somebody had typed and not confirmed."""

    def save_draft(self, person: str, key: str, values: Values | None) -> None:
        """Keep what is typed; None takes the draft away."""


class Taken(Protocol):
    """A step that now stands on the disk."""

    @property
    def subject_id(self) -> str:
        """What it was taken on; the new identifier for a step that creates."""

    @property
    def number(self) -> str:
        """The number that the case goes by."""


class IntakeHelp(Protocol):
    """Measures and finds for the intake; every method runs off the GUI thread."""

    @property
    def compares_words(self) -> bool:
        """Whether descriptions are compared by now; their index is made beside the work."""

    def prepare(self) -> None:
        """Begin with what takes long to make, before somebody asks; does not wait."""

    def reading(self, values: Mapping[str, Any], now: int) -> Reading:
        """What the checks say to a case with these values."""

    def similar(self, values: Mapping[str, Any], now: int) -> Sequence[Similar]:
        """The cases that may be the same matter, the likeliest first."""

    def suggested_classes(self, text: str) -> Sequence[Suggestion]:
        """Classes of the standard for a description, with why."""

    def suggested_units(self, values: Mapping[str, Any]) -> Sequence[Suggestion]:
        """Units for a case with these values, with why."""

    def suggested_rules(self, values: Mapping[str, Any], unit: str) -> Sequence[Suggestion]:
        """Rules that were cited when such cases, or other ones, went to that unit."""

    def map_for(self, values: Mapping[str, Any]) -> MapData:
        """The map around a case with these values."""

    def cell_at(self, lat_e7: int, lon_e7: int) -> str:
        """The grid cell at a WGS-84 position; empty outside of all."""

    def facts(self, hashes: Iterable[str]) -> Mapping[str, Facts]:
        """What is known of these photos."""


class Hotline(Protocol):
    """What an operator asks while somebody is on the line; reads a disk, off the GUI thread."""

    @property
    def area(self) -> str:
        """The area in which calls without a place lie."""

    def phone(self, typed: str) -> Phone:
        """What a number is."""

    def history(self, typed: str) -> CallerHistory | None:
        """What this number has said before."""

    def history_of_key(self, key: str) -> CallerHistory:
        """The same by the hash, for a number that is not shown here."""

    def case_lines(self, case_ids: Sequence[str]) -> Sequence[CallerLine]:
        """Cases as lines of a caller's history, to tell the caller what is being done."""

    def known_callers(self, words: str) -> Sequence[tuple[str, str, str]]:
        """Earlier callers by last digits or name: key, masked number, masked name."""


class StepDesk(Protocol):
    """Takes steps; every method waits for a disk and runs off the GUI thread."""

    @property
    def intake(self) -> IntakeHelp:
        """What measures a report before it is filed."""

    def perform(
        self,
        step: str,
        subject: str,
        subject_id: str | None,
        values: Values,
        post: str | None = None,
        draft: str | None = None,
        redoes: str | None = None,
    ) -> Taken:
        """Take a step; returns when it is on the disk, raises `StepRefused` otherwise.

        `draft` is the key of a draft that goes away with the step, `redoes` the refused entry that
        it settles.
        """

    def perform_together(
        self, steps: Sequence[Wanted], draft: str | None = None
    ) -> Sequence[Taken]:
        """Take several steps in one transaction: all are on the disk then, or none is."""

    def offered(
        self, subject: str, state: Mapping[str, Any], children: Sequence[Mapping[str, Any]]
    ) -> Sequence[OfferedStep]:
        """What the person may do now."""

    def bars(
        self, step: str, state: Mapping[str, Any], children: Sequence[Mapping[str, Any]]
    ) -> Sequence[str]:
        """Why the person cannot take a step of their own now, whatever they type."""

    def drop_refusal(self, entry_id: str, reason: str) -> None:
        """Give up a step that was refused, with the reason."""

    def hand_refusal(self, entry_id: str, reason: str) -> None:
        """Leave one's own refused step to the shift leader."""


class PaperExports(Protocol):
    """Where documents and tables leave the program; every method waits for a disk."""

    def save_paper(self, paper: Paper, path: Path, watch: Watch | None = None) -> Exported:
        """Write a document as .docx."""

    def make_paper(self, paper: Paper, watch: Watch | None = None) -> tuple[Numbered, bytes]:
        """A document under a number of its own, to be shown and printed."""

    def save_grids(
        self, kind: str, grids: Sequence[Grid], path: Path, watch: Watch | None = None
    ) -> Exported:
        """Write tables as .xlsx or .csv."""

    def save_picture(self, title: str, content: bytes, path: Path) -> Exported:
        """Write a picture of a chart (PNG)."""

    def note_copy(self, title: str, lines: int) -> Numbered:
        """Note in the log that rows of a table were copied."""

    def note_picture(self, title: str) -> Numbered:
        """Note in the log that a picture of a chart was copied."""


class PhotoAlbum(Protocol):
    """The photos of this workstation."""

    def picture(self, sha256: str, size: int, callback: Callable[[bytes | None], None]) -> None:
        """Hand a picture to `callback` on any thread; None when it is not here yet."""

    def spoiled(self, sha256: str) -> bool:
        """Whether a photo that is not here cannot come: the centre's copy of it is spoiled."""

    def add_photo(self, data: bytes) -> str:
        """Keep a photo on this workstation; returns its SHA-256. Waits for a disk.

        Raises `WorldError` with a sentence when it is no picture or cannot be kept.
        """


class Colleague(Protocol):
    """Somebody else who has the same subject in front of them."""

    @property
    def person(self) -> str:
        """The log-in."""

    @property
    def doing(self) -> str | None:
        """`subject.step` of the dialog that stands open there."""

    @property
    def since(self) -> int:
        """Since when, in seconds since 1970."""


class Company(Protocol):
    """Who else is at the case in front; nothing of it waits."""

    @property
    def others(self) -> Sequence[Colleague]:
        """Who is there, as the last round heard; those who act on it first."""

    def turn_to(self, kind: str, root: str, doing: str | None = None) -> None:
        """A root is in front of the person now; `doing` is `subject.step` of an open dialog."""

    def turn_away(self) -> None:
        """Nothing of the kind is in front of the person any more."""


class Duty(Protocol):
    """One person at work."""

    @property
    def workflow(self) -> Workflow:
        """The life cycles."""

    @property
    def person(self) -> PersonInFront:
        """Who works here now."""

    @property
    def posts(self) -> Sequence[str]:
        """The posts held."""

    @property
    def hotline(self) -> Hotline:
        """What is known of callers."""

    @property
    def reader(self) -> CaseReader:
        """Answers from the replica."""

    @property
    def desk(self) -> StepDesk:
        """The one door for a change."""

    def status(self) -> SyncStatus:
        """How seat and centre stand."""

    def caller_of(self, case_id: str, reason: str) -> Caller:
        """Ask the centre for a caller who is not kept here; it records who asked, and why.

        Waits for the network. Raises `WorldError` with a sentence.
        """

    @property
    def company(self) -> Company:
        """Who else is at the case in front."""

    @property
    def pictures(self) -> PhotoAlbum:
        """The photos of this workstation."""

    @property
    def papers(self) -> Papers:
        """The documents that can be had; every method waits for a disk."""

    @property
    def field_work(self) -> FieldWork:
        """Takes in what collectors found; waits for a disk."""

    @property
    def exports(self) -> PaperExports:
        """The way out for documents and tables."""


def names_in(duty: Duty, subject: str, values: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """The words for every reference that `values` of a step on `subject` name.

    Waits for a disk: off the GUI thread.
    """
    found = {}
    for name, value in values.items():
        field = duty.workflow.fields.get((subject, name))
        if field is not None and field.type == "ref" and isinstance(value, str):
            found[field.of, value] = duty.reader.words(field.of, value)
    return found
