"""A duty without a centre and without a disk: the made world of rules with the demo city's lists.

Rules, tables and lists are the real ones; only storage is plain memory.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from seatapp.domain.entries import Entry, Value, Values
from seatapp.domain.judge import Member
from seatapp.domain.references import ReferenceRow
from seatapp.domain.tables import load_workflow
from seatapp.domain.workflow import Workflow
from seatapp.errors import InputFileError, StepRefused
from seatapp.ids import new_id
from seatapp.local.views import CaseDetail, OfferedStep, RefusalItem, StoryItem, SyncStatus
from tests.helpers.rules import ROWS, MadeReferences, World

NAMES = {
    "class": ("minor_name", "condition"),
    "reason": ("sentence",),
}


def _table(name: str) -> list[dict[str, str]]:
    text = (files("resources") / "demo" / name).read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@cache
def demo_rows() -> Mapping[tuple[str, str], ReferenceRow]:
    """Reference rows of the demo city, as the centre hands them out."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in _table("classes.csv"):
        found["class", row["code"]] = {
            "version": row["version"],
            "category": row["category"],
            "major_name": row["major"],
            "minor_name": row["minor"],
            "condition": row["filing_condition"],
            "closing": row["closing_condition"],
            "limit_minutes": int(row["limit_value"] or 0) * 60,
            "limit_basis": "natural",
            "limit_text": f"{row['limit_value']} 小时",
            "pair": row["photo_pair"] == "yes",
            "unit": row["unit_community"],
            "source": row["source"],
        }
    for row in _table("hotline_matters.csv"):
        found["matter", row["code"]] = {
            "name": row["name"],
            "limit_minutes": int(row["limit_value"]) * 480,
            "limit_basis": "natural",
            "limit_text": f"{row['limit_value']} 个工作日",
            "unit": row["unit"],
        }
    for row in _table("units.csv"):
        found["unit", row["code"]] = {"name": row["name"], "aliases": row["aliases"]}
    for row in _table("collectors.csv"):
        found["collector", row["code"]] = {"name": row["name"], "team": row["team"]}
    for row in _table("people.csv"):
        found["person", row["login"]] = {"name": row["name"]}
    for row in _table("reasons.csv"):
        code = f"{row['kind']}.{row['code']}"
        found["reason", code] = {"sentence": row["sentence"], "rule": row["rule"]}
    found["area", "999001"] = {"name": "东湖区"}
    found["area", "999002"] = {"name": "西山区"}
    grids = json.loads((files("resources") / "demo" / "grids.geojson").read_text("utf-8"))
    for feature in grids["features"]:
        facts = feature["properties"]
        found["grid", facts["code"]] = {
            "area": facts["code"][:6],
            "name": facts["name"],
            "community": facts["community"],
        }
    limits = {key: row for key, row in ROWS.items() if key[0] == "limit"}
    return {**limits, **found}


class DemoReferences(MadeReferences):
    """The demo city's rows."""

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """The row."""
        return demo_rows().get((kind, code))


def words_of(kind: str, row: ReferenceRow) -> str:
    """The words for a reference row."""
    return " · ".join(str(row[name]) for name in NAMES.get(kind, ("name",)))


@dataclass(frozen=True)
class Person:
    """Who sits in front."""

    id: str
    name: str


@dataclass(frozen=True)
class MadeTaken:
    """What the desk gives back."""

    subject_id: str
    number: str


