"""What screens and commands get to see of the replica: plain records, ready to be shown.

Nothing here is live: a record is what the replica held when it was read. Times are whole seconds
since 1970. Personal data is masked unless the field says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class QueueCount:
    """How full a queue is: all rows, and those past their time."""

    total: int
    late: int


@dataclass(frozen=True)
class QueueRow:
    """One line of a queue.

    `key` is the local row number, `subject_id` what is to be done, `case_id` the root it belongs
    to (the same for queues of roots), of the kind `root_subject`. `asked` says in a few words what
    a request asks for. `near` seconds before `due_at` it counts as soon due. `again_at` is when
    somebody who was rung in vain is rung again.
    """

    key: int
    subject: str
    subject_id: str
    case_id: str
    root_subject: str
    case_kind: str
    number: str
    stage: str
    title: str
    asked: str
    address: str
    source: str
    unit: str
    urgency: str
    due_at: int | None
    paused: bool
    since_at: int
    person: str
    pending: bool
    doubtful: bool
    area: str = ""
    reported_at: int | None = None
    near: int = 3600
    again_at: int | None = None


@dataclass(frozen=True)
class FoundCase:
    """A case that a search found.

    `where` names the field that holds the words, `around` its text near them; both are empty when
    the number was asked for.
    """

    case_id: str
    number: str
    title: str
    address: str
    stage: str
    where: str
    around: str


@dataclass(frozen=True)
class CaseDetail:
    """A case with its children, as states of `seatapp.domain.fold`.

    `contact` holds the full personal values when the person in front may see them (an open duty
    of theirs, or their own entry that is not settled yet). `names` resolves reference codes:
    (kind, code) to the words to show. `classed` is the standard of the case, if it has one;
    `followed` tells whether the person keeps an eye on it.
    """

    state: Mapping[str, Any]
    children: Sequence[Mapping[str, Any]]
    contact: Mapping[str, str] | None
    names: Mapping[tuple[str, str], str]
    classed: Mapping[str, Any] | None
    pending: bool
    followed: bool = False


@dataclass(frozen=True)
class StoryItem:
    """One line of the history, newest last.

    `standing` is `accepted`, `pending`, `refused` or `fallen`; `received_at` is None until the
    centre has it; `counts_at` is the moment from which the line counts for clocks. `values`
    hold nothing personal. `subject_id` is known of this seat's own lines.
    """

    entry_id: str
    subject: str
    step: str
    label: str
    author: str
    author_name: str
    post: str
    claimed_at: int
    received_at: int | None
    counts_at: int
    standing: str
    values: Mapping[str, Any]
    by_system: bool
    subject_id: str = ""


MASKED = "_masked"
"""What the name of a field ends with when it holds a personal value under its mask."""


@dataclass(frozen=True)
class RefusalItem:
    """A step that the centre did not accept, standing before a person until it is settled.

    `chain` counts later steps that fell with it. `sentence` and `advice` come from
    `refusals.csv`, filled in; `values` are what was typed, personal ones in full for their author
    alone. `own` says that it is the work of whoever asks, `stage` where it stands with the centre,
    None where this workstation alone knows of it. `can_hand` says that it can be left to the shift
    leader: whoever is that has nobody to leave it to, and what they leave undone stands before the
    others in time. `seat_code` is where it was taken, nothing for this workstation.
    """

    entry_id: str
    subject: str
    subject_id: str
    case_id: str
    number: str
    title: str
    step: str
    label: str
    code: str
    sentence: str
    advice: str
    author: str
    author_name: str
    claimed_at: int
    values: Mapping[str, Any]
    chain: int
    own: bool = True
    stage: str | None = None
    can_hand: bool = False
    seat_code: str = ""

    @property
    def to_begin_with(self) -> Mapping[str, Any]:
        """What a form begins with when the step is taken again: nothing that is only a mask."""
        return {name: value for name, value in self.values.items() if not name.endswith(MASKED)}


@dataclass(frozen=True)
class Judged:
    """Where an entry of this seat stands: `verdict` is `pending`, `applied`, `refused` or `fallen`.

    `code` and `field` say why it was refused; `subject`, `subject_id` and `step` what it was.
    """

    verdict: str
    code: str | None
    field: str | None
    subject: str
    subject_id: str
    step: str


@dataclass(frozen=True)
class SyncStatus:
    """The figures of the status line. `skew` is seat clock minus centre clock, in seconds.

    `whole` tells whether all that the person may see was read to its end at least once: before
    that, what is not shown may well be there.
    """

    online: bool
    offline_since: int | None
    unsent: int
    refused: int
    last_round: int | None
    skew: float | None
    filling: int | None
    trouble: str | None
    whole: bool


@dataclass(frozen=True)
class OfferedStep:
    """A button of the action bar: a step that the person may take on this subject now.

    An empty `post` leaves the choice to the desk.
    """

    subject: str
    subject_id: str
    step: str
    post: str
    label: str
    key: str
    tone: str


@dataclass(frozen=True)
class CallerLine:
    """One line of a caller's history: a case, a call, or a callback that is owed.

    `at` is when it came, for callbacks when it is due; `person` who took or owes it. An open case
    says whose it is (`unit`) and until when (`due_at`), which is what callers ask. `caller` is the
    masked name under which it was registered, `sure` that it is of the number looked for: many
    numbers share a key. `reopens` says that a leader can be asked to have a closed case done again.
    """

    subject: str
    subject_id: str
    root_subject: str
    root: str
    number: str
    title: str
    stage: str
    at: int
    person: str
    open: bool
    unit: str = ""
    due_at: int | None = None
    caller: str = ""
    sure: bool = False
    reopens: bool = False


@dataclass(frozen=True)
class CallerHistory:
    """What is known of the number behind a search key; names are masked, newest first."""

    key: str
    names: Sequence[str]
    cases: Sequence[CallerLine]
    calls: Sequence[CallerLine]
    owed: Sequence[CallerLine]

    @property
    def sure(self) -> bool:
        """Whether all of it is of the number looked for; else some may be somebody else's."""
        return all(line.sure for line in (*self.cases, *self.calls, *self.owed))
