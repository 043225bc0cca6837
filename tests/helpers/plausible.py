"""Random entries that mostly make sense: what people could do next, and what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from time import time

from seatapp.domain.entries import Entry, Value
from seatapp.domain.guards import external_case_id
from seatapp.domain.handover import content_hash
from seatapp.domain.references import State
from seatapp.domain.workflow import Field, Step
from seatapp.ids import new_id
from tests.helpers.centre_model import CentreModel, StoredReferences

AREAS = ("999001", "999001", "999001", "999002")
PHOTOS = ("a" * 64, "b" * 64, "c" * 64)
WRONG: Sequence[Value] = (
    "",
    "没有这个",
    0,
    -1,
    10**12,
    True,
    [],
    ["x"],
    ["a" * 64] * 2,
    "长" * 2001,
)
PHONES = ("13800001234", "0812-1234567", "110", "12", "无")
PLACES = ("东湖路１２号院", "东湖路12号", "人民广场北侧花坛旁", "3栋")


@dataclass
class Plausible:
    """Draws entries on a model's states. `keys` maps the people who work here to their keys."""

    model: CentreModel
    keys: Mapping[str, str]
    random: Random

    def entry(self) -> Entry:
        """One entry; nine in ten could be right."""
        state = self._subject()
        step = self._step(state)
        if state and step.creates and step.subject != state["subject"]:
            state = None  # identifiers are never shared by subjects of two kinds
        author, post = self._author(step, state)
        values = self._values(step, state, author)
        subject_id = str(state["id"]) if state else self._new_subject(values)
        parent = str(state["fresh"]) if state else None
        if self._rarely():
            parent = self.random.choice([None, new_id(), *list(self.model.accepted)[-5:]])
        root = str(state["root"]) if state else subject_id
        return Entry(
            id=new_id(),
            subject=step.subject,
            subject_id=subject_id,
            root=new_id() if step.subject == "case" and self._nearly_never() else root,
            step="no_such_step" if self._nearly_never() else step.name,
            values=values,
            parent=parent,
            author=author,
            post=post,
            claimed_at=datetime.now(UTC).isoformat(),
            key=self.keys[author],
        )

    def _rarely(self) -> bool:
        return self.random.random() < 0.06

    def _nearly_never(self) -> bool:
        return self.random.random() < 0.01

    def _subject(self) -> State | None:
        states = list(self.model.states.values())
        if not states or self.random.random() < 0.15:
            return None
        usual = ("case", "request", "callback", "call", "emergency")
        mine = [s for s in states if s["subject"] in usual]
        chosen = mine if self.random.random() < 0.6 else states
        return self.random.choice(chosen or states)

    def _step(self, state: State | None) -> Step:
        steps = list(self.model.workflow.steps.values())
        if self._rarely():
            return self.random.choice(steps)
        if state is None:
            creating = [s for s in steps if s.creates and not s.by_system]
            return self.random.choice([*creating, *creating[:1] * 12])
        kind = str(state.get("case_kind") or "")
        open_to = self.model.workflow.steps_from(str(state["subject"]), str(state["stage"]), kind)
        onward = [s for s in open_to if s.fresh]
        return self.random.choice([*open_to, *onward * 2] or steps)

    def _author(self, step: Step, state: State | None) -> tuple[str, str]:
        if self._rarely():
            return self.random.choice(list(self.keys)), self.random.choice(sorted(step.posts))
        area = str(state["area"]) if state else AREAS[0]
        able = [
            (person, post)
            for person in self.keys
            for post in sorted(step.posts)
            if self.model.members[person].holds_in(post, area)
        ]
        return self.random.choice(able or [(next(iter(self.keys)), "acceptor")])

    def _new_subject(self, values: Mapping[str, Value]) -> str:
        system, number = values.get("source_system"), values.get("external_id")
        if isinstance(system, str) and isinstance(number, str) and not self._rarely():
            return external_case_id(system, number)
        return new_id()

    def _values(self, step: Step, state: State | None, author: str) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for name in step.required:
            if not self._nearly_never():
                values[name] = self._value(self.model.workflow.field(step.subject, name))
        for name in step.optional:
            if self.random.random() < (0.7 if "photos" in name or name == "scans" else 0.3):
                values[name] = self._value(self.model.workflow.field(step.subject, name))
        if "callbacks" in step.fields and state and not self._rarely():
            values["callbacks"] = state.get("callbacks") or self._callbacks()
        if "merged_into_ids" in values and not self._rarely():
            values |= self._target()
        if "content_hash" in values and state:
            values["content_hash"] = content_hash(state.get("duty_post"), values)
        if values.get("owner") and self.random.random() < 0.7:
            values["owner"] = author
        if self._nearly_never():
            values["stage"] = "closed"
        if self._rarely() and values:
            values[self.random.choice(list(values))] = self.random.choice([None, *WRONG])
        if values.get("external_id") in ("没有这个", "长" * 2001):
            # The number makes the identifier, which another sequence may have used at this centre.
            values["external_id"] = f"{values['external_id']}{new_id()}"
        return values

    def _value(self, field: Field) -> Value:
        choose = self.random.choice
        if field.type == "choice":
            return choose([c.code for c in self.model.workflow.choices_of(field.of)])
        if field.type == "ref":
            return choose(AREAS) if field.of == "area" else self._reference(field.of)
        if field.type == "boolean":
            return choose([True, False])
        if field.type == "integer" and field.name in ("asked_minutes", "granted_minutes"):
            return self.random.choice([30, 120, 480, 1440, 5000])
        if field.type == "time" and field.name in ("asked_until", "granted_until"):
            return int(time()) + self.random.choice([-60, 3600, 20 * 86_400, 200 * 86_400])
        if field.name == "handed_back_at":
            return int(time()) + self.random.choice([-7200, -1, 0, 200, 900])
        if field.type == "integer":
            return self.random.randint(-field.maximum, field.maximum)
        if field.type == "time":
            return self.random.randint(1, 2_000_000_000)
        if field.type == "photos":
            return sorted(self.random.sample(PHOTOS, self.random.randint(0, 2)))
        if field.type == "lines":
            return self._lines(field.name)
        if field.name == "checks":
            answers = ["pass", "pass", "warn", "reject"]
            return [f"{check}:{choose(answers)}:1" for check in ("photo_sharp", "address_precise")]
        if field.type == "list":
            return self.random.sample(["far", "old", "dark"], self.random.randint(0, 2))
        if field.type == "id" or field.name == "external_id":
            return new_id()
        if field.mask == "phone":
            return choose(PHONES)
        if field.subject == "phrase":
            return choose(["请拨 83012345。", "打１３８ 0000-1234", "13800001234", "4" * 17 + "x"])
        if field.name == "new_code":
            return choose(["9990010102000099", "9990010102000099", "99900101020000９9", "12"])
        return (
            choose(PLACES) if field.mask == "address" else choose(["张示例", "说明\n第二行", "x"])
        )

    def _lines(self, name: str) -> list[str]:
        if name == "callbacks":
            return self._callbacks()
        lines = ["keys=齐全", "keys=", "to_accept=3/1", "b|c"] * 20
        return self.random.sample(lines, self.random.choice([0, 1, 2, 60]))

    def _target(self) -> dict[str, Value]:
        """A case to merge into, often one that is open, by its number."""
        cases = [s for s in self.model.states.values() if s["subject"] == "case"]
        if not cases:
            return {}
        target = self.random.choice(cases)
        return {
            "merged_into_ids": [str(target["id"])],
            "merged_into": target.get("acceptance_number") or "999",
        }

    def _callbacks(self) -> list[str]:
        owed = [str(s["id"]) for s in self.model.states.values() if s["subject"] == "callback"]
        return self.random.sample(owed, min(len(owed), 2))

    def _reference(self, kind: str) -> str:
        assert isinstance(self.model.references, StoredReferences)
        codes = self.model.references.codes(kind)
        return self.random.choice(codes) if codes and not self._rarely() else "none"