@dataclass
class MemoryDuty:
    """A duty in memory; `people` may change, so that several work on the same cases."""

    person: Person = field(default_factory=lambda: Person("u1001", "陈思远"))
    posts: Sequence[str] = ("acceptor",)
    workflow: Workflow = field(default_factory=load_workflow)
    world: World = field(init=False)
    stories: dict[str, list[StoryItem]] = field(default_factory=dict)
    contacts: dict[str, Mapping[str, str]] = field(default_factory=dict)
    drafts: dict[tuple[str, str], Values] = field(default_factory=dict)
    refused: list[RefusalItem] = field(default_factory=list)
    closed: list[tuple[str, str, str]] = field(default_factory=list)
    photos: dict[str, bytes] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)
    online: bool = True
    refuse_next: StepRefused | None = None

    def __post_init__(self) -> None:
        self.world = World(self.workflow, DemoReferences())
        self.world.at = int(time.time()) - 4 * 3600

    @property
    def reader(self) -> MemoryDuty:
        """Reads from memory."""
        return self

    @property
    def desk(self) -> MemoryDuty:
        """Takes steps in memory."""
        return self

    def sit(self, person: str, *posts: str) -> None:
        """Let somebody else take over."""
        row = demo_rows()["person", person]
        self.person, self.posts = Person(person, str(row["name"])), posts

    def status(self) -> SyncStatus:
        """Online or offline, nothing else."""
        return SyncStatus(self.online, None, 0, len(self.refused), None, None, None, None)

    def case(self, case_id: str, person: str) -> CaseDetail | None:
        """The case as it stands."""
        state = self.world.states.get(case_id)
        if state is None:
            return None
        classed = demo_rows().get(("class", str(state.get("class_code"))))
        return CaseDetail(
            state=state,
            children=self.world.children(case_id),
            contact=self.contacts.get(case_id),
            names={key: words_of(key[0], row) for key, row in demo_rows().items() if "name" in row},
            classed=classed,
            pending=case_id in self.pending,
        )

    def story(self, case_id: str) -> list[StoryItem]:
        """The history."""
        return list(self.stories.get(case_id, ()))

    def refusals(self) -> list[RefusalItem]:
        """What was refused."""
        return list(self.refused)

    def references(self, kind: str) -> list[tuple[str, Mapping[str, Any]]]:
        """All rows of a kind."""
        return [(code, row) for (of, code), row in demo_rows().items() if of == kind]

    def words(self, kind: str, code: str) -> str:
        """The words for a code."""
        row = demo_rows().get((kind, code))
        return words_of(kind, row) if row else code

    def draft(self, person: str, key: str) -> Mapping[str, Value] | None:
        """The draft."""
        return self.drafts.get((person, key))

    def save_draft(self, person: str, key: str, values: Values | None) -> None:
        """Keep or drop a draft."""
        if values is None:
            self.drafts.pop((person, key), None)
        else:
            self.drafts[person, key] = dict(values)

    def picture(self, sha256: str, size: int, callback: Callable[[bytes | None], None]) -> None:
        """A picture from memory."""
        callback(self.photos.get(sha256))

    def add_photo(self, data: bytes) -> str:
        """Keep a photo; text is refused as the decoder would."""
        if not data.startswith((b"\xff\xd8", b"\x89PNG")):
            raise InputFileError("这个文件不是图片，没有添加。")
        name = hashlib.sha256(data).hexdigest()
        self.photos[name] = data
        return name

    def offered(
        self, subject: str, state: Mapping[str, Any], children: Sequence[Mapping[str, Any]]
    ) -> list[OfferedStep]:
        """The steps of the table for the posts held."""
        kind = str(state.get("case_kind") or "")
        return [
            OfferedStep(
                subject, str(state["id"]), step.name, min(step.posts & set(self.posts)),
                step.label, step.key, step.tone,
            )
            for step in self.workflow.steps_from(subject, str(state["stage"]), kind)
            if step.posts & set(self.posts)
        ]  # fmt: skip

    def perform(
        self,
        step: str,
        subject: str,
        subject_id: str | None,
        values: Values,
        post: str | None = None,
        draft: str | None = None,
    ) -> MadeTaken:
        """Judge and fold, as the desk does."""
        if self.refuse_next is not None:
            refusal, self.refuse_next = self.refuse_next, None
            raise refusal
        taken = self.workflow.steps[subject, step]
        case_id = subject_id or new_id()
        given = dict(values)
        if taken.creates:
            given.setdefault("acceptance_number", f"A01-261122-{len(self.stories) + 1:04d}")
        held = post or min(taken.posts & set(self.posts))
        entry = self.world.entry(self.person.id, held, subject, step, case_id, given)
        member = Member(self.person.id, True, [(one, "999") for one in self.posts])
        fault = self.world.judge(entry, member)
        if fault is not None:
            text = self.workflow.refusals[fault.code].sentence
            label = self.workflow.field(subject, fault.field).label if fault.field else ""
            sentence = text.format(field=label, label=taken.label, stage="", step=step, author="")
            raise StepRefused(sentence, fault.code, fault.field)
        self.world.apply(entry)
        self._tell(entry)
        if draft is not None:
            self.save_draft(self.person.id, draft, None)
        root = self.world.states[entry.root]
        return MadeTaken(case_id, str(root.get("case_number") or root.get("acceptance_number")))

    def close_refusal(self, entry_id: str, how: str, reason: str) -> None:
        """Settle a refusal."""
        self.refused = [item for item in self.refused if item.entry_id != entry_id]
        self.closed.append((entry_id, how, reason))

    def stand(self, case_id: str, standing: str) -> None:
        """Give the last line of a history another standing."""
        self.stories[case_id][-1] = replace(
            self.stories[case_id][-1], standing=standing, received_at=None
        )

    def _tell(self, entry: Entry) -> None:
        step = self.workflow.steps[entry.subject, entry.step]
        shown = {
            name: value
            for name, value in entry.values.items()
            if not self.workflow.field(entry.subject, name).personal
        }
        line = StoryItem(
            entry_id=entry.id,
            subject=entry.subject,
            step=entry.step,
            label=step.label,
            author=self.person.id,
            author_name=self.person.name,
            post=entry.post,
            claimed_at=self.world.at,
            received_at=self.world.at + 2,
            standing="accepted",
            values=shown,
            by_system=False,
        )
        self.stories.setdefault(entry.root, []).append(line)
