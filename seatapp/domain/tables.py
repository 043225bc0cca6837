"""Reads the tables of `db/workflow` and checks them against each other.

A fault in a table names file, line and column, and nothing starts on it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from seatapp.domain.effects import ACTS, AUTHOR, CONDITIONS, MARKS, PASSED
from seatapp.domain.fold import COUNTED
from seatapp.domain.guards import GUARDS, OF_STAMPS
from seatapp.domain.running_clock import DUE
from seatapp.domain.workflow import (
    CREATION,
    HANDED,
    STAYS,
    SYSTEM_POST,
    Choice,
    Copy,
    Count,
    Effect,
    Field,
    Guard,
    Lapse,
    Post,
    Queue,
    RefusalText,
    Stage,
    Step,
    Subject,
    Workflow,
)
from seatapp.errors import TableFault
from seatapp.text import _

Made = TypeVar("Made")

CLOCK_WORDS = ("", "pause", "resume", "stop", "extend", "recount", "relimit")
CLOCKS = (
    *("register", "dispatch", "receipt", "handle", "review"),
    *("inspect", "close", "callback", "verify", "return_call", "reply", "decide"),
    *("co_reply", "rule"),
    *("emergency_phone", "emergency_written", "emergency_follow"),
    *("component_report", "component_store"),
)
PLAIN_TYPES = ("line", "text", "integer", "boolean", "time", "list", "lines", "photos", "id")
ORIGINS = ("value", "handed", "stamp", "clock", "count", "mask", "system")
MASKS = ("no", "name", "phone", "address")
KIND_GUARDS = ("kind_is", "request_allowed", "paper_attached")
"""Guards whose argument is a kind of request."""

REFERENCE_KINDS = (
    *("class", "matter", "unit", "area", "grid", "collector", "component", "person"),
    *("roster", "watch_site", "assess_rule", "material"),
)
TONES = ("normal", "primary", "danger", "link")


class Row:
    """One line of a table with its place, so that a fault can name file, line and column."""

    def __init__(self, file: str, line: int, cells: Mapping[str, str]) -> None:
        self.file = file
        self.line = line
        self.cells = cells

    def fault(self, column: str, problem: str) -> TableFault:
        """The error that names this place."""
        return _fault(self.file, self.line, column, problem)

    def word(self, column: str, allowed: Iterable[str] | None = None) -> str:
        """One word; with `allowed`, one of those."""
        value = self.cells[column]
        if allowed is not None and value not in allowed:
            raise self.fault(column, f"unknown value {value!r}")
        return value

    def words(self, column: str, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
        """Words between bars; with `allowed`, each of those."""
        found = tuple(word for word in self.cells[column].split("|") if word)
        for word in found:
            if allowed is not None and word not in allowed:
                raise self.fault(column, f"unknown value {word!r}")
        return found

    def yes(self, column: str) -> bool:
        """`yes` or `no`."""
        return self.word(column, ("yes", "no")) == "yes"

    def number(self, column: str) -> int:
        """A whole number; nothing means 0."""
        value = self.cells[column]
        if value and not value.isdecimal():
            raise self.fault(column, f"not a number: {value!r}")
        return int(value or 0)


COLUMNS = {
    "subjects.csv": ("subject", "of", "keeper", "number", "prefix", "label"),
    "stages.csv": ("subject", "stage", "label", "terminal", "milestone", "tone"),
    "posts.csv": ("post", "label", "order"),
    "choices.csv": ("list", "code", "label", "marks"),
    "queues.csv": ("queue", "subject", "posts", "label", "group", "empty"),
    "refusals.csv": ("code", "sentence", "advice"),
    "fields.csv": ("subject", "name", "type", "maximum", "personal", "origin", "label"),
    "steps.csv": (
        *("subject", "step", "kinds", "from", "to", "posts", "required", "optional", "sets"),
        *(
            "counts",
            "guards",
            "clock",
            "stamp",
            "gives",
            "fresh",
            "offline",
            "label",
            "key",
            "tone",
        ),
    ),
    "lapses.csv": ("subject", "stage", "until", "step"),
    "effects.csv": ("subject", "step", "effect", "target", "target_step", "when", "values"),
}


def _fault(file: str, line: int, column: str, problem: str) -> TableFault:
    sentence = _(
        "流程表 {file} 第 {line} 行 [{column}] 列有误，程序没有启动，数据未作改动。"
        "请联系管理员。（{problem}）"
    ).format(file=file, line=line, column=column, problem=problem)
    return TableFault(sentence, file, line, column)


def load_workflow(folder: Traversable | None = None) -> Workflow:
    """Read and check all tables of `folder` (the package's own by default).

    Raises `TableFault` with file, line and column for anything that does not fit together.
    """
    return Reader(folder or files("db") / "workflow").read()


class Reader:
    """Reads the tables in the order in which they refer to each other."""

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder

    def read(self) -> Workflow:
        """The checked tables."""
        subjects = self._keyed("subjects.csv", self._subject, ("subject",))
        self._subjects = {subject.name for subject in subjects.values()}
        stages = self._keyed("stages.csv", self._stage, ("subject", "stage"))
        choices = self._keyed("choices.csv", self._choice, ("list", "code"))
        posts = self._keyed("posts.csv", self._post, ("post",))
        self._lists = {choice.list for choice in choices.values()}
        fields = self._keyed("fields.csv", self._field, ("subject", "name"))
        refusals = self._keyed("refusals.csv", self._refusal, ("code",))
        self._stages, self._choices, self._posts, self._fields = stages, choices, posts, fields
        self._roots = {subject.name for subject in subjects.values() if subject.is_root}
        self._check_subjects()
        queues = self._keyed("queues.csv", self._queue, ("queue",))
        steps = self._keyed("steps.csv", self._step, ("subject", "step"))
        self._steps = steps
        self._check_shortcuts()
        effects = tuple(self._effect(row) for row in self._rows("effects.csv"))
        return Workflow(
            subjects={subject.name: subject for subject in subjects.values()},
            steps=steps,
            stages=stages,
            fields=fields,
            posts={post.name: post for post in posts.values()},
            queues={queue.name: queue for queue in queues.values()},
            effects=effects,
            lapses=self._keyed("lapses.csv", self._lapse, ("subject", "stage")),
            choices=choices,
            refusals={text.code: text for text in refusals.values()},
        )

    def _rows(self, file: str) -> Iterator[Row]:
        expected = COLUMNS[file]
        reader = csv.DictReader((self._folder / file).read_text("utf-8").splitlines())
        found = tuple(reader.fieldnames or ())
        for column in (*expected, *found):
            if column not in expected or column not in found:
                raise _fault(file, 1, column, "unknown or missing column")
        for cells in reader:
            if None in cells or None in cells.values():
                raise _fault(file, reader.line_num, "", "wrong number of cells")
            yield Row(file, reader.line_num, cells)

    def _keyed(
        self, file: str, make: Callable[[Row], Made], key: tuple[str, ...]
    ) -> dict[Any, Made]:
        made: dict[Any, Made] = {}
        for row in self._rows(file):
            name = tuple(row.word(column) for column in key)
            if name in made:
                raise row.fault(key[-1], f"listed twice: {'/'.join(name)}")
            made[name] = make(row)
        return made

    def _subject(self, row: Row) -> Subject:
        return Subject(
            name=row.word("subject"),
            of=row.words("of"),
            keeper=row.word("keeper"),
            number=row.word("number"),
            prefix=row.word("prefix"),
            label=row.word("label"),
        )

    def _check_subjects(self) -> None:
        """Roots that children name are roots; fields that a subject names are its own."""
        for row in self._rows("subjects.csv"):
            subject = row.word("subject")
            row.words("of", self._roots)
            row.word("keeper", {"", *self._names(subject, "stamp", "value")})
            row.word("number", {"", *self._names(subject, "value")})

    def _stage(self, row: Row) -> Stage:
        return Stage(
            subject=row.word("subject", self._subjects),
            name=row.word("stage"),
            label=row.word("label"),
            terminal=row.yes("terminal"),
            milestone=row.word("milestone"),
            tone=row.word("tone", ("open", "wait", "done", "void")),
        )

    def _choice(self, row: Row) -> Choice:
        marks = frozenset(row.word("marks").split())
        return Choice(row.word("list"), row.word("code"), row.word("label"), marks)

    def _post(self, row: Row) -> Post:
        return Post(row.word("post"), row.word("label"), row.number("order"))

    def _refusal(self, row: Row) -> RefusalText:
        return RefusalText(row.word("code"), row.word("sentence"), row.word("advice"))

    def _field(self, row: Row) -> Field:
        kind, _, of = row.word("type").partition(":")
        known = {"choice": self._lists, "ref": REFERENCE_KINDS}
        if kind in known and of not in known[kind]:
            raise row.fault("type", f"unknown list or reference {of!r}")
        if kind not in known and (kind not in PLAIN_TYPES or of):
            raise row.fault("type", f"unknown type {row.word('type')!r}")
        return Field(
            subject=row.word("subject", self._subjects),
            name=row.word("name"),
            type=kind,
            of=of,
            maximum=row.number("maximum"),
            mask=row.word("personal", MASKS),
            origin=row.word("origin", ORIGINS),
            label=row.word("label"),
        )

    def _queue(self, row: Row) -> Queue:
        return Queue(
            name=row.word("queue"),
            subject=row.word("subject", self._subjects),
            posts=frozenset(row.words("posts", self._post_names())),
            label=row.word("label"),
            group=row.word("group"),
            empty=row.word("empty"),
        )

    def _step(self, row: Row) -> Step:
        subject = row.word("subject", self._subjects)
        stages = {stage.name for stage in self._stages.values() if stage.subject == subject}
        if subject in self._roots and row.word("from") == CREATION:
            self._check_area(row)
        kinds = row.words("kinds", {"*", *self._codes("case_kind")})
        return Step(
            subject=subject,
            name=row.word("step"),
            kinds=frozenset(kinds) - {"*"},
            sources=frozenset(row.words("from", {CREATION, *stages})),
            target=row.word("to", {STAYS, *stages}),
            posts=frozenset(row.words("posts", {SYSTEM_POST, *self._post_names()})),
            required=self._writable(row, "required", subject),
            optional=self._writable(row, "optional", subject),
            sets=self._sets(row, subject),
            counts=self._counts(row, subject),
            guards=self._guards(row, subject),
            clock=self._clock(row),
            stamp=self._stamp(row, subject),
            gives=self._of_origin(row, "gives", subject, "system"),
            fresh=row.yes("fresh"),
            offline=row.yes("offline"),
            label=row.word("label"),
            key=row.word("key"),
            tone=row.word("tone", TONES),
        )

    def _check_area(self, row: Row) -> None:
        """A root says where it lies when it begins, else nobody's scope would hold it."""
        if "area" not in row.words("required"):
            raise row.fault("required", "a root begins with its area")

    def _post_names(self) -> set[str]:
        return {post.name for post in self._posts.values()}

    def _codes(self, name: str) -> set[str]:
        return {choice.code for choice in self._choices.values() if choice.list == name}

    def _names(self, subject: str, *origins: str) -> set[str]:
        fields = self._fields.values()
        return {f.name for f in fields if f.subject == subject and f.origin in origins}

    def _writable(self, row: Row, column: str, subject: str) -> tuple[str, ...]:
        return row.words(column, self._names(subject, "value", HANDED))

    def _of_origin(self, row: Row, column: str, subject: str, origin: str) -> str:
        return row.word(column, {"", *self._names(subject, origin)})

    def _counts(self, row: Row, subject: str) -> tuple[Count, ...]:
        found = []
        for text in row.words("counts"):
            name, _, rule = text.partition(":")
            if name not in self._names(subject, "count"):
                raise row.fault("counts", f"unknown count {name!r}")
            if rule not in COUNTED or (rule and not row.word("stamp")):
                raise row.fault("counts", f"unknown rule or no stamp {rule!r}")
            found.append(Count(name, rule))
        return tuple(found)

    def _sets(self, row: Row, subject: str) -> tuple[tuple[str, str | None], ...]:
        found = []
        for pair in row.words("sets"):
            name, _, value = pair.partition("=")
            field = self._fields.get((subject, name))
            if field is None:
                raise row.fault("sets", f"unknown field {name!r}")
            if value and field.type == "choice" and value not in self._codes(field.of):
                raise row.fault("sets", f"unknown value {value!r}")
            found.append((name, value or None))
        return tuple(found)

    def _guards(self, row: Row, subject: str) -> tuple[Guard, ...]:
        found = []
        for text in row.words("guards"):
            name, _, argument = text.partition(":")
            if name not in GUARDS:
                raise row.fault("guards", f"unknown guard {name!r}")
            if name in OF_STAMPS and f"{argument}_by" not in self._names(subject, "stamp"):
                raise row.fault("guards", f"unknown stamp {argument!r}")
            if name in KIND_GUARDS and argument not in self._codes("request_kind"):
                raise row.fault("guards", f"unknown kind of request {argument!r}")
            found.append(Guard(name, argument))
        return tuple(found)

    def _clock(self, row: Row) -> str:
        value = row.word("clock")
        name = value.removeprefix("start:")
        if value not in CLOCK_WORDS and (name == value or name not in CLOCKS):
            raise row.fault("clock", f"unknown clock {value!r}")
        return value

    def _stamp(self, row: Row, subject: str) -> str:
        value = row.word("stamp")
        stamps = self._names(subject, "stamp")
        if value and not {f"{value}_by", f"{value}_at"} <= stamps:
            raise row.fault("stamp", f"unknown stamp {value!r}")
        return value

    def _lapse(self, row: Row) -> Lapse:
        subject, stage = row.word("subject", self._subjects), row.word("stage")
        step = self._steps.get((subject, row.word("step")))
        if step is None or not step.by_system or stage not in step.sources:
            raise row.fault("step", f"not a step by itself from there: {row.word('step')!r}")
        until = row.word("until", {DUE, *self._names(subject, "value")})
        return Lapse(subject, stage, until, step.name, step.stage_after(stage))

    def _effect(self, row: Row) -> Effect:
        subject, step = row.word("subject"), row.word("step")
        target, target_step = row.word("target"), row.word("target_step")
        if (subject, step) not in self._steps:
            raise row.fault("step", f"unknown step {step!r}")
        if (target, target_step) not in self._steps:
            raise row.fault("target_step", f"unknown step {target_step!r}")
        when, _, argument = row.word("when").partition(":")
        if when not in (PASSED if row.word("effect") == "pass" else CONDITIONS):
            raise row.fault("when", f"unknown condition {when!r}")
        return Effect(
            subject=subject,
            step=step,
            act=row.word("effect", ACTS),
            target=target,
            target_step=target_step,
            when=when,
            argument=argument,
            copies=self._copies(row, subject, target),
        )

    def _copies(self, row: Row, subject: str, target: str) -> tuple[Copy, ...]:
        found = []
        for text in row.words("values"):
            how = next((mark for mark in MARKS if mark in text), "")
            into, _, what = text.partition(how or "=")
            if not how or ((target, into) not in self._fields and (into, how) != ("id", "*")):
                raise row.fault("values", f"unknown field {into!r}")
            if how in "=<*" and what != DUE and (subject, what) not in self._fields:
                raise row.fault("values", f"unknown field {what!r}")
            if how == "^" and all((root, what) not in self._fields for root in self._roots):
                raise row.fault("values", f"unknown field of a root {what!r}")
            if how == "@" and what != AUTHOR:
                raise row.fault("values", f"unknown fact {what!r}")
            found.append(Copy(into, how, what))
        return tuple(found)

    def _check_shortcuts(self) -> None:
        taken: dict[tuple[str, str, str, str, str], str] = {}
        for row in self._rows("steps.csv"):
            step = self._steps[row.word("subject"), row.word("step")]
            kinds = step.kinds or self._codes("case_kind")
            only = next((g.argument for g in step.guards if g.name == "kind_is"), "")
            places = [(p, s, k) for p in step.posts for s in step.sources for k in kinds]
            for post, stage, kind in places if step.key else ():
                other = taken.setdefault((post, stage, kind, only, step.key), step.name)
                if other != step.name:
                    raise row.fault("key", f"{step.key} is taken by {other} for {post} in {stage}")
