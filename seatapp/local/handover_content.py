"""What a person has to hand over at a moment, made from the queues as this workstation has them.

Nothing is typed that the program can count. A handover lists what the rule of the post names, and
always what stands on this workstation alone: unsent and refused steps, open faults, notices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from seatapp.domain.entries import Value
from seatapp.domain.handover import (
    ALL,
    Count,
    Item,
    Part,
    Rule,
    content_hash,
    count_line,
    in_order,
    item_line,
    rule_of,
)
from seatapp.domain.workflow import Workflow
from seatapp.local.duty_book import DutyBook
from seatapp.local.reader import Reader
from seatapp.local.views import QueueRow
from seatapp.text import _, cleaned

UNSENT, REFUSED, FAULTS, NOTICES = "unsent", "refused", "faults", "notices"
"""What is handed over besides queues, by the word that stands in a line for it."""

CALLBACK = "callback"
PAGE = 256
MOST_ITEMS = 480
"""A handover with more items than people can answer is cut here; the counts still say all."""

SHIFT_SECONDS = 8 * 3600
"""How long the next shift is taken to be where no roster says."""

LONGEST_NOTE = 200
SLACK_SECONDS = 3600
"""How long after its end a shift is still the one that is handed over."""


@dataclass(frozen=True)
class Content:
    """What stands to be handed over at `border_at`; `until` is when the next shift ends."""

    post: str
    rule: Rule
    border_at: int
    until: int
    turn: str
    counts: tuple[Count, ...]
    items: tuple[Item, ...]
    left_out: int

    def noted(self, notes: Mapping[str, str]) -> Content:
        """The same with what somebody wrote on the items, by subject."""
        items = (
            replace(one, note=_line(notes.get(one.subject_id, one.note))[:LONGEST_NOTE])
            for one in self.items
        )
        return replace(self, items=tuple(items))

    def values(
        self,
        answers: Mapping[str, str],
        remarks: str = "",
        attachments: Sequence[str] = (),
        taker: str = "",
    ) -> dict[str, Value]:
        """What the outgoing side signs, with the hash over it."""
        values: dict[str, Value] = {
            "border_at": self.border_at,
            "counts": [count_line(count) for count in self.counts],
            "items": [item_line(item) for item in self.items],
            "answers": [f"{code}={_line(text)}" for code, text in answers.items() if text.strip()],
            "callbacks": [item.subject_id for item in self.items if item.moves],
            "attachments": list(attachments),
            "remarks": cleaned(remarks),
            "taker": taker,
            "rule_version": self.rule.version,
        }
        values = {name: value for name, value in values.items() if value not in ("", [])}
        return {**values, "content_hash": content_hash(self.post, values)}


def content_of(
    reader: Reader,
    book: DutyBook,
    workflow: Workflow,
    post: str,
    person: str,
    seat_code: str,
    now: int,
) -> Content:
    """What `person` at the workstation `seat_code` has to hand over in `post` at `now`."""
    roster = book.roster()
    row = dict(reader.references("handover_rule")).get(post)
    rule = rule_of(workflow, post, row)
    leaving = roster.leaving(person, now, SLACK_SECONDS)
    following = roster.following(post, leaving.ends_at if leaving else now)
    until = following[0].ends_at if following else now + SHIFT_SECONDS
    counts = reader.queue_counts([part.queue for part in rule.parts], person, now)
    back = roster.back_at(person, now)
    listed = in_order(_once(_listed(reader, workflow, rule.parts, person, now, until, back)))
    items = (*standing_here(reader, book, seat_code), *listed)
    return Content(
        post=post,
        rule=rule,
        border_at=now,
        until=until,
        turn=leaving.code if leaving else "",
        counts=tuple(
            Count(part.queue, counts[part.queue].total, counts[part.queue].late)
            for part in rule.parts
        ),
        items=items[:MOST_ITEMS],
        left_out=max(0, len(items) - MOST_ITEMS),
    )


def _listed(
    reader: Reader,
    workflow: Workflow,
    parts: Sequence[Part],
    person: str,
    now: int,
    until: int,
    back: int,
) -> Iterator[Item]:
    for part in parts:
        subject = workflow.queues[part.queue].subject
        whole = part.which == ALL or subject == CALLBACK
        for row in queue_rows(reader, part.queue, person, now, None if whole else until):
            moves = row.subject == CALLBACK and row.due_at is not None and row.due_at < back
            yield item_from(part.queue, row, moves)


def queue_rows(
    reader: Reader, queue: str, person: str, now: int, until: int | None
) -> Iterator[QueueRow]:
    """The rows of a queue, those alone that are due up to `until` if that is given."""
    keys: Sequence[int] = (
        reader.queue_ids(queue, person, now)
        if until is None
        else reader.due_keys(queue, person, now, until)
    )
    for start in range(0, len(keys), PAGE):
        yield from reader.queue_rows(queue, keys[start : start + PAGE])


def item_from(queue: str, row: QueueRow, moves: bool = False) -> Item:
    """A row of a queue as a matter that is handed over."""
    return Item(
        queue, row.subject, row.subject_id, row.case_id, row.number, row.title, row.due_at, moves
    )


def standing_here(reader: Reader, book: DutyBook, seat_code: str = "") -> list[Item]:
    """What stands on this workstation alone, open faults, and notices.

    `seat_code` names the workstation for whoever reads it at another one.
    """
    found = []
    unsent = reader.unsent_to_hand_over()
    if unsent:
        words = _("本机有 {count} 步还没有发送到中心")
        if seat_code:
            words = _("席位 {seat} 有 {count} 步还没有发送到中心")
        words = words.format(seat=seat_code, count=unsent)
        found.append(Item(UNSENT, "", UNSENT, "", "", words, None))
    for refusal in reader.refusals():
        words = _("{label}：{sentence}").format(label=refusal.label, sentence=refusal.sentence)
        found.append(
            Item(REFUSED, "", refusal.entry_id, refusal.case_id, refusal.number, words, None)
        )
    for note in book.open_notes():
        queue = NOTICES if note.stage == "posted" else FAULTS
        said = _line(note.words)[:60]
        found.append(Item(queue, "log_note", note.id, note.id, "", said, None))
    return found


def _line(text: str) -> str:
    """A text as a line may hold it."""
    return cleaned(text).replace("\n", " ").replace("\t", " ")


def _once(items: Iterator[Item]) -> list[Item]:
    """Each matter once, under the first part that names it."""
    found: dict[str, Item] = {}
    for item in items:
        found.setdefault(item.subject_id, item)
    return list(found.values())
