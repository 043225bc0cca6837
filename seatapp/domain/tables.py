"""Reads the tables of `db/workflow` and checks them against each other.

A fault in a table names file, line and column, and nothing starts on it.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib.resources import files
from importlib.resources.abc import Traversable

from seatapp.domain.effect_rows import EffectReader
from seatapp.domain.step_rows import StepReader
from seatapp.domain.table_rows import Row, by_name, by_pair, rows_of
from seatapp.domain.vocabulary import Vocabulary
from seatapp.domain.workflow import (
    Choice,
    Field,
    Post,
    Queue,
    RefusalText,
    Stage,
    Subject,
    Workflow,
)

PLAIN_TYPES = ("line", "text", "integer", "boolean", "time", "list", "lines", "photos", "id")
ORIGINS = ("value", "handed", "stamp", "clock", "count", "mask", "system")
MASKS = ("no", "name", "phone", "address")
REFERENCE_KINDS = (
    *("class", "matter", "unit", "area", "grid", "collector", "component", "person"),
    *("roster", "watch_site", "assess_rule", "material"),
)
STAGE_TONES = ("open", "wait", "done", "void")
QUEUE_MARKS = ("decided", "silent")


def load_workflow(folder: Traversable | None = None) -> Workflow:
    """Read and check all tables of `folder` (the package's own by default).

    Raises `TableFault` with file, line and column for anything that does not fit together.
    """
    place = folder or files("db") / "workflow"
    words = _vocabulary(place)
    steps_in = StepReader(words)
    steps = by_pair(rows_of(place, "steps.csv"), ("subject", "step"), steps_in.step)
    steps_in.check_shortcuts(rows_of(place, "steps.csv"), steps)
    follows = EffectReader(words, steps)
    return Workflow(
        subjects=words.subjects,
        steps=steps,
        stages=words.stages,
        fields=words.fields,
        posts=words.posts,
        queues=by_name(rows_of(place, "queues.csv"), "queue", lambda row: _queue(row, words)),
        effects=tuple(follows.effect(row) for row in rows_of(place, "effects.csv")),
        lapses=by_pair(rows_of(place, "lapses.csv"), ("subject", "stage"), follows.lapse),
        choices=words.choices,
        refusals=by_name(rows_of(place, "refusals.csv"), "code", _refusal),
    )


def _vocabulary(place: Traversable) -> Vocabulary:
    """The tables that the others name, in the order in which they refer to each other."""
    subjects = by_name(rows_of(place, "subjects.csv"), "subject", _subject)
    stages = by_pair(
        rows_of(place, "stages.csv"), ("subject", "stage"), lambda row: _stage(row, subjects)
    )
    choices = by_pair(rows_of(place, "choices.csv"), ("list", "code"), _choice)
    posts = by_name(rows_of(place, "posts.csv"), "post", _post)
    lists = {choice.list for choice in choices.values()}
    fields = by_pair(
        rows_of(place, "fields.csv"), ("subject", "name"), lambda row: _field(row, subjects, lists)
    )
    words = Vocabulary(subjects, stages, choices, posts, fields)
    for row in rows_of(place, "subjects.csv"):
        _check_subject(row, words)
    return words


def _subject(row: Row) -> Subject:
    return Subject(
        name=row.word("subject"),
        of=row.words("of"),
        keeper=row.word("keeper"),
        owner=row.word("owner"),
        number=row.word("number"),
        prefix=row.word("prefix"),
        label=row.word("label"),
    )


def _check_subject(row: Row, words: Vocabulary) -> None:
    """Roots that children name are roots; fields that a subject names are its own."""
    subject = row.word("subject")
    row.words("of", words.roots)
    row.word("keeper", {"", *words.fields_of(subject, "stamp", "value")})
    row.word("owner", {"", *words.fields_of(subject, "stamp", "value")})
    row.word("number", {"", *words.fields_of(subject, "value")})


def _stage(row: Row, subjects: Collection[str]) -> Stage:
    return Stage(
        subject=row.word("subject", subjects),
        name=row.word("stage"),
        label=row.word("label"),
        terminal=row.yes("terminal"),
        milestone=row.word("milestone"),
        tone=row.word("tone", STAGE_TONES),
    )


def _choice(row: Row) -> Choice:
    marks = frozenset(row.word("marks").split())
    return Choice(row.word("list"), row.word("code"), row.word("label"), marks)


def _post(row: Row) -> Post:
    return Post(row.word("post"), row.word("label"), row.number("order"))


def _refusal(row: Row) -> RefusalText:
    return RefusalText(row.word("code"), row.word("sentence"), row.word("advice"))


def _field(row: Row, subjects: Collection[str], lists: Collection[str]) -> Field:
    kind, _, of = row.word("type").partition(":")
    known = {"choice": lists, "ref": REFERENCE_KINDS}
    if kind in known and of not in known[kind]:
        raise row.fault("type", f"unknown list or reference {of!r}")
    if kind not in known and (kind not in PLAIN_TYPES or of):
        raise row.fault("type", f"unknown type {row.word('type')!r}")
    return Field(
        subject=row.word("subject", subjects),
        name=row.word("name"),
        type=kind,
        of=of,
        maximum=row.number("maximum"),
        mask=row.word("personal", MASKS),
        origin=row.word("origin", ORIGINS),
        label=row.word("label"),
    )


def _queue(row: Row, words: Vocabulary) -> Queue:
    return Queue(
        name=row.word("queue"),
        subject=row.word("subject", words.subjects),
        posts=frozenset(row.words("posts", words.posts)),
        label=row.word("label"),
        group=row.word("group"),
        marks=frozenset(row.words("marks", QUEUE_MARKS)),
        empty=row.word("empty"),
    )
