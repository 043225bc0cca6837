"""Cases worked through whole months by their steps, and what a reader of the ledger counts of them.

The steps are drawn by chance along the life cycle and handed in in batches of any length, as a
workstation does that was offline. What each case says for the figures is read from every state that
it passed through, one after the other, never from the tables that the centre counts by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heapify, heappop, heappush
from random import Random
from uuid import UUID

from seatapp.domain.entries import Entry, Value
from seatapp.domain.references import State
from seatapp.ids import new_id
from tests.helpers.centre_model import CentreModel
from tests.helpers.made_month import MadeCase

HOUR, DAY = 3_600, 86_400
PAUSES = (240, 600, HOUR, 5 * HOUR, DAY, 6 * DAY)
LENGTHS = (1, 4, 60)
PHOTO = "a" * 64
BEFORE_DISPATCH = ("reported", "returned", "verifying", "prefiled", "filed")
ENDED_WITHOUT = ("answered", "declined", "self_handled")
RESPONDED = (
    *("responded", "to_inspect", "inspecting", "inspected_pass", "inspected_fail"),
    *("closing", "closed"),
)
Way = tuple[int, str, str, Mapping[str, Value]]
"""How often a step is taken, its name, whose post it needs, and what is said with it."""

WAYS: Mapping[str, Sequence[Way]] = {
    "reported": [
        (20, "prefile", "acceptor", {"class_code": "", "grid_code": "999001001001001",
                                    "checks": ["photo_sharp:pass:90.0"]}),
        (20, "send_on", "acceptor", {"nature": "complaint", "matter_code": "M08",
                                     "urgency": "normal"}),
        (1, "answer", "acceptor", {"answer": "已说明。", "nature": "consult"}),
        (1, "decline", "acceptor", {"reason": "不属职责范围", "rule_cited": "规则第3条"}),
        (1, "order_verification", "acceptor", {"collector": "C01", "question": "属实吗？"}),
        (1, "self_handle", "acceptor", {"collector": "C01", "photos_after": [PHOTO]}),
        (1, "urgent_dispatch", "dispatcher", {"unit": "", "danger": "有危险"}),
    ],
    "verifying": [(5, "verification_true", "acceptor", {})],
    "prefiled": [
        (12, "file", "shift_leader", {}),
        (1, "return_prefiled", "shift_leader", {"reason": "地址不清"}),
        (1, "refuse_filing", "shift_leader", {"reason": "未达标准", "rule_cited": "规则第4条"}),
    ],
    "filed": [
        (14, "dispatch", "dispatcher", {"unit": "", "rule_cited": "规则第1条"}),
        (1, "return_to_leader", "dispatcher", {"reason": "类别不对"}),
        (1, "return_to_acceptor", "dispatcher", {"reason": "事项不对"}),
        (1, "void", "shift_leader", {"reason": "重复"}),
    ],
    "handling": [
        (12, "respond", "dispatcher", {"response": "已处置。", "photos_after": [PHOTO]}),
        (2, "recall", "dispatcher", {"reason": "派错"}),
        (2, "reclassify", "shift_leader", {"class_code": "", "reason": "类别有误"}),
        (4, "request_extension", "dispatcher", {"asked_minutes": 120, "reason": "等待配件",
                                               "scans": [PHOTO]}),
        (3, "request_deferral", "dispatcher", {"asked_until": 0, "reason": "等待汛期过",
                                              "scans": [PHOTO]}),
        (2, "request_send_back", "dispatcher", {"reason": "不属本单位", "scans": [PHOTO]}),
        (1, "merge_case", "shift_leader", {}),
        (1, "add_co_unit", "dispatcher", {"co_unit": "502", "note": "请协助"}),
        (2, "open_dispute", "dispatcher", {"reason": "责任不清"}),
        (1, "escalate", "supervisor", {"escalated_to": "leader", "note": "请关注"}),
    ],
    "deferred": [(3, "resume", "shift_leader", {"reason": "条件具备"})],
    "responded": [
        (9, "submit_inspection", "supervisor", {}),
        (9, "check_answer", "supervisor", {"demand_met": True, "caller_told": True}),
        (2, "return_response", "supervisor", {"reason": "照片不清"}),
    ],
    "to_inspect": [(5, "issue_inspection", "acceptor", {"collector": "C01"})],
    "inspecting": [
        (5, "inspection_pass", "acceptor", {"photos_after": [PHOTO]}),
        (1, "inspection_fail", "acceptor", {"note": "仍有残留"}),
    ],
    "inspected_pass": [(5, "pass_on", "acceptor", {})],
    "inspected_fail": [(5, "rework", "shift_leader", {"reason": "仍有残留"})],
    "closing": [(9, "close", "shift_leader", {}), (1, "ratify", "shift_leader", {})],
    "closed": [(1, "return_from_above", "shift_leader", {"reason": "上级要求重办"}),
               (1, "request_appeal", "dispatcher", {"reason": "不可抗力", "scans": [PHOTO]})],
}  # fmt: skip
GRANTS: Mapping[str, Mapping[str, Value]] = {
    "extension": {"granted_minutes": 120},
    "send_back": {},
    "deferral": {"granted_until": 0},
    "appeal": {"opinion": "属实"},
    "reopen": {"opinion": "重新办理"},
}
"""What is said with the grant of each kind of request."""

ENDORSED = ("deferral", "appeal")
"""Requests on which a shift leader gives an opinion before a higher post grants them."""

DUTIES: Mapping[str, Sequence[Way]] = {
    "dispute": [
        (1, "rule_stay", "shift_leader", {"ruling": "原单位办理", "rule_cited": "规则第2条"}),
        (2, "rule_move", "shift_leader", {"ruled_unit": "502", "ruling": "改派",
                                          "rule_cited": "规则第2条"}),
    ],
    "callback": [
        (3, "finish_callback", "acceptor", {"satisfaction": "satisfied", "solved": True,
                                            "seat_satisfaction": "neutral"}),
        (1, "finish_callback", "acceptor", {"satisfaction": "dissatisfied", "solved": False,
                                            "words": "没有解决"}),
        (3, "tell_caller", "acceptor", {"note": "已告知。", "photos": [PHOTO]}),
        (1, "try_callback", "acceptor", {"result": "no_answer"}),
        (1, "excuse_callback", "shift_leader", {"note": "来电人要求不再回访。"}),
    ],
    "co_task": [
        (1, "co_reply", "dispatcher", {"response": "已协助。"}),
        (1, "co_release", "dispatcher", {"note": "不再需要"}),
    ],
}  # fmt: skip
"""What ends what hangs on a case."""

OPEN = {"dispute": ("raised",), "callback": ("owed",), "co_task": ("asked", "resting")}
MISSED = 0.2
NUMBERS = 6
"""So many people ring without being answered, again and again."""

SOURCES = {
    "grid": ("collector", "video", "public"),
    "hotline": ("web", "hotline_12345"),
    "superior": ("superior",),
}
CLASSES = ("C010101", "C010102", "E020201")
UNITS = ("401", "402", "501")
PEOPLE = {
    "acceptor": ("u1001", "u1005"),
    "shift_leader": ("u1007", "u1008"),
    "dispatcher": ("u1012",),
    "supervisor": ("u1015",),
    "centre_head": ("u1020",),
}


@dataclass
class Workers:
    """Draws what is done next to which case; everybody signs with the key of their workstation."""

    model: CentreModel
    keys: Mapping[str, str]
    random: Random

    def begin(self, at: int) -> Entry:
        """A new case, or a call that nobody answered."""
        if self.random.random() < MISSED:
            return self._missed(at)
        kind = self.random.choice(("grid", "grid", "hotline", "superior"))
        source = self.random.choice(SOURCES[kind])
        values: dict[str, Value] = {
            "case_kind": kind,
            "source": source,
            "acceptance_number": f"A01-{self.random.randrange(10**9)}",
            "area": self.random.choice(("999001", "999002")),
            "urgency": "normal",
            "description": "示例。",
            "photos_before": [PHOTO],
        }
        if source in ("collector", "video"):
            values["collector"] = self.random.choice(("C01", "C02"))
        if source == "hotline_12345":
            values |= {"caller_name": "张示例", "caller_phone": "19900001234"}
        if kind == "grid":
            values["class_code"] = self.random.choice(CLASSES)
        case = new_id()
        return self._entry("case", "report", "acceptor", values, case, case, None, at)

    def go_on(self, case: State, at: int) -> Entry | None:
        """What is done next to a case or to what hangs on it; None when nothing was drawn."""
        owed = [
            state for state in self.model.family(str(case["root"]))
            if state["stage"] in OPEN.get(str(state["subject"]), ())
        ]  # fmt: skip
        if owed and self.random.random() < 0.3:
            return self._settle(self.random.choice(owed), at)
        asked = [
            state for state in self.model.family(str(case["root"]))
            if state["subject"] == "request" and state["stage"] in ("open", "endorsed")
        ]  # fmt: skip
        if asked and self.random.random() < 0.8:
            return self._decide(asked[0], at)
        ways = [
            way
            for way in WAYS.get(str(case["stage"]), ())
            if self._is_for(way[1], str(case["case_kind"]))
        ]
        if not ways or (case["stage"] == "closed" and self.random.random() < 0.5):
            return None
        _often, name, post, said = self.random.choices(ways, [way[0] for way in ways])[0]
        values = self._target(case) if name == "merge_case" else self._said(said, at)
        return self._entry("case", name, post, values, str(case["id"]), str(case["root"]), case, at)

    def _is_for(self, step: str, case_kind: str) -> bool:
        kinds = self.model.workflow.steps["case", step].kinds
        return not kinds or case_kind in kinds

    def _decide(self, request: State, at: int) -> Entry:
        kind = str(request["request_kind"])
        own, root = str(request["id"]), str(request["root"])
        step, post, said = f"grant_{kind}", "shift_leader", self._said(GRANTS[kind], at)
        if kind in ENDORSED:
            post = "shift_leader" if request["stage"] == "open" else "centre_head"
            if request["stage"] == "open":
                step, said = "endorse", {"opinion": "属实"}
        return self._entry("request", step, post, said, own, root, request, at)

    def _missed(self, at: int) -> Entry:
        number = self.random.randrange(NUMBERS)
        values: dict[str, Value] = {
            "area": "999001",
            "caller_phone": f"1990000000{number}",
            "caller_key": f"199****000{number}ab",
            "rang_at": at,
        }
        own = new_id()
        return self._entry("call", "miss_call", "acceptor", values, own, own, None, at)

    def _settle(self, owed: State, at: int) -> Entry:
        """End what hangs on a case; whoever reached a number has reached it for all its calls."""
        kind = str(owed["subject"])
        ways = DUTIES[kind]
        _often, name, post, said = self.random.choices(ways, [way[0] for way in ways])[0]
        values = dict(said)
        if owed.get("callback_kind") == "missed":
            name, values = "tell_caller", {"note": "已接通。"}
            others = self._of_the_same_number(owed)
            values |= {"also": others} if others else {}
        own, root = str(owed["id"]), str(owed["root"])
        return self._entry(kind, name, post, values, own, root, owed, at)

    def _of_the_same_number(self, owed: State) -> list[str]:
        return [
            str(state["id"]) for state in self.model.states.values()
            if state["subject"] == "callback" and state["stage"] == "owed"
            and state.get("caller_key") == owed.get("caller_key") and state["id"] != owed["id"]
        ]  # fmt: skip

    def _said(self, said: Mapping[str, Value], at: int) -> dict[str, Value]:
        """What is said with a step; what the table of ways leaves open is drawn."""
        drawn: dict[str, Value] = {
            "class_code": self.random.choice(CLASSES),
            "unit": self.random.choice(UNITS),
            "asked_until": at + 20 * DAY,
            "granted_until": at + 20 * DAY,
        }
        return {name: value or drawn[name] for name, value in said.items()}

    def _target(self, case: State) -> dict[str, Value]:
        """Another case that is being handled, to merge into."""
        others = (s for s in self.model.states.values() if s["subject"] == "case")
        open_ones = [s for s in others if s["stage"] == "handling" and s["id"] != case["id"]]
        if not open_ones:
            return {}
        number = open_ones[0]["acceptance_number"]
        return {"merged_into": number, "merged_into_ids": [str(open_ones[0]["id"])]}

    def _entry(self, subject: str, step: str, post: str, values: Mapping[str, Value], own: str,
               root: str, state: State | None, at: int) -> Entry:  # fmt: skip
        author = self.random.choice(PEOPLE[post])
        return Entry(
            id=new_id(), subject=subject, subject_id=own, root=root, step=step, values=values,
            parent=str(state["fresh"]) if state else None, author=author, post=post,
            claimed_at=datetime.fromtimestamp(at, UTC).isoformat(), key=self.keys[author],
        )  # fmt: skip


class Telling:
    """What each case says for the figures, read from all states that it passes through."""

    def __init__(self) -> None:
        self.cases: dict[str, MadeCase] = {}

    def see(self, state: State) -> None:
        """One more state of a case."""
        made = self.cases.setdefault(str(state["id"]), MadeCase(UUID(str(state["id"]))))
        said, stage = made.values, state["stage"]
        for name in ("area", "stage", "case_kind", "source", "nature", "class_code",
                     "matter_code", "closed_at", "reworks", "extensions", "excused"):  # fmt: skip
            said[name] = state.get(name)
        late = state.get("late")
        said["late"] = late if isinstance(late, list) else []
        for name in ("reported_at", "filed_at", "dispatched_at", "collector"):
            if said.get(name) is None:
                said[name] = state.get(name)
        said["unit"] = state.get("unit") or said.get("unit")
        if stage in BEFORE_DISPATCH + ENDED_WITHOUT:
            said["handle_due_at"] = None
        elif state.get("clock") == "handle" and state.get("due_at") is not None:
            said["handle_due_at"] = state["due_at"]
        elif state.get("clock") == "handle" and stage == "handling":
            said["handle_due_at"] = None  # nobody can say when
        said["responded_at"] = state.get("responded_at") if stage in RESPONDED else None


def batches(
    workers: Workers, telling: Telling, since: int, until: int, count: int
) -> Iterator[list[Entry]]:
    """Batches of entries over that time, the model ahead of them; `count` cases."""
    random = workers.random
    ahead: list[tuple[int, int, str]] = [
        (random.randrange(since, until), place, "") for place in range(count)
    ]
    heapify(ahead)
    batch: list[Entry] = []
    enough = 1
    while ahead:
        at, place, case = heappop(ahead)
        states = workers.model.states
        entry = workers.go_on(states[case], at) if case else workers.begin(at)
        if entry is not None and workers.model.judge(entry, at) is None:
            before = {key: state for key, state in states.items() if state["subject"] == "case"}
            workers.model.decide(entry, at)
            for key, state in states.items():
                if state["subject"] == "case" and before.get(key) != state:
                    telling.see(state)
            batch.append(entry)
            case = entry.root
        if case and (later := at + random.choice(PAUSES)) < until:
            heappush(ahead, (later, place, case))
        if len(batch) >= enough:
            yield batch
            batch, enough = [], random.choice(LENGTHS)
    if batch:
        yield batch
