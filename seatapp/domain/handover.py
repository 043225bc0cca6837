"""What a handover is made of: the rule of a post, the frozen lines, and the hash over them.

A rule is the reference row `handover_rule/<post>`: `parts` name the queues that are counted and
listed, `questions` what the outgoing side answers. Where a site has no rule every queue of the
post stands in for it. Emergencies are in every handover of those who report on them. Lines are
texts between bars, since a step carries only texts and numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from seatapp.domain.entries import Value
from seatapp.domain.references import ReferenceRow
from seatapp.domain.workflow import Workflow

ALL, DUE = "all", "due"
"""Which rows of a queue are listed: every one, or those late or due before the next shift ends."""

REQUIRED = "required"
BAR = "|"
PARTS = 9
"""Parts of a line for an item."""

NOT_HANDED_OVER = frozenset(
    {"all_open", "recently_closed", "from_above", "to_reply", "to_feed_back"}
)
"""Queues that show the work of everybody, or what other queues show too."""

EMERGENCIES = "emergencies"
"""Handed over whole, whatever a rule names: the next report falls due in the next shift."""

FROZEN = ("counts", "items", "answers", "callbacks", "attachments")
"""The lists that the hash covers, in its order, after post, border and remarks."""


@dataclass(frozen=True)
class Part:
    """One queue of a handover, and which of its rows are listed."""

    queue: str
    which: str


@dataclass(frozen=True)
class Question:
    """Something the outgoing side says about the shift."""

    code: str
    words: str
    required: bool


@dataclass(frozen=True)
class Rule:
    """What a handover of one post holds."""

    version: str
    parts: tuple[Part, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Item:
    """One matter that is handed over. `moves` says that the duty itself passes to the taker."""

    queue: str
    subject: str
    subject_id: str
    root: str
    number: str
    title: str
    due_at: int | None
    moves: bool = False
    note: str = ""


@dataclass(frozen=True)
class Count:
    """How full a queue was at the border."""

    queue: str
    total: int
    late: int


def rule_of(workflow: Workflow, post: str, row: ReferenceRow | None) -> Rule:
    """The rule of a post; without a row, the one that follows from its queues."""
    own = [queue.name for queue in workflow.queues_of([post])]
    if row is None:
        named = [Part(name, DUE) for name in own if name not in NOT_HANDED_OVER]
    else:
        written = (part.split(":") for part in _texts(row.get("parts")))
        named = [Part(part[0], part[-1]) for part in written if part[0] in workflow.queues]
    first = [Part(EMERGENCIES, ALL)] if EMERGENCIES in own else []
    rest = [part for part in named if part.queue != EMERGENCIES]
    version = str((row or {}).get("version") or "")
    return Rule(version, (*first, *rest), tuple(questions_of(row)))


def questions_of(row: ReferenceRow | None) -> list[Question]:
    """What a rule asks; nothing without one."""
    found = (text.split(":", 2) for text in _texts((row or {}).get("questions")))
    return [Question(code, words, need == REQUIRED) for code, need, words in found]


def missing_answers(row: ReferenceRow | None, answers: Value) -> list[Question]:
    """The required questions of a rule that `answers` (`code=text`) leaves open."""
    given = {line.partition("=")[0] for line in _texts(answers) if line.partition("=")[2]}
    return [one for one in questions_of(row) if one.required and one.code not in given]


def content_hash(post: Value, values: Mapping[str, Value]) -> str:
    """SHA-256 in hex over everything that a signature freezes; the centre reckons the same."""
    single = (str(value or "") for value in (post, values.get("border_at"), values.get("remarks")))
    lists = ("\x1f".join(_texts(values.get(name))) for name in FROZEN)
    return hashlib.sha256("\x1e".join((*single, *lists)).encode()).hexdigest()


def item_line(item: Item) -> str:
    """An item as one text."""
    texts = (item.queue, item.subject, item.subject_id, item.root, item.number, item.title)
    due = "" if item.due_at is None else str(item.due_at)
    return BAR.join(
        _plain(text) for text in (*texts, due, "moves" if item.moves else "", item.note)
    )


def item_of(line: str) -> Item:
    """The item that a line holds. Raises ValueError for anything else."""
    queue, subject, subject_id, root, number, title, due, moves, note = line.split(BAR)
    due_at = int(due) if due else None
    return Item(queue, subject, subject_id, root, number, title, due_at, moves == "moves", note)


def roots_named(values: Mapping[str, Value]) -> set[str]:
    """The roots that the lines of a signed handover name; nothing for any other step."""
    parts = (line.split(BAR) for line in _texts(values.get("items")))
    return {part[3] for part in parts if len(part) == PARTS and part[3]}


def count_line(count: Count) -> str:
    """A count as one text."""
    return f"{count.queue}={count.total}/{count.late}"


def count_of(line: str) -> Count:
    """The count that a line holds. Raises ValueError for anything else."""
    queue, _, figures = line.partition("=")
    total, _, late = figures.partition("/")
    return Count(queue, int(total), int(late))


def in_order(items: Iterable[Item]) -> list[Item]:
    """Items in the order of what breaks first; what has no time comes last.

    Emergencies come before all others, however long those have been late: they are never what is
    cut off or read last.
    """
    return sorted(items, key=_place)


def _place(item: Item) -> tuple[bool, bool, int, str]:
    return item.queue != EMERGENCIES, item.due_at is None, item.due_at or 0, item.number


def _plain(text: str) -> str:
    return text.replace(BAR, "｜").replace("\n", " ")


def _texts(value: object) -> Sequence[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else ()
