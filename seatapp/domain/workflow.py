"""The life cycles as data: what the tables of `db/workflow` say, ready to be asked.

One table of steps is the only definition of who may move what from where to where. Buttons,
the desk, the fold, the centre's judgement, the history text and the diagram are all made from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

SCHEMA = 1
"""Number of the step table that entries of this program are made under."""

CREATION = "-"
STAYS = "="
SYSTEM_POST = "system"
HANDED = "handed"
"""The origin of a value that a step hands on and that never stands on its own subject."""


@dataclass(frozen=True)
class Subject:
    """A kind of thing that has a life of its own, and a table on each side.

    `of` names the subjects it can belong to; one that belongs to none is its own root. For
    roots: `keeper` is the stamp field that names who keeps the full personal values while it is
    open, `owner` the field that names the only person who sees it (without: whoever works in its
    area), `number` the field that gets a number at the seat, with `prefix` before it.
    """

    name: str
    of: tuple[str, ...]
    keeper: str
    owner: str
    number: str
    prefix: str
    label: str

    @property
    def is_root(self) -> bool:
        """Whether it stands by itself, so that its children are locked with it."""
        return not self.of


@dataclass(frozen=True)
class Choice:
    """One value of a closed list; `marks` are words that rules look for (`phone`, `grid`)."""

    list: str
    code: str
    label: str
    marks: frozenset[str]


@dataclass(frozen=True)
class Stage:
    """Where a subject can stand. `milestone` is its place on the stage line of a case."""

    subject: str
    name: str
    label: str
    terminal: bool
    milestone: str
    tone: str


@dataclass(frozen=True)
class Lapse:
    """A stage that ends by itself: when the moment in the column `until` has come, by `step`."""

    subject: str
    stage: str
    until: str
    step: str
    target: str


@dataclass(frozen=True)
class Field:
    """One column of a subject.

    `type` is `line`, `text`, `integer`, `boolean`, `time`, `list`, `photos`, `id` (of another
    subject), `choice` or `ref`; `of` names the list or the kind of reference for the last two.
    `maximum` counts characters, items or the absolute value. `mask` is how a personal value is
    shown (`no` = not personal). `origin` tells who writes it: a step's values (`value`, or `handed`
    when the step only hands it on), or the fold (stamp, clock, count, mask, system).
    """

    subject: str
    name: str
    type: str
    of: str
    maximum: int
    mask: str
    origin: str
    label: str

    @property
    def personal(self) -> bool:
        """Whether the value belongs to a private person and is masked everywhere."""
        return self.mask != "no"


@dataclass(frozen=True)
class Guard:
    """A named rule of a step; `argument` is what stands after the colon in the table."""

    name: str
    argument: str = ""


@dataclass(frozen=True)
class Count:
    """A field that goes up by one with a step; `rule` (of `fold.COUNTED`) may say not this time."""

    field: str
    rule: str = ""


@dataclass(frozen=True)
class Step:
    """One row of the life cycle: who may move what from where to where, and what it needs."""

    subject: str
    name: str
    kinds: frozenset[str]
    sources: frozenset[str]
    target: str
    posts: frozenset[str]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    sets: tuple[tuple[str, str | None], ...]
    counts: tuple[Count, ...]
    guards: tuple[Guard, ...]
    clock: str
    stamp: str
    gives: str
    fresh: bool
    offline: bool
    label: str
    key: str
    tone: str

    @property
    def creates(self) -> bool:
        """Whether the step brings its subject into being."""
        return CREATION in self.sources

    @property
    def by_system(self) -> bool:
        """Whether only the centre takes it, as the effect of another step."""
        return self.posts == {SYSTEM_POST}

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field the step may set, the required ones first."""
        return self.required + self.optional

    def suits_kind(self, case_kind: str) -> bool:
        """Whether a case of this kind can take the step."""
        return not self.kinds or case_kind in self.kinds

    def stage_after(self, stage: str) -> str:
        """The stage in which a subject stands after the step, taken from `stage`."""
        return stage if self.target == STAYS else self.target


@dataclass(frozen=True)
class Copy:
    """One value that an effect hands on.

    `how` is `=` (a field of the state), `^` (one of the root's), `<` (a value typed), `:` (a
    constant), `@` (who took the step) or `*` (an item of the list that `each` and `pass` go
    through).
    """

    into: str
    how: str
    what: str


