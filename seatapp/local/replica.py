"""The replica: everything of this workstation that screens read and people change.

One process writes it, on one thread, one transaction a change; many threads read it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock
from sqlalchemy import Connection, Engine, select

from seatapp.central.messages import Answer, Cursor, HeldPost, Outgoing, Pages
from seatapp.domain.entries import Entry, Values
from seatapp.domain.references import References
from seatapp.domain.workflow import Workflow
from seatapp.local import (
    absorb,
    carried,
    compare,
    drafts,
    following,
    kept_editions,
    ledger,
    numbering,
    sending,
    settle,
)
from seatapp.local.ballast import Ballast
from seatapp.local.carried import Load
from seatapp.local.changes import Changes
from seatapp.local.database import world_faults
from seatapp.local.duty_book import DutyBook
from seatapp.local.lookups import Lookups
from seatapp.local.photo_facts import keep_facts
from seatapp.local.prepared import Prepared
from seatapp.local.reader import Reader
from seatapp.local.references import LocalReferences
from seatapp.local.rights import grant_posts, grant_scopes, rights_of
from seatapp.local.ripening import ripe, ripen
from seatapp.local.tables import CursorRow, table_of
from seatapp.local.writer import Writer
from seatapp.local.writing import READ_META, Writing
from seatapp.media.facts import Facts

T = TypeVar("T")

SPOILED_PHOTOS = "spoiled_photos"
MOST_SPOILED = 50
"""So many are remembered: a centre whose photos are gone altogether is no case for a list."""

_cursor = table_of(CursorRow).c
_read_cursors = Prepared(select(_cursor.scope, _cursor.n, _cursor.id))


@dataclass(frozen=True)
class HeldFile:
    """The file of a replica that this process holds: its engines, its lock, its ballast."""

    path: Path
    lock: FileLock
    ballast: Ballast
    writing: Engine
    reading: Engine


class Replica:
    """The seat's own file, open for writing; `reader` and `book` answer what screens ask.

    Methods that write return after the commit and may be called on any thread.
    """

    def __init__(
        self, file: HeldFile, workflow: Workflow, seat: str, now: Callable[[], int]
    ) -> None:
        """`seat` is the identity of a new one, `now` the clock as of which states are shown."""
        self._file = file
        self.ballast = file.ballast
        self._workflow = workflow
        self._listeners: list[Callable[[Changes], None]] = []
        self._before_close: list[Callable[[], None]] = []
        self._facts: dict[str, str] = {}
        self._shared_references = LocalReferences(self._connect)
        self.reader = Reader(
            workflow, self._connect, self._shared_references, self.save_draft, self.follow, now
        )
        self.book = DutyBook(workflow, self._connect, self.reader)
        self.lookups = Lookups(self._connect, lambda: self.reader.person)
        self._writer = Writer(file.writing, lambda: world_faults(file.path))
        self._own_references = LocalReferences(self._writer.connection)
        try:
            self.write(lambda writing: _begin_file(writing, seat))
        except BaseException:
            self._let_go()
            raise

    @property
    def seat_id(self) -> str:
        """The identity of this workstation at the centre; a new one if it must start anew."""
        return self._fact(ledger.SEAT)

    @property
    def last_q(self) -> int:
        """The serial number of the last entry that was written here; 0 before the first."""
        return int(self._fact(ledger.LAST_Q))

    @property
    def epoch(self) -> int:
        """The epoch of the centre that this replica goes by; 0 before the first round."""
        return int(self._fact(ledger.EPOCH))

    def references(self) -> References:
        """The reference rows, for the rules."""
        return self._shared_references

    def write(self, work: Callable[[Writing], T]) -> T:
        """Do `work` in one transaction on the writer's thread; returns after the commit.

        When the disk is full, `work` is done a second time in the room that the ballast leaves.
        Raises what `work` raises, or `LocalFileError`; then nothing of it was written.
        """
        written: set[str] = set()

        def job(connection: Connection) -> tuple[T, Changes]:
            writing = Writing(connection, self._workflow, self._own_references)
            try:
                result = work(writing)
            except BaseException:
                # What was read of rows that are now rolled back must not be remembered.
                self._own_references.forget()
                raise
            written.update(writing.facts)
            return result, writing.changed.finished(self._workflow)

        result = self.ballast.with_room(lambda: self._writer.wait(job, self._after_commit))[0]
        if written:
            # A new one, so that whoever is just reading an old fact keeps it to themselves.
            self._facts = {k: fact for k, fact in self._facts.items() if k not in written}
        return result

    def listen(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` after each commit that changed something, on the writer's thread.

        Returns the function that ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def grant(self, person: str, posts: Collection[HeldPost], scopes: Sequence[str]) -> None:
        """`person` sits in front from now on, with these posts and scopes."""
        held = {(post.post, post.area) for post in posts}

        def work(writing: Writing) -> None:
            grant_posts(writing, person, held)
            grant_scopes(writing, person, scopes)

        self.write(work)
        self.reader.person = person

    def append(self, entry: Entry, body: str, mac: str) -> int:
        """Write a signed entry and show what it will do; returns its serial number."""

        def work(writing: Writing) -> int:
            return ledger.append(
                writing, entry, body, mac, writing.family(entry.subject, entry.root)
            )

        return self.write(work)

    def settle(self, answer: Answer) -> None:
        """Store what the centre answered to `unsent`."""
        self.write(lambda writing: settle.settle(writing, answer))

    def absorb(self, pages: Pages) -> bool:
        """Store what the centre answered to `cursors`; False when all has to be read anew."""
        return self.write(lambda writing: absorb.absorb(writing, pages))

    def unsent(
        self,
        limit_bytes: int = sending.BATCH_BYTES,
        limit: int = sending.BATCH_ENTRIES,
        after: int = 0,
    ) -> list[Outgoing]:
        """What to send next beyond the number `after`, in the seat's order."""
        with self._connect() as connection:
            return sending.unsent(connection, limit_bytes, limit, after)

    def digests(self, scopes: Sequence[str]) -> dict[str, compare.Digest]:
        """What is here of these scopes, as the centre reckons it."""
        with self._connect() as connection:
            return compare.digests(connection, scopes)

    def read_anew(self, scopes: Collection[str], now: int) -> None:
        """Have these scopes read from their beginning, and remember that they had to be."""
        self.write(lambda writing: compare.read_anew(writing, scopes, now))

    def note_compared(self, now: int) -> None:
        """Seat and centre have compared what they hold."""
        self.write(lambda writing: writing.set_meta(compare.COMPARED_AT, str(now)))

    @property
    def compared_at(self) -> int:
        """When seat and centre compared what they hold; 0 when they never have."""
        return int(self._fact(compare.COMPARED_AT))

    def note_round(self, now: int) -> None:
        """Seat and centre are in step now; the next start of the program tells it."""
        self.write(lambda writing: writing.set_meta(ledger.LAST_ROUND, str(now)))

    @property
    def last_round(self) -> int | None:
        """When seat and centre were last in step, to the minute; None when they never were."""
        noted = self._fact(ledger.LAST_ROUND)
        return int(noted) if noted else None

    def note_spoiled(self, sha256: str, spoiled: bool) -> None:
        """Remember that the centre's copy of a photo is spoiled, or no longer; the last ones."""

        def work(writing: Writing) -> None:
            others = [one for one in writing.meta(SPOILED_PHOTOS).split() if one != sha256]
            known = [*others, sha256] if spoiled else others
            writing.set_meta(SPOILED_PHOTOS, " ".join(known[-MOST_SPOILED:]))

        self.write(work)

    def spoiled_photos(self) -> list[str]:
        """The photos whose copies at the centre were spoiled when they were last asked for."""
        return self._fact(SPOILED_PHOTOS).split()

    def mended(self) -> tuple[int, list[str]]:
        """When scopes had to be read anew for the last time, and which; 0 when none ever had."""
        return int(self._fact(compare.MENDED_AT)), self._fact(compare.MENDED_SCOPES).split()

    def offer_held(self) -> None:
        """Send again what the centre holds back until it has what came before."""
        self.write(sending.offer_held)

    def set_aside(self, q: int) -> None:
        """Let an entry that the centre cannot read stand among the refusals."""
        self.write(lambda writing: numbering.set_aside(writing, q))

    def offer(self, limit_bytes: int, limit: int, after: int) -> list[Outgoing]:
        """What `unsent` says, about to be handed to the centre: the numbers stand from now on."""
        if not self.unsent(limit=1, after=after):
            return []
        return self.write(lambda writing: sending.offer(writing, limit_bytes, limit, after))

    def unacknowledged(self) -> Load:
        """Every entry that the centre has not answered yet, with the rows that they stand on."""
        epoch = self.epoch
        with self._connect() as connection:
            return carried.load_of(connection, epoch)

    def carry(self, load: Load, origin: str) -> int:
        """Take entries of the workstation `origin` along, before the own ones that were never sent.

        They are shown as provisional and go to the centre with the next round. Returns how many
        were not known here yet; taking the same ones again does no harm.
        """
        return self.write(lambda writing: carried.carry(writing, load, origin))

    def cursors(self) -> dict[str, Cursor]:
        """How far each scope was read; scopes of the person in front start from nothing."""
        with self._connect() as connection:
            known = _read_cursors.rows(connection)
            found = {scope: Cursor(n, row_id) for scope, n, row_id in known}
            granted = rights_of(connection, self.reader.person).scopes
            return {scope: Cursor() for scope in sorted(granted)} | found

    def next_serial(self, day: str) -> int:
        """The next serial number of acceptance numbers for `day`; never the same twice."""
        return self.write(lambda writing: ledger.next_serial(writing, day))

    def close_refusal(self, entry_id: str, how: str, reason: str, at: int) -> None:
        """A person settled a refusal and everything that fell with it."""
        self.write(lambda writing: ledger.close_refusal(writing, entry_id, how, reason, at))

    def save_draft(self, person: str, key: str, values: Values | None) -> None:
        """Keep what somebody is typing; None takes the draft away."""
        self.write(lambda writing: drafts.save(writing, person, key, values))

    def keep_edition(self, person: str, month: str, area: str, body: Mapping[str, Any]) -> None:
        """Keep a frozen edition for when the centre is out of reach."""
        self.write(lambda writing: kept_editions.keep(writing, person, month, area, body))

    def follow(self, person: str, case_id: str, wanted: bool) -> None:
        """Let a person keep an eye on a case, or no longer."""
        self.write(lambda writing: following.follow(writing, person, case_id, wanted))

    def photos_to_send(self) -> list[str]:
        """Photos that accepted entries of this seat name and the centre lacks."""
        return self.reader.photos_to_send()

    def photos_sent(self, hashes: Sequence[str]) -> None:
        """The centre has these photos now."""
        self.write(lambda writing: ledger.photos_came(writing, hashes))

    def photo_came(self, sha256: str) -> None:
        """A photo can be shown on this workstation from now on; tells the listeners."""
        self._tell(Changes(photos=frozenset({sha256})))

    def keep_facts(self, found: Mapping[str, Facts]) -> None:
        """Note what photos, by their SHA-256, turned out to be."""
        self.write(lambda writing: keep_facts(writing, found))

    def let_time_pass(self, now: int) -> None:
        """Show what has ended by itself until `now`; nothing is written where nothing has."""
        with self._connect() as connection:
            due = ripe(connection, self._workflow, now)
        if due:
            self.write(lambda writing: ripen(writing, now))

    def prune(self, now: int) -> None:
        """Forget what was settled long ago and scopes that nobody uses."""

        def work(writing: Writing) -> None:
            ledger.prune(writing, now)
            absorb.forget_unused_scopes(writing, now)

        self.write(work)

    def before_close(self, work: Callable[[], None]) -> None:
        """Let `work` end what still reads by itself when the file is given back."""
        self._before_close.append(work)

    def close(self) -> None:
        """Finish what is being written and give the file back."""
        with ExitStack() as leaving:
            leaving.callback(self._file.lock.release)
            leaving.callback(self._let_go)
            for work in self._before_close:
                leaving.callback(work)

    def _let_go(self) -> None:
        """End the writer's thread, and every connection to the file."""
        self._writer.close()
        self._file.reading.dispose()

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with world_faults(self._file.path), self._file.reading.begin() as connection:
            yield connection

    def _fact(self, name: str) -> str:
        """A single fact about the file, empty where nobody noted it.

        The engine asks for some many times a round.
        """
        known = self._facts
        if name not in known:
            with self._connect() as connection:
                found = READ_META.one(connection, wanted=name)
            known[name] = "" if found is None else str(found[0])
        return known[name]

    def _after_commit(self, done: tuple[object, Changes]) -> None:
        changes = done[1]
        if changes.references:
            self._own_references.forget()
            self._shared_references.forget()
        if changes:
            self._tell(changes)

    def _tell(self, changes: Changes) -> None:
        for listener in tuple(self._listeners):
            listener(changes)


def _begin_file(writing: Writing, seat: str) -> None:
    if not writing.meta(ledger.SEAT):
        writing.set_meta(ledger.SEAT, seat)
        writing.set_meta(ledger.EPOCH, "0")
        writing.set_meta(ledger.LAST_Q, "0")
        writing.set_meta(ledger.OFFERED_Q, "0")
        for name in (compare.COMPARED_AT, compare.MENDED_AT):
            writing.set_meta(name, "0")
        writing.set_meta(compare.MENDED_SCOPES, "")
