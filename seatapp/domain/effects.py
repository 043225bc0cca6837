"""What a step does to other subjects: system entries with identifiers that follow from the cause.

The centre applies them in the transaction of their cause; the seat works them out for its own
view with the same identifiers and never sends them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from seatapp.domain.callback_guards import caller_waits, falls_at, rings_there
from seatapp.domain.entries import Value, Values
from seatapp.domain.references import References, State
from seatapp.domain.roster import back_at
from seatapp.domain.workflow import Copy, Effect, Step, Workflow
from seatapp.ids import derived_id


@dataclass(frozen=True)
class Consequence:
    """A system entry: `step` is taken on `subject_id` because of the entry `cause`."""

    entry_id: str
    cause: str
    subject_id: str
    step: Step
    values: Values


@dataclass(frozen=True)
class Cause:
    """A step as the conditions see it: its subject and its root afterwards, and what was typed."""

    workflow: Workflow
    author: str
    after: State
    root: State
    values: Values
    references: References


def _always(cause: Cause, argument: str) -> bool:
    return True


def has_caller(cause: Cause, argument: str) -> bool:
    """Somebody waits for an answer."""
    return caller_waits(cause.workflow, cause.root)


def owner_is(cause: Cause, argument: str) -> bool:
    """Asked of each target instead: its `owner` is still the author of the stamp `argument`."""
    return True


def owner_away(cause: Cause, argument: str) -> bool:
    """Asked of each target instead: its owner is the author of that stamp, away when it is due.

    Whoever takes the step rings callers there.
    """
    return True


def same_number(cause: Cause, argument: str) -> bool:
    """Asked of each target instead: it is a missed call of the same number."""
    return True


def tells(cause: Cause, argument: str) -> bool:
    """Callers are to be told of this news, and this one was not told with the step itself.

    The row `argument` of `callback_rule` says so for all (`duty`), `reply_wanted` for this one.
    """
    row = cause.references.get("callback_rule", argument)
    ruled = row is not None and row.get("duty") is True
    wanted = ruled or cause.values.get("reply_wanted") is True
    told = cause.values.get("caller_told") is True
    return wanted and not told and caller_waits(cause.workflow, cause.root)


def unsolved(cause: Cause, argument: str) -> bool:
    """The person who was rung says that nothing was solved."""
    return cause.after.get("solved") is False


def opinion_source(cause: Cause, argument: str) -> bool:
    """The matter was raised in public or by letter, where it is answered too."""
    return cause.root.get("source") in cause.workflow.marked("source", "opinion")


def source_is(cause: Cause, argument: str) -> bool:
    """The matter came from the source `argument`, which wants to hear what became of it."""
    return cause.root.get("source") == argument


CONDITIONS: Mapping[str, Callable[[Cause, str], bool]] = {
    "": _always,
    "has_caller": has_caller,
    "owner_is": owner_is,
    "owner_away": owner_away,
    "same_number": same_number,
    "tells": tells,
    "unsolved": unsolved,
    "opinion_source": opinion_source,
    "source_is": source_is,
}
"""The conditions that `effects.csv` can name, each with what stands after the colon there."""


ACTS = ("create", "ensure", "each", "move", "root", "pass")
MARKS = "*@=<:^"
AUTHOR = "author"
ITEM, WHO = "*", "@"


@dataclass(frozen=True)
class _Target:
    """A subject that an effect is about, and the line of the list that led to it."""

    subject_id: str
    item: Value = None


def consequences(
    workflow: Workflow,
    cause: str,
    step: Step,
    values: Values,
    author: str,
    after: State,
    family: Collection[State],
    references: References,
) -> list[Consequence]:
    """The system entries that follow from `cause`, in the order in which they are applied.

    `after` is the state of the subject after the step, `family` its root with all children before
    it and whatever else the step names (see `named`). A step never moves its own subject so.
    """
    found: list[Consequence] = []
    others = [state for state in family if state["id"] != after["id"]]
    root = next((state for state in [after, *others] if state["id"] == after["root"]), {})
    told = Cause(workflow, author, after, root, values, references)
    for effect in workflow.effects_of(step.subject, step.name):
        if CONDITIONS[effect.when](told, effect.argument):
            taken = workflow.steps[effect.target, effect.target_step]
            for target in _targets(effect, taken, told, cause, others):
                entry_id = derived_id(cause, "entry", effect.target_step, target.subject_id)
                handed = _handed_on(effect.copies, told, target.item)
                found.append(Consequence(entry_id, cause, target.subject_id, taken, handed))
    return found


def on_root(
    workflow: Workflow,
    step: Step,
    values: Values,
    after: State,
    author: str,
    references: References,
) -> list[tuple[Step, Values]]:
    """What a step on a child, which stands as `after`, does to its root: a step with its values."""
    told = Cause(workflow, author, after, {}, values, references)
    return [
        (
            workflow.steps[effect.target, effect.target_step],
            _handed_on(effect.copies, told, None),
        )
        for effect in workflow.effects_of(step.subject, step.name)
        if effect.act == "root" and CONDITIONS[effect.when](told, effect.argument)
    ]


def named(workflow: Workflow, step: Step, values: Values) -> list[tuple[str, str]]:
    """The subjects of other roots that a step is about, as kind and identifier."""
    return [
        (effect.target, str(item))
        for effect in workflow.effects_of(step.subject, step.name)
        if effect.act == "pass"
        for item in _listed(effect, values)
    ]


def _targets(
    effect: Effect,
    taken: Step,
    told: Cause,
    cause: str,
    others: Iterable[State],
) -> list[_Target]:
    after, values = told.after, told.values
    alike = [child for child in others if child["subject"] == effect.target]
    own = [child for child in alike if child["root"] == after["root"]]
    if effect.act == "each":
        return [
            _Target(derived_id(cause, "subject", effect.target, str(place)), item)
            for place, item in enumerate(_listed(effect, values), 1)
        ]
    if effect.act in ("move", "root"):
        return _in_order(child for child in own if child["stage"] in taken.sources)
    if effect.act == "pass":
        ids, fits = set(_listed(effect, values)), PASSED[effect.when]
        theirs = (child for child in alike if child["id"] in ids and child["id"] != after["id"])
        standing = (child for child in theirs if child["stage"] in taken.sources)
        return _in_order(child for child in standing if fits(told, child, effect.argument))
    if effect.act == "ensure" and any("settled_at" not in child for child in own):
        return []
    return [_Target(derived_id(cause, "subject", effect.target, effect.target_step))]


def _whatever(told: Cause, child: State, argument: str) -> bool:
    return True


def _still_owned(told: Cause, child: State, argument: str) -> bool:
    return child.get("owner") == told.after.get(f"{argument}_by")


def _due_while_away(told: Cause, child: State, argument: str) -> bool:
    """It is due before its owner is on duty again, counted from the border of the shifts.

    And the one who takes the shift rings callers there.
    """
    if not rings_there(told.workflow, told.references, told.author, str(child.get("area") or "")):
        return False
    due, border = falls_at(child), told.after.get("border_at")
    if due is None or not isinstance(border, int) or not _still_owned(told, child, argument):
        return False
    return due < back_at(str(child["owner"]), border, told.references)


def _of_one_number(told: Cause, child: State, argument: str) -> bool:
    key = told.after.get("caller_key")
    return key is not None and child.get("caller_key") == key


PASSED: Mapping[str, Callable[[Cause, State, str], bool]] = {
    "": _whatever,
    "owner_is": _still_owned,
    "owner_away": _due_while_away,
    "same_number": _of_one_number,
}
"""Which of the subjects that a list names `pass` reaches, by the condition of the effect."""


def _in_order(children: Iterable[State]) -> list[_Target]:
    return [_Target(subject_id) for subject_id in sorted(str(child["id"]) for child in children)]


def _listed(effect: Effect, values: Values) -> list[str]:
    """The lines that `each` and `pass` go through."""
    found = next((values.get(copy.what) for copy in effect.copies if copy.how == ITEM), None)
    return found if isinstance(found, list) else []


def _handed_on(copies: Iterable[Copy], cause: Cause, item: Value) -> dict[str, Value]:
    places: Mapping[str, Callable[[str], Value]] = {
        "=": cause.after.get,
        "^": cause.root.get,
        "<": cause.values.get,
        ":": lambda constant: constant,
        WHO: lambda _author: cause.author,
        ITEM: lambda _list: item,
    }
    handed = {copy.into: places[copy.how](copy.what) for copy in copies if copy.into != "id"}
    return {name: value for name, value in handed.items() if value is not None and value != []}
