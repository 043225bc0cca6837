"""What screens and commands ask of the replica: plain records, read on a connection of its own.

Every call sees one state of the file. Rows are shown to a person only within the areas that were
granted to them; personal values only where they came for that person or are their own entries
that are not settled yet.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, exists, select

from seatapp.domain.alarms import Ringing
from seatapp.domain.entries import Value, Values
from seatapp.domain.lapse import matured
from seatapp.domain.lights import Thresholds, thresholds_of
from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.local import drafts, outbox
from seatapp.local.callers import Wanted, caller_history, case_lines, people_called
from seatapp.local.case_view import may_see, root_detail
from seatapp.local.component_changes import changes_of
from seatapp.local.deadlines import (
    DeadlineView,
    Weighed,
    deadline_view,
    relimited,
    weighed,
)
from seatapp.local.exports import Export, listed_exports
from seatapp.local.facts_here import FactsHere, facts_here
from seatapp.local.field_orders import FieldLoad, field_loads
from seatapp.local.find import found_case, found_cases
from seatapp.local.history import story_items
from seatapp.local.kept_editions import kept
from seatapp.local.named_lists import NamedLists
from seatapp.local.naming import Names
from seatapp.local.own_phrases import phrases_of
from seatapp.local.own_work import OwnWork, own_work
from seatapp.local.queue_asked import Asked
from seatapp.local.queue_lists import QueueLists
from seatapp.local.references import LocalReferences, calendar_until
from seatapp.local.refusals import Asking, refusal_items, refused_count
from seatapp.local.rights import read_whole, rights_of
from seatapp.local.samples import Sample, closed_between, samples
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import DraftRow, LedgerRow, PhotoOwed, ReferenceRow, table_of
from seatapp.local.unit_loads import UnitLoad
from seatapp.local.view_rows import state_here
from seatapp.local.views import (
    CallerHistory,
    CallerLine,
    CaseDetail,
    FoundCase,
    Judged,
    QueueCount,
    QueueRow,
    RefusalItem,
    StoryItem,
)
from seatapp.local.watch_rounds import Rounds, watch_rounds
from seatapp.local.writing import in_chunks

SaveDraft = Callable[[str, str, Values | None], None]
Follow = Callable[[str, str, bool], None]
AS_IT_IS = Asked()

_draft = table_of(DraftRow).c
_ledger = table_of(LedgerRow).c
_owed = table_of(PhotoOwed).c
_reference = table_of(ReferenceRow).c


class Reader:
    """Answers questions about the replica; any thread may ask.

    `connect` gives a connection inside a transaction, `person` who sits in front (for questions
    that do not name anybody), `save` keeps a draft, `follow` what somebody keeps an eye on, `now`
    tells the moment (seconds since 1970) as of which states are shown.
    """

    def __init__(
        self,
        workflow: Workflow,
        connect: Callable[[], AbstractContextManager[Connection]],
        references: LocalReferences,
        save: SaveDraft,
        follow: Follow,
        now: Callable[[], int],
    ) -> None:
        self.person = ""
        self._now = now
        self._workflow = workflow
        self._references = references
        self._connect = connect
        self._names = Names(workflow, references)
        self._lists = NamedLists(workflow, references)
        self._queues = QueueLists(workflow, self._names, self._lists, references)
        self._save = save
        self._follow = follow

    def queue_ids(self, queue: str, person: str, now: int, asked: Asked = AS_IT_IS) -> array[int]:
        """The keys of the rows of a queue, narrowed and in the order that was asked for."""
        with self._connect() as connection:
            return self._queues.keys(connection, queue, person, now, asked)

    def queue_rows(self, queue: str, keys: Sequence[int]) -> list[QueueRow]:
        """The rows of these keys in the order asked for; vanished ones are left out."""
        with self._connect() as connection:
            return self._queues.rows(connection, queue, keys, self.person, self._now())

    def whole(self) -> bool:
        """Whether all that the person in front may see was read from the centre to its end."""
        with self._connect() as connection:
            return read_whole(connection, self.person)

    def thresholds(self) -> Thresholds:
        """How long before its end each clock counts as soon due."""
        return thresholds_of(self._references)

    def ringing(self, queues: Collection[str], person: str, now: int) -> list[Ringing]:
        """What stands in these queues and is late or soon due; of a long queue the first ones."""
        found: dict[str, Ringing] = {}
        until = now + self.thresholds().most
        with self._connect() as connection:
            for queue in queues:
                keys = self._queues.due_until(connection, queue, person, now, until)
                for row in self._queues.rows(connection, queue, keys, person, now) if keys else ():
                    name = f"{row.number} {row.title}"
                    one = Ringing(row.subject_id, row.case_id, queue, name, row.due_at, row.near)
                    found.setdefault(row.subject_id, one)
        return list(found.values())

    def due_keys(self, queue: str, person: str, now: int, until: int) -> list[int]:
        """The keys of all rows of a queue that are due by `until`, the first ones first."""
        with self._connect() as connection:
            return self._queues.due_until(connection, queue, person, now, until, most=-1)

    def unit_loads(self, queue: str, person: str, now: int) -> list[UnitLoad]:
        """What each unit has in its hands of a queue of cases, the worst first."""
        with self._connect() as connection:
            return self._queues.unit_loads(connection, queue, person, now)

    def queue_states(self, queue: str, keys: Sequence[int]) -> list[tuple[State, State]]:
        """The whole subjects of these keys, each with its case, in the order asked for."""
        with self._connect() as connection:
            return self._queues.states(connection, queue, keys)

    def queue_counts(self, queues: Collection[str], person: str, now: int) -> dict[str, QueueCount]:
        """How full each queue is, and how many of its rows are past their time."""
        with self._connect() as connection:
            return {name: self._queues.count(connection, name, person, now) for name in queues}

    def case(self, case_id: str, person: str) -> CaseDetail | None:
        """A case with its children; None when it is not here or not for this person."""
        return self.root("case", case_id, person)

    def root(self, subject: str, root: str, person: str) -> CaseDetail | None:
        """A root with its children; None when it is not here or not for this person."""
        with self._connect() as connection:
            found = root_detail(connection, self._workflow, self._names, subject, root, person)
        return found and replace(
            found,
            state=self._as_of_now(found.state),
            children=[self._as_of_now(child) for child in found.children],
        )

    def component_changes(self, case: State, person: str) -> list[State]:
        """Changes of components that belong to a case: registered from it, or of its component."""
        with self._connect() as connection:
            areas = rights_of(connection, person).areas
            return [self._as_of_now(one) for one in changes_of(connection, case, areas)]

    def state(self, subject: str, subject_id: str) -> State | None:
        """A subject as the seat sees it now."""
        with self._connect() as connection:
            state = state_here(connection, subject, subject_id)
            return None if state is None else self._as_of_now(state)

    def here(self, subject: str, subject_ids: Sequence[str]) -> set[str]:
        """Which of these subjects the seat has, whoever may see them."""
        column = VIEWS[subject].c.id
        with self._connect() as connection:
            return {
                found
                for chunk in in_chunks(subject_ids)
                for found in connection.execute(select(column).where(column.in_(chunk))).scalars()
            }

    def find_case(self, text: str, person: str | None = None) -> list[str]:
        """Cases by number, last digits or words in their texts, the best match first."""
        with self._connect() as connection:
            rights = rights_of(connection, self.person if person is None else person)
            found = found_cases(connection, text, rights.areas, self._lists)
            return [str(row["id"]) for row in found]

    def search(self, text: str, person: str, most: int) -> list[FoundCase]:
        """The first `most` cases that `find_case` finds, with what was found in each."""
        with self._connect() as connection:
            areas = rights_of(connection, person).areas
            rows = found_cases(connection, text, areas, self._lists, most)
            return [found_case(row, text, self._names) for row in rows]

    def titles(self) -> list[str]:
        """Everything that a case may be about, by its name."""
        return self._lists.titles()

    def follow(self, person: str, case_id: str, wanted: bool) -> None:
        """Let a person keep an eye on a case, or no longer. Returns after the commit."""
        self._follow(person, case_id, wanted)

    def caller(self, key: str, person: str | None = None, digits: str = "") -> CallerHistory:
        """What the number behind a search key has said before, and what is owed to it.

        With its `digits` what is known to be of another number with this key is left out.
        """
        asking = self.person if person is None else person
        with self._connect() as connection:
            areas = rights_of(connection, asking).areas
            wanted = Wanted(key, digits, asking, areas)
            return caller_history(connection, self._workflow, self._names, wanted)

    def case_lines(self, case_ids: Sequence[str]) -> list[CallerLine]:
        """These cases as lines of a caller's history, in this order, as far as they may be seen."""
        with self._connect() as connection:
            areas = rights_of(connection, self.person).areas
            return case_lines(connection, self._workflow, self._names, case_ids, areas)

    def closed_between(self, stratum: str, begin: int, end: int) -> dict[str, list[str]]:
        """Cases closed from `begin` to before `end`, in the person's areas, by their stratum."""
        with self._connect() as connection:
            areas = rights_of(connection, self.person).areas
            return closed_between(connection, stratum, begin, end, areas)

    def samples(self) -> list[Sample]:
        """The last random callbacks that were drawn, newest first."""
        with self._connect() as connection:
            return samples(connection, self._names, rights_of(connection, self.person).areas)

    def facts_here(self, since: int, until: int) -> FactsHere:
        """Cases that are open or touched from `since` to before `until`, calls and callbacks."""
        with self._connect() as connection:
            return facts_here(connection, rights_of(connection, self.person).areas, since, until)

    @property
    def names(self) -> Names:
        """What codes are called here."""
        return self._names

    def own_work(self, since: int) -> OwnWork:
        """What the person did from `since` on, and what is in their hand now."""
        with self._connect() as connection:
            areas = rights_of(connection, self.person).areas
            return own_work(connection, self._workflow, self.person, areas, since)

    def watch_rounds(self, now: int) -> Rounds:
        """The sites of the watch rounds, and what was found lately."""
        rows = self.references("watch_site")
        with self._connect() as connection:
            areas = rights_of(connection, self.person).areas
            return watch_rounds(connection, self._names, rows, areas, now)

    def known_callers(self, words: str) -> list[tuple[str, str, str]]:
        """Earlier callers by last digits or name: search key, masked number, masked name."""
        with self._connect() as connection:
            return people_called(connection, words, rights_of(connection, self.person).areas)

    def story(self, case_id: str) -> list[StoryItem]:
        """The history of a case and its children, newest last; none of what may not be seen."""
        with self._connect() as connection:
            if not may_see(connection, case_id, self.person):
                return []
            return story_items(connection, self._workflow, self._names, case_id)

    def deadline(self, case_id: str, person: str) -> DeadlineView | None:
        """Why the deadline of a case stands where it stands, and what was asked and decided."""
        detail = self.case(case_id, person)
        if detail is None:
            return None
        story, now = self.story(case_id), self._now()
        with self._connect() as connection:
            return deadline_view(
                connection,
                self._workflow,
                self._references,
                detail.state,
                detail.children,
                story,
                sorted(rights_of(connection, person).areas),
                now,
            )

    def weigh(self, case_id: str, request_id: str, granted: Values) -> Weighed | None:
        """What a grant of this size would do to a case; None when either is not here."""
        case, request = self.state("case", case_id), self.state("request", request_id)
        if case is None or request is None:
            return None
        return weighed(self._references, case, request, granted, self._now())

    def relimited(self, case_id: str, values: Values) -> tuple[State, State] | None:
        """A case as it is and as it would be with its class or matter mended now."""
        state = self.state("case", case_id)
        return None if state is None else relimited(state, values, self._now(), self._references)

    def refusals(self, person: str | None = None) -> list[RefusalItem]:
        """What the centre did not accept and stands before this person, oldest first.

        Personal values that were typed are shown to their author only.
        """
        with self._connect() as connection:
            return refusal_items(connection, self._asking(person))

    def _asking(self, person: str | None = None) -> Asking:
        asking = self.person if person is None else person
        return Asking(asking, self._workflow, self._names, self._references, self._now())

    def references(self, kind: str) -> list[tuple[str, Mapping[str, Any]]]:
        """All rows of a list with their codes, in the order of the codes."""
        with self._connect() as connection:
            rows = select(_reference.code, _reference.row).where(_reference.kind == kind)
            found = connection.execute(rows.order_by(_reference.code))
            return [(code, row) for code, row in found]

    def own_phrases(self) -> list[tuple[str, str]]:
        """The phrases of the person in front, the newest first: identifier and words."""
        with self._connect() as connection:
            return phrases_of(connection, self.person)

    def lists_edition(self) -> int:
        """A number that grows whenever reference lists have changed; does not wait."""
        return self._references.edition

    def any_reference(self, kind: str) -> bool:
        """Whether the centre has registered any row of this list."""
        with self._connect() as connection:
            return bool(
                connection.execute(select(exists().where(_reference.kind == kind))).scalar()
            )

    def words(self, kind: str, code: str) -> str:
        """What a code of a list is called; a code that is not here stands for itself."""
        return self._names.words(kind, code)

    def title(self, case: State) -> str:
        """What a case is about, in one line."""
        return self._names.title(case)

    def field_loads(self) -> list[FieldLoad]:
        """What collectors have to do in the areas of the person in front, the fullest first."""
        with self._connect() as connection:
            areas = rights_of(connection, self.person).areas
            return field_loads(connection, self._names, areas)

    def unsent_count(self) -> int:
        """Entries that the centre has not answered yet."""
        with self._connect() as connection:
            return outbox.unsent_count(connection)

    def unsent_to_hand_over(self) -> int:
        """Those of them that are more than the beginning of a handover."""
        with self._connect() as connection:
            return outbox.unsent_to_hand_over(connection)

    def refused_count(self) -> int:
        """Refusals that stand before a person, each with its chain counted once."""
        with self._connect() as connection:
            return refused_count(connection, self._asking())

    def judged(self, entry_id: str) -> Judged | None:
        """Where an entry of this seat stands with the centre; None when it is not kept any more."""
        with self._connect() as connection:
            return outbox.judged(connection, entry_id)

    def calendar_until(self) -> int | None:
        """Until when the calendar in force knows its days; None when none is loaded."""
        with self._connect() as connection:
            return calendar_until(connection)

    def draft(self, person: str, key: str) -> dict[str, Value] | None:
        """What somebody had typed and not taken; None when there is nothing."""
        with self._connect() as connection:
            return drafts.read(connection, person, key)

    def save_draft(self, person: str, key: str, values: Values | None) -> None:
        """Keep what is typed; None takes the draft away. Returns after the commit."""
        self._save(person, key, values)

    def kept_edition(self, person: str, month: str, area: str) -> dict[str, Any] | None:
        """The last frozen edition of a period that a person saw here."""
        with self._connect() as connection:
            return kept(connection, person, month, area)

    def exports(self, limit: int = 200) -> list[Export]:
        """What was taken out of the program on this workstation, newest first."""
        with self._connect() as connection:
            return listed_exports(connection, limit)

    def held_count(self) -> int:
        """Entries that the centre holds back until another seat has brought what came before."""
        with self._connect() as connection:
            return outbox.held_count(connection)

    def ledger_counts(self) -> dict[str, int]:
        """How many entries of this seat have come to which verdict."""
        with self._connect() as connection:
            return outbox.counts_by_verdict(connection)

    def without_receipt(self) -> int:
        """Entries that the centre has decided, but could not as before once it was restored."""
        with self._connect() as connection:
            return outbox.without_receipt(connection)

    def photos_owed(self) -> set[str]:
        """Photos that entries of this seat name and the centre may lack: here alone, perhaps."""
        with self._connect() as connection:
            return outbox.photos_owed(connection)

    def photos_needed(self) -> set[str]:
        """Photos that must stay: the centre may lack them, or they stand in what is being typed."""
        with self._connect() as connection:
            return outbox.photos_owed(connection) | drafts.photos_in(connection)

    def photos_named(self) -> set[str]:
        """Photos of all entries that are kept here to be offered again after a restore."""
        with self._connect() as connection:
            return outbox.photos_of_all(connection, self._workflow)

    def photos_to_send(self) -> list[str]:
        """Photos that accepted entries of this seat name and the centre lacks."""
        with self._connect() as connection:
            return outbox.photos_to_send(connection)

    def _as_of_now(self, state: State) -> State:
        """The state with everything ended that was to end by itself."""
        return matured(self._workflow, state, self._now(), self._references)
