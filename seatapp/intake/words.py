"""The index of all descriptions on this workstation, made beside the work and kept up to date.

Among a million texts making it takes about a minute. Nobody waits for it: until it stands,
questions are answered by the other reasons, and whoever asks can tell the person so.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from seatapp.intake.text_index import TextIndex

PAGE = 2_000
AT_FIRST_S = 0.5
"""So long after its beginning a question waits: the texts of a small city are read within it."""

COMPARED = 32
"""How many of the nearest descriptions are compared in full."""

Texts = Sequence[tuple[int, str]]
_log = logging.getLogger(__name__)


class TextSource(Protocol):
    """Where descriptions are read; waits for a disk."""

    def texts(self, after_key: int, limit: int) -> Texts:
        """Key and description of the cases behind a key, in order of key."""

    def descriptions(self, case_ids: Collection[str]) -> Texts:
        """Key and description of these cases."""


class Words:
    """Finds descriptions that share most with a text; any thread may ask."""

    def __init__(self, source: TextSource) -> None:
        self._source = source
        self._guard = Lock()
        """Held for as long as it takes to note something, so that a commit never waits."""
        self._asking = Lock()
        self._changed: set[str] = set()
        self._index: TextIndex | None = None
        self._maker: Thread | None = None
        self._begun = 0.0
        self._made, self._stop = Event(), Event()

    @property
    def ready(self) -> bool:
        """Whether words are compared by now."""
        return self._made.is_set()

    def begin(self) -> None:
        """Make the index on a thread of its own, unless it stands or is being made."""
        with self._guard:
            if self._maker is None and not self._stop.is_set():
                self._maker = Thread(target=self._make, name="words", daemon=True)
                self._begun = monotonic()
                self._maker.start()

    def wait(self) -> None:
        """Wait until the index stands, however long that takes."""
        self.begin()
        self._made.wait()

    def nearest(self, text: str) -> Sequence[int]:
        """Keys of the cases whose descriptions share most with this text; none before it stands."""
        if not text or not self._stands():
            return ()
        with self._asking:
            index = self._index
            assert index is not None
            with self._guard:
                changed, self._changed = self._changed, set()
            try:
                index.put(self._source.descriptions(changed))
            except BaseException:
                self.note(changed)  # else they would never be found by their new words
                raise
            return index.nearest(text, COMPARED)

    def note(self, case_ids: Collection[str]) -> None:
        """These cases have changed."""
        with self._guard:
            self._changed |= set(case_ids)

    def close(self) -> None:
        """Stop making; the file is about to go."""
        with self._guard:
            self._stop.set()
            maker = self._maker
        if maker is not None:
            maker.join()

    def _stands(self) -> bool:
        """Whether the index stands, or does within the moment that a question has for it."""
        self.begin()
        return self._made.wait(max(0.0, self._begun + AT_FIRST_S - monotonic()))

    def _make(self) -> None:
        try:
            self._read_all()
        except Exception:
            # Without words everything else goes on; the next question begins anew.
            _log.exception("the index of words was not made")
            with self._guard:
                self._maker = None

    def _read_all(self) -> None:
        from seatapp.intake.text_index import TextIndex

        made, key = TextIndex(), 0
        while not self._stop.is_set():
            page = self._source.texts(key, PAGE)
            if not page:
                self._index = made
                self._made.set()
                return
            made.put(page)
            key = page[-1][0]