@dataclass(frozen=True)
class Effect:
    """What a step does to other subjects.

    `act` is `create` (a child), `ensure` (create one unless a child of that kind is open), `each`
    (create one for every line of a list that was typed), `move` (the children that stand where
    the step begins), `root` (the root, if it stands there) or `pass` (subjects of other roots that
    a list names). `when` and `argument` name the condition.
    """

    subject: str
    step: str
    act: str
    target: str
    target_step: str
    when: str
    argument: str
    copies: tuple[Copy, ...]


@dataclass(frozen=True)
class Post:
    """A post that a person can hold."""

    name: str
    label: str
    order: int


@dataclass(frozen=True)
class Queue:
    """A to-do list of one or more posts; its rows are found by `local/queues/<name>.sql`.

    Of its `marks`, `silent` says that its deadlines are for others to keep, so that nothing of it
    rings; `decided` that its work is decided beside scans and photos, which want the room.
    """

    name: str
    subject: str
    posts: frozenset[str]
    label: str
    group: str
    marks: frozenset[str]
    empty: str


@dataclass(frozen=True)
class RefusalText:
    """The sentence for a refusal code, and what the person can do."""

    code: str
    sentence: str
    advice: str


@dataclass(frozen=True)
class Workflow:
    """All tables, checked against each other. Mappings keep the order of the files."""

    subjects: Mapping[str, Subject]
    steps: Mapping[tuple[str, str], Step]
    stages: Mapping[tuple[str, str], Stage]
    fields: Mapping[tuple[str, str], Field]
    posts: Mapping[str, Post]
    queues: Mapping[str, Queue]
    effects: tuple[Effect, ...]
    lapses: Mapping[tuple[str, str], Lapse]
    choices: Mapping[tuple[str, str], Choice]
    refusals: Mapping[str, RefusalText]

    def step(self, subject: str, name: str) -> Step | None:
        """The step of that name, or None."""
        return self.steps.get((subject, name))

    def may(self, posts: Iterable[str], subject: str, step: str) -> bool:
        """Whether somebody with these posts takes that step at all, whatever it is taken on."""
        return not self.steps[subject, step].posts.isdisjoint(posts)

    def field(self, subject: str, name: str) -> Field:
        """The field of that name; a missing one is a bug, since tables are checked."""
        return self.fields[subject, name]

    def fields_of(self, subject: str) -> list[Field]:
        """Every field of a subject, in the order of the table."""
        return [field for field in self.fields.values() if field.subject == subject]

    def stage(self, subject: str, name: str) -> Stage:
        """The stage of that name."""
        return self.stages[subject, name]

    def is_root(self, subject: str) -> bool:
        """Whether the subject stands by itself; one that is not known does not."""
        return subject in self.subjects and self.subjects[subject].is_root

    def roots_of(self, subject: str) -> tuple[str, ...]:
        """The kinds of root that such a subject can belong to; a root belongs to itself."""
        return self.subjects[subject].of or (subject,)

    def kin(self, subject: str) -> tuple[str, ...]:
        """Every kind of subject that can be in one family with it, itself included."""
        return self._kin[subject]

    @cached_property
    def _kin(self) -> Mapping[str, tuple[str, ...]]:
        roots = {name: set(self.roots_of(name)) for name in self.subjects}
        return {
            name: tuple(other for other in self.subjects if roots[name] & roots[other])
            for name in self.subjects
        }

    def effects_of(self, subject: str, step: str) -> Sequence[Effect]:
        """What a step does to other subjects, in the order of the table."""
        return self._effects.get((subject, step), ())

    @cached_property
    def _effects(self) -> Mapping[tuple[str, str], Sequence[Effect]]:
        found: dict[tuple[str, str], list[Effect]] = {}
        for effect in self.effects:
            found.setdefault((effect.subject, effect.step), []).append(effect)
        return found

    def choices_of(self, name: str) -> list[Choice]:
        """The values of a closed list, in the order of the table."""
        return [choice for choice in self.choices.values() if choice.list == name]

    def marked(self, name: str, mark: str) -> frozenset[str]:
        """The codes of a list that bear a mark."""
        return frozenset(choice.code for choice in self.choices_of(name) if mark in choice.marks)

    def steps_from(self, subject: str, stage: str, case_kind: str = "") -> list[Step]:
        """What people can do with a subject in that stage, in the order of the table."""
        return [
            step
            for step in self.steps.values()
            if step.subject == subject
            and stage in step.sources
            and not step.by_system
            and (not case_kind or step.suits_kind(case_kind))
        ]

    def queues_of(self, posts: Iterable[str]) -> list[Queue]:
        """The queues of somebody who holds these posts, in the order of the table."""
        held = set(posts)
        return [queue for queue in self.queues.values() if queue.posts & held]
