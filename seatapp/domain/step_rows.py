"""The lines of `steps.csv`, each checked against the words that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from seatapp.domain.fold import COUNTED
from seatapp.domain.guards import GUARDS, OF_STAMPS
from seatapp.domain.table_rows import Row
from seatapp.domain.vocabulary import Vocabulary
from seatapp.domain.workflow import CREATION, HANDED, STAYS, SYSTEM_POST, Count, Guard, Step

CLOCK_WORDS = ("", "pause", "resume", "stop", "extend", "recount", "relimit")
CLOCKS = (
    *("register", "dispatch", "receipt", "handle", "review"),
    *("inspect", "close", "callback", "verify", "return_call", "reply", "decide"),
    *("co_reply", "rule"),
    *("emergency_phone", "emergency_written", "emergency_follow"),
    *("component_report", "component_store"),
)
"""The clocks that `start:` can name, and for which a site sets limits."""

KIND_GUARDS = ("kind_is", "request_allowed", "paper_attached")
"""Guards whose argument is a kind of request."""

TONES = ("normal", "primary", "danger", "link")


class StepReader:
    """Reads steps that name words of one vocabulary."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._roots = words.roots

    def step(self, row: Row) -> Step:
        """The step of a line; raises `TableFault`."""
        words, subject = self._words, row.word("subject", self._words.subjects)
        stages = words.stages_of(subject)
        if subject in self._roots and row.word("from") == CREATION:
            _check_area(row)
        writable = words.fields_of(subject, "value", HANDED)
        return Step(
            subject=subject,
            name=row.word("step"),
            kinds=frozenset(row.words("kinds", {"*", *words.codes("case_kind")})) - {"*"},
            sources=frozenset(row.words("from", {CREATION, *stages})),
            target=row.word("to", {STAYS, *stages}),
            posts=frozenset(row.words("posts", {SYSTEM_POST, *words.posts})),
            required=row.words("required", writable),
            optional=row.words("optional", writable),
            sets=self._sets(row, subject),
            counts=self._counts(row, subject),
            guards=self._guards(row, subject),
            clock=_clock(row),
            stamp=self._stamp(row, subject),
            gives=row.word("gives", {"", *words.fields_of(subject, "system")}),
            fresh=row.yes("fresh"),
            offline=row.yes("offline"),
            label=row.word("label"),
            key=row.word("key"),
            tone=row.word("tone", TONES),
        )

    def check_shortcuts(self, rows: Iterable[Row], steps: Mapping[tuple[str, str], Step]) -> None:
        """No key means two steps to one post in one stage; raises `TableFault`."""
        taken: dict[tuple[str, str, str, str, str], str] = {}
        for row in rows:
            step = steps[row.word("subject"), row.word("step")]
            kinds = step.kinds or self._words.codes("case_kind")
            only = next((g.argument for g in step.guards if g.name == "kind_is"), "")
            places = [(p, s, k) for p in step.posts for s in step.sources for k in kinds]
            for post, stage, kind in places if step.key else ():
                other = taken.setdefault((post, stage, kind, only, step.key), step.name)
                if other != step.name:
                    raise row.fault("key", f"{step.key} is taken by {other} for {post} in {stage}")

    def _counts(self, row: Row, subject: str) -> tuple[Count, ...]:
        found = []
        for text in row.words("counts"):
            name, _, rule = text.partition(":")
            if name not in self._words.fields_of(subject, "count"):
                raise row.fault("counts", f"unknown count {name!r}")
            if rule not in COUNTED or (rule and not row.word("stamp")):
                raise row.fault("counts", f"unknown rule or no stamp {rule!r}")
            found.append(Count(name, rule))
        return tuple(found)

    def _sets(self, row: Row, subject: str) -> tuple[tuple[str, str | None], ...]:
        found = []
        for pair in row.words("sets"):
            name, _, value = pair.partition("=")
            field = self._words.fields.get((subject, name))
            if field is None:
                raise row.fault("sets", f"unknown field {name!r}")
            if value and field.type == "choice" and value not in self._words.codes(field.of):
                raise row.fault("sets", f"unknown value {value!r}")
            found.append((name, value or None))
        return tuple(found)

    def _guards(self, row: Row, subject: str) -> tuple[Guard, ...]:
        found = []
        for text in row.words("guards"):
            name, _, argument = text.partition(":")
            if name not in GUARDS:
                raise row.fault("guards", f"unknown guard {name!r}")
            if name in OF_STAMPS and f"{argument}_by" not in self._stamps(subject):
                raise row.fault("guards", f"unknown stamp {argument!r}")
            if name in KIND_GUARDS and argument not in self._words.codes("request_kind"):
                raise row.fault("guards", f"unknown kind of request {argument!r}")
            found.append(Guard(name, argument))
        return tuple(found)

    def _stamp(self, row: Row, subject: str) -> str:
        value = row.word("stamp")
        if value and not {f"{value}_by", f"{value}_at"} <= self._stamps(subject):
            raise row.fault("stamp", f"unknown stamp {value!r}")
        return value

    def _stamps(self, subject: str) -> Set[str]:
        return self._words.fields_of(subject, "stamp")


def _check_area(row: Row) -> None:
    """A root says where it lies when it begins, else nobody's scope would hold it."""
    if "area" not in row.words("required"):
        raise row.fault("required", "a root begins with its area")


def _clock(row: Row) -> str:
    value = row.word("clock")
    name = value.removeprefix("start:")
    if value not in CLOCK_WORDS and (name == value or name not in CLOCKS):
        raise row.fault("clock", f"unknown clock {value!r}")
    return value
