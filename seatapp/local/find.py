"""Finding cases: by number, by the last digits of a number, by words that stand in their texts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    func,
    literal_column,
    or_,
    select,
    text,
)

from seatapp.local.named_lists import TITLES, NamedLists
from seatapp.local.naming import Names, number_of
from seatapp.local.queue_asked import SEARCHED
from seatapp.local.subject_tables import VIEWS
from seatapp.local.view_rows import part_in
from seatapp.local.views import FoundCase
from seatapp.local.words import bare, question

FOUND = 50
"""How many cases one search answers unless it is told."""

TAIL = 4
"""The last characters of a number under which the file keeps an index."""

AROUND = 12
"""How many characters are shown before and after the words that were found."""

_case = VIEWS["case"].c
_numbers = (_case.case_number, _case.acceptance_number, _case.told_number)
_named = ("class_code", "matter_code", "unit")
_shown = ("id", "area", "stage", *_named, *SEARCHED)
_line = select(_case.key, *(_case[name] for name in _shown))
_matching = text(
    "SELECT rowid FROM case_words WHERE case_words MATCH :question AND rowid < :below"
    " ORDER BY rowid DESC LIMIT :most"
)


def found_cases(
    connection: Connection,
    typed: str,
    areas: Sequence[str],
    lists: NamedLists,
    most: int = FOUND,
) -> list[RowMapping]:
    """The first `most` cases in `areas` that `typed` names, open and new ones first.

    A whole number is asked for first, then last digits, then words, until one of them finds any.
    Words apart from each other must all be there, each anywhere in the texts of the case; beside
    a word that stands in a text, another one may also name its class, matter or unit.
    """
    wanted = typed.strip()
    if not wanted:
        return []
    for condition in (_by_number(wanted), _by_tail(wanted)):
        if condition is not None:
            cases = _within(areas).where(condition).limit(most)
            found = list(connection.execute(cases).mappings())
            if found:
                return found
    kinds = (*TITLES, "unit")
    words = {bare(part): frozenset[str]() for part in wanted.split()}
    if len(words) > 1:
        words = {w: frozenset(c for kind in kinds for c in lists.holding(kind, w)) for w in words}
    return _by_words(connection, words, frozenset(areas), most)


def found_case(row: RowMapping, typed: str, names: Names) -> FoundCase:
    """A found case with what was found in it."""
    state = part_in("case", row)
    where, around = place_of(row, typed)
    return FoundCase(
        case_id=row["id"],
        number=number_of(state),
        title=names.title(state),
        address=str(row["address"] or ""),
        stage=row["stage"],
        where=where,
        around=around,
    )


def place_of(row: RowMapping, typed: str) -> tuple[str, str]:
    """The field of a found case that holds the first of the words, and its text near them."""
    for part in typed.split():
        word = bare(part)
        for name in ("address", "description", *SEARCHED):
            said = str(row[name] or "")
            plain = "".join(said.split())
            at = bare(said).find(word)
            if at >= 0 and len(plain) == len(bare(said)):
                return name, _near(plain, at, len(word))
    return "", ""


def _near(said: str, at: int, length: int) -> str:
    begin, end = max(0, at - AROUND), at + length + AROUND
    return ("…" if begin else "") + said[begin:end] + ("…" if end < len(said) else "")


def _within(areas: Sequence[str]) -> Select[Any]:
    newest_first = (_case.open.desc(), _case.reported_at.desc(), _case.key)
    return _line.where(_case.area.in_(areas)).order_by(*newest_first)


def _by_number(wanted: str) -> ColumnElement[bool]:
    return or_(*(number == wanted for number in _numbers))


def _by_tail(wanted: str) -> ColumnElement[bool] | None:
    """Numbers that end in `wanted`; written so that the indexes of the file are seen to fit."""
    if len(wanted) < TAIL or not wanted[-TAIL:].isascii():
        return None
    tails = (literal_column(f"substr({n.name}, -{TAIL})") == wanted[-TAIL:] for n in _numbers)
    ends = (func.substr(number, -len(wanted)) == wanted for number in _numbers)
    return or_(*tails) & or_(*ends)


def _by_words(
    connection: Connection,
    words: Mapping[str, Collection[str]],
    areas: frozenset[str],
    most: int,
) -> list[RowMapping]:
    """Open cases first, then the others, the latest to come first.

    `words` come with the codes of the classes, matters and units whose names hold them.
    """
    in_texts = [word for word, codes in words.items() if not codes] or list(words)
    found: dict[int, RowMapping] = {}
    for only_open in (True, False):
        for row in _candidates(connection, question(in_texts, only_open=only_open), 2 * most):
            if row["area"] in areas and row["key"] not in found and _holds(row, words):
                found[row["key"]] = row
                if len(found) == most:
                    return list(found.values())
    return list(found.values())


def _candidates(connection: Connection, asked: str, batch: int) -> Iterator[RowMapping]:
    """Cases that have all the pairs of characters, the latest first, a batch at a time."""
    below, size = 1 << 62, batch
    while size == batch:
        asking = {"question": asked, "below": below, "most": batch}
        keys = list(connection.execute(_matching, asking).scalars())
        rows = connection.execute(_line.where(_case.key.in_(keys))).mappings()
        by_key = {row["key"]: row for row in rows}
        yield from (by_key[key] for key in keys if key in by_key)
        size, below = len(keys), keys[-1] if keys else 0


def _holds(row: RowMapping, words: Mapping[str, Collection[str]]) -> bool:
    texts = [bare(str(row[name])) for name in SEARCHED if row[name]]
    codes = {row[name] for name in _named}
    return all(
        any(word in said for said in texts) or not codes.isdisjoint(named)
        for word, named in words.items()
    )
