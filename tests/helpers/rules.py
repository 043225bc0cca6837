"""A small made world for tests of the rules: references, people and a case to move about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from seatapp.domain.clock import Calendar
from seatapp.domain.effects import consequences, named
from seatapp.domain.entries import Entry, Value, Values
from seatapp.domain.fold import Taken, folded
from seatapp.domain.judge import Member, Refusal, judged
from seatapp.domain.lapse import all_matured
from seatapp.domain.references import ReferenceRow, State
from seatapp.domain.workflow import Workflow
from seatapp.ids import new_id

NOON = 1_795_320_000
"""A Sunday at 12:00 in Shanghai (2026-11-22)."""

PHOTO = "a" * 64
OTHER_PHOTO = "b" * 64

TYPED: Mapping[str, Value] = {
    "class_code": "0110-1",
    "grid_code": "999001001001001",
    "collector": "c01",
    "question": "属实？",
    "unit": "clean",
    "rule_cited": "第3条",
    "danger": "井盖缺失",
    "reason": "理由",
    "missing": "照片",
    "response": "已清运",
    "note": "说明",
    "photos_after": [OTHER_PHOTO],
}
"""What people type into required fields of a case."""

ROWS: Mapping[tuple[str, str], ReferenceRow] = {
    ("area", "999001"): {"name": "东湖区"},
    ("area", "999002"): {"name": "西山区"},
    ("class", "0110-1"): {"minor_name": "暴露垃圾", "limit_minutes": 240, "limit_basis": "natural"},
    ("class", "0213-1"): {
        "minor_name": "道路破损",
        "limit_minutes": 480,
        "limit_basis": "work",
        "pair": True,
    },
    ("matter", "wage"): {"name": "欠薪", "limit_minutes": 2400, "limit_basis": "work"},
    ("unit", "clean"): {"name": "环卫公司"},
    ("unit", "labour"): {"name": "人社局"},
    ("grid", "999001001001001"): {"area": "999001"},
    ("collector", "c01"): {"name": "采集员一"},
    ("person", "u1"): {"name": "甲"},
    ("person", "u2"): {"name": "乙"},
    ("limit", "register"): {"normal": 30, "urgent": 10, "critical": 10, "basis": "natural"},
    ("limit", "dispatch"): {"normal": 30, "basis": "natural"},
    ("limit", "receipt"): {"normal": 60, "basis": "natural"},
    ("limit", "inspect"): {"normal": 120, "basis": "natural"},
    ("limit", "co_reply"): {"normal": 120, "basis": "natural"},
    ("limit", "decide"): {"normal": 480, "basis": "natural"},
    ("request_rule", "extension"): {
        "most_grants": 2,
        "before_overdue": True,
        "size": "original_limit",
        "leader_grants": 1,
        "leader_size": 480,
        "paper_from_grant": 2,
    },
    ("request_rule", "send_back"): {"most_grants": 2, "before_overdue": True, "leader_grants": 1},
    ("request_rule", "deferral"): {
        "most_grants": 1,
        "before_overdue": True,
        "most_days": 365,
        "leader_grants": 0,
        "manager_size": 30,
        "paper_from_grant": 1,
    },
    ("request_rule", "appeal"): {"most_grants": 1, "after_closing_days": 7, "leader_grants": 1},
    ("request_rule", "void"): {"leader_grants": 1},
    ("request_rule", "reopen"): {"leader_grants": 9, "after_closing_days": 30},
    ("limit", "callback"): {"normal": 1440, "basis": "natural"},
    ("limit", "component_report"): {"normal": 1440, "basis": "natural"},
    ("limit", "component_store"): {"normal": 4320, "basis": "natural"},
}


class NoReferences:
    """A site that has set nothing: for tests that need a list or two of their own."""

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """No row."""
        return None

    def all(self, kind: str) -> Mapping[str, ReferenceRow]:
        """No list."""
        return {}

    def calendar(self, version: str | None = None) -> Calendar | None:
        """No calendar."""
        return None

    def swaps(self, turns: Collection[str]) -> Sequence[State]:
        """Nobody has swapped."""
        return ()


class MadeReferences(NoReferences):
    """The rows above, and a calendar of two working days of eight hours."""

    def __init__(self) -> None:
        monday = NOON + 86_400
        hours = [(-4, 0), (2, 6)]
        self._calendar = Calendar(
            "made-1",
            [
                (monday + day * 86_400 + a * 3600, monday + day * 86_400 + b * 3600)
                for day in range(2)
                for a, b in hours
            ],
        )

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """The made row."""
        return ROWS.get((kind, code))

    def all(self, kind: str) -> Mapping[str, ReferenceRow]:
        """The made rows of a kind."""
        return {code: row for (found, code), row in ROWS.items() if found == kind}

    def calendar(self, version: str | None = None) -> Calendar | None:
        """The made calendar, whatever the version."""
        return self._calendar


def everyone(person: str, area: str = "999") -> Member:
    """A member who holds every post."""
    posts = ("acceptor", "shift_leader", "dispatcher", "supervisor", "monitor", "admin")
    above = ("operations_manager", "centre_head")
    return Member(person, True, [(post, area) for post in (*posts, *above)])


@dataclass
class World:
    """Judges and folds in memory, the way seat and centre do, effects included."""

    workflow: Workflow
    references: MadeReferences = field(default_factory=MadeReferences)
    states: dict[str, State] = field(default_factory=dict)
    at: int = NOON

    def children(self, case_id: str) -> list[State]:
        """The children of a case."""
        return [s for s in self.states.values() if s["root"] == case_id and s["id"] != case_id]

    def family(self, root: str) -> list[State]:
        """A case with its children."""
        return [state for state in self.states.values() if state["root"] == root]

    def named(self, entry: Entry) -> list[State]:
        """What an entry names in other roots."""
        step = self.workflow.step(entry.subject, entry.step)
        ids = [] if step is None else [key[1] for key in named(self.workflow, step, entry.values)]
        found = (self.states[one] for one in ids if one in self.states)
        return [state for state in found if state["root"] != entry.root]

    def mature(self, root: str) -> None:
        """End what ends by itself now."""
        self.states |= all_matured(self.workflow, self.family(root), self.at, self.references)

    def judge(self, entry: Entry, member: Member) -> Refusal | None:
        """The judgement on an entry as things stand."""
        self.mature(entry.root)
        family = self.family(entry.root) + self.named(entry)
        state = self.states.get(entry.subject_id)
        return judged(self.workflow, entry, member, state, family, self.references, self.at)

    def entry(
        self, author: str, post: str, subject: str, step: str, subject_id: str, values: Values
    ) -> Entry:
        """An entry made on what stands now."""
        state = self.states.get(subject_id)
        fresh = None if state is None else str(state["fresh"])
        return Entry(
            id=new_id(),
            subject=subject,
            subject_id=subject_id,
            root=subject_id if state is None else str(state["root"]),
            step=step,
            values=values,
            parent=fresh,
            author=author,
            post=post,
            claimed_at=datetime.fromtimestamp(self.at, UTC).isoformat(),
            key="k",
        )

    def take(
        self,
        author: str,
        post: str,
        step: str,
        subject_id: str,
        values: Mapping[str, Value] | None = None,
        subject: str = "case",
    ) -> State:
        """Take a step that must be allowed; returns the state after it."""
        entry = self.entry(author, post, subject, step, subject_id, values or {})
        refusal = self.judge(entry, everyone(author))
        assert refusal is None, refusal
        self.apply(entry)
        return self.states[subject_id]

    def apply(self, entry: Entry) -> None:
        """Fold an accepted entry and its consequences into the states."""
        step = self.workflow.steps[entry.subject, entry.step]
        earlier = self.family(entry.root) + self.named(entry)
        after = self._fold(entry.id, entry.subject_id, entry.root, step.name, entry)
        for effect in consequences(
            self.workflow,
            entry.id,
            step,
            entry.values,
            entry.author,
            after,
            earlier,
            self.references,
        ):
            taken = Taken(
                entry_id=effect.entry_id,
                subject_id=effect.subject_id,
                root=entry.root,
                step=effect.step,
                values=effect.values,
                author=entry.author,
                at=self.at,
                area=str(after["area"]),
                given={},
            )
            before = self.states.get(effect.subject_id)
            self.states[effect.subject_id] = folded(self.workflow, before, taken, self.references)

    def _fold(self, entry_id: str, subject_id: str, root: str, step: str, entry: Entry) -> State:
        taken = Taken(
            entry_id=entry_id,
            subject_id=subject_id,
            root=root,
            step=self.workflow.steps[entry.subject, step],
            values=entry.values,
            author=entry.author,
            at=self.at,
            area=str(entry.values.get("area") or ""),
            given={"case_number": "9990012026112200001"},
        )
        before = self.states.get(subject_id)
        self.states[subject_id] = folded(self.workflow, before, taken, self.references)
        return self.states[subject_id]


def report_values(**more: Value) -> dict[str, Value]:
    """What a plain grid report says, with changes."""
    values: dict[str, Value] = {
        "case_kind": "grid",
        "source": "collector",
        "acceptance_number": "A01-261122-0001",
        "area": "999001",
        "urgency": "normal",
        "description": "路边垃圾堆放三天，气味大。",
        "address": "东湖区文昌街道学府社区文汇大街76号",
        "photos_before": [PHOTO],
    }
    values.update(more)
    return {name: value for name, value in values.items() if value is not None}
