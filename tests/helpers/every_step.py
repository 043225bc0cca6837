"""People who take every step that is offered, with values that fit, marked where personal."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from seatapp.app import Duty
from seatapp.domain.entries import Value
from seatapp.domain.workflow import Field, Step
from seatapp.errors import StepRefused
from seatapp.local.views import OfferedStep
from tests.helpers.canary import MARKED

AREA = "999001"
FIXED: Mapping[str, Value] = {"area": AREA, "source": "hotline_12345", "urgency": "normal"}


@dataclass
class Busy:
    """Takes at each turn what was taken least and does not end anything, if there is such a step.

    `taken` and `refused` count steps by subject and name.
    """

    photo: str
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)

    def report(self, duty: Duty, kind: str) -> str:
        """Register a case of that kind with a caller; its identifier."""
        step = duty.workflow.steps["case", "report"]
        values = self._values(duty, step) | {"case_kind": kind}
        for name in ("source_system", "external_id", "acceptance_number", "doubts"):
            values.pop(name, None)
        return duty.desk.perform("report", "case", None, values).subject_id

    def turn(self, duty: Duty, case_id: str) -> bool:
        """Take one step of the case or of a child; whether there was one."""
        offered = self._offered(duty, case_id)
        steps = duty.workflow.steps

        def worth(one: OfferedStep) -> tuple[bool, int]:
            key = (one.subject, one.step)
            ends = duty.workflow.stages.get((one.subject, steps[key].target))
            return ends is not None and ends.terminal, self._tries(key)

        for one in sorted(offered, key=worth):
            key = (one.subject, one.step)
            step = steps[key]
            try:
                values = self._values(duty, step)
                duty.desk.perform(one.step, one.subject, one.subject_id, values, one.post)
            except StepRefused:
                self.refused[key] += 1
                continue
            self.taken[key] += 1
            return True
        return False

    def _tries(self, key: tuple[str, str]) -> int:
        return self.taken[key] + self.refused[key]

    def _offered(self, duty: Duty, case_id: str) -> list[OfferedStep]:
        detail = duty.reader.case(case_id, duty.person.id)
        if detail is None:
            return []
        offered = list(duty.desk.offered("case", detail.state, detail.children))
        for child in detail.children:
            offered += duty.desk.offered(str(child["subject"]), child, ())
        return offered

    def _values(self, duty: Duty, step: Step) -> dict[str, Value]:
        known = duty.workflow.field
        return {
            name: value
            for name in step.fields
            if (value := self._value(duty, known(step.subject, name))) is not None
        }

    def _value(self, duty: Duty, one: Field) -> Value:
        if one.personal:
            return MARKED[one.mask]
        if one.name in FIXED:
            return FIXED[one.name]
        simple: dict[str, Any] = {
            "line": "经办说明", "text": "经办说明", "integer": 1, "boolean": True,
            "time": int(time.time()), "photos": [self.photo], "list": ["说明"],
        }  # fmt: skip
        if one.type == "choice":
            return next(c.code for c in duty.workflow.choices.values() if c.list == one.of)
        if one.type == "ref":
            rows = duty.reader.references(one.of)
            return rows[0][0] if rows else None
        found: Value = simple.get(one.type)
        return found
