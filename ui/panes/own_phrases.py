"""The phrases that somebody keeps for themselves: kept on this workstation, found like the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seatapp.domain.entries import Value
from ui.duty import CaseReader
from ui.fields.catalogue import Item, initials_of

KEY = "phrases/own"
TEXTS = "texts"
MOST = 100
NAME = 24
SEARCHED = 60


def own_phrases(reader: CaseReader, person: str) -> list[Item]:
    """The phrases of a person, the newest first. Waits for a disk."""
    return [_item(place, text) for place, text in enumerate(_texts(reader.draft(person, KEY)))]


def keep_phrase(reader: CaseReader, person: str, text: str) -> list[Item]:
    """Keep one more; the oldest goes when there are too many. Waits for a disk."""
    texts = _texts(reader.draft(person, KEY))
    kept = [text, *(one for one in texts if one != text)][:MOST]
    reader.save_draft(person, KEY, {TEXTS: kept})
    return own_phrases(reader, person)


def drop_phrase(reader: CaseReader, person: str, text: str) -> list[Item]:
    """Let one go. Waits for a disk."""
    kept = [one for one in _texts(reader.draft(person, KEY)) if one != text]
    reader.save_draft(person, KEY, {TEXTS: kept} if kept else None)
    return own_phrases(reader, person)


def _texts(kept: Mapping[str, Value] | None) -> Sequence[str]:
    texts = (kept or {}).get(TEXTS)
    return [str(text) for text in texts] if isinstance(texts, list) else []


def _item(place: int, text: str) -> Item:
    line = " ".join(text.split())
    name = f"★ {line[:NAME]}{'…' if len(line) > NAME else ''}"
    return Item(f"own.{place}", name, "", text, initials_of(line[:SEARCHED]), line, {})
