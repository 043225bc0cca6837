"""The phrases that somebody keeps for themselves: they follow their person to any workstation."""

from __future__ import annotations

from typing import Protocol

from seatapp.desk import Wanted
from seatapp.domain.entries import Value
from ui.duty import CaseReader, Hotline, StepDesk
from ui.fields.catalogue import Item, initials_of

OWN = "own"
MOST = 100
NAME = 24
SEARCHED = 60
_PHRASE = "phrase"


class Writer(Protocol):
    """What is asked of the duty of somebody who keeps phrases."""

    @property
    def reader(self) -> CaseReader:
        """Answers from the replica."""

    @property
    def desk(self) -> StepDesk:
        """The one door for a change."""

    @property
    def hotline(self) -> Hotline:
        """Where what has no place of its own lies."""


def own_phrases(reader: CaseReader) -> list[Item]:
    """The phrases of the person in front, the newest first. Waits for a disk."""
    return [_item(phrase_id, words) for phrase_id, words in reader.own_phrases()]


def keep_phrase(duty: Writer, text: str) -> None:
    """Keep one more, unless it is there; the oldest goes when there are too many.

    Waits for a disk. Raises `StepRefused`, for a text with somebody's number in it too.
    """
    kept = duty.reader.own_phrases()
    if any(words == text for _phrase, words in kept):
        return
    values: dict[str, Value] = {"area": duty.hotline.area, "words": text}
    oldest = [phrase_id for phrase_id, _words in kept[MOST - 1 :]]
    duty.desk.perform_together(
        [
            Wanted("keep_phrase", _PHRASE, None, values),
            *(Wanted("drop_phrase", _PHRASE, phrase_id, {}) for phrase_id in oldest),
        ]
    )


def drop_phrase(duty: Writer, code: str) -> None:
    """Let the phrase of this item go. Waits for a disk; raises `StepRefused`."""
    duty.desk.perform("drop_phrase", _PHRASE, code.removeprefix(f"{OWN}."), {})


def _item(phrase_id: str, text: str) -> Item:
    line = " ".join(text.split())
    name = f"★ {line[:NAME]}{'…' if len(line) > NAME else ''}"
    return Item(f"{OWN}.{phrase_id}", name, "", text, initials_of(line[:SEARCHED]), line, {})
