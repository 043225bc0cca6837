"""Who is on duty: shifts over midnight, swaps, and what a handover asks of the roster."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from seatapp.domain.entries import Value
from seatapp.domain.handover import (
    Count,
    Item,
    content_hash,
    count_line,
    count_of,
    in_order,
    item_line,
    item_of,
    missing_answers,
    rule_of,
)
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import ReferenceRow, State
from seatapp.domain.roster import Borders, Shift, borders, roster_of
from seatapp.domain.tables import load_workflow
from tests.helpers.rules import MadeReferences

SHIFTS = {
    "early": Shift("early", "早班", 480, 960),
    "night": Shift("night", "夜班", 1380, 480),
}
ROWS: list[tuple[str, Mapping[str, Value]]] = [
    ("2026-11-22.early", {"people": ["甲@acceptor", "乙@acceptor"], "team": "一班"}),
    ("2026-11-22.night", {"people": ["丙@acceptor"]}),
    ("2026-11-23.early", {"people": ["甲@acceptor"]}),
    ("2026-11-23.gone", {"people": ["甲@acceptor"]}),
]
ROSTER = roster_of(ROWS, SHIFTS)


def at(day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(2026, 11, day, hour, minute, tzinfo=CITY_TIME).timestamp())


def on_duty(moment: int) -> set[str]:
    return {turn.person for turn in ROSTER.on_duty(moment)}


def test_a_shift_over_midnight_belongs_to_the_day_it_begins_on() -> None:
    assert on_duty(at(22, 8)) == {"甲", "乙"}
    assert on_duty(at(22, 16)) == set()
    assert on_duty(at(22, 23)) == on_duty(at(23, 7, 59)) == {"丙"}
    assert on_duty(at(23, 8)) == {"甲"}
    assert [turn.person for turn in ROSTER.of_day(date(2026, 11, 22))] == ["乙", "甲", "丙"]


def test_the_roster_says_who_leaves_who_follows_and_who_is_back_when() -> None:
    leaving = ROSTER.leaving("甲", at(22, 16, 30), 3600)
    assert leaving is not None
    assert leaving.code == "2026-11-22.early"
    assert ROSTER.leaving("甲", at(22, 17, 30), 3600) is None
    following = ROSTER.following("acceptor", leaving.ends_at)
    assert [(turn.person, turn.ends_at) for turn in following] == [("丙", at(23, 8))]
    back = ROSTER.next_of("甲", at(22, 16))
    assert back is not None
    assert back.starts_at == at(23, 8)
    assert ROSTER.next_of("丙", at(22, 23)) is None


def test_an_approved_swap_changes_both_turns() -> None:
    swap: dict[str, Value] = {
        "given": "2026-11-22.early",
        "taken": "2026-11-22.night",
        "asked_by": "甲",
        "colleague": "丙",
        "settled_at": 5,
    }
    swapped = roster_of(ROWS, SHIFTS, [swap])
    people = {(turn.code, turn.person, turn.instead_of) for turn in swapped.turns}
    assert ("2026-11-22.early", "丙", "甲") in people
    assert ("2026-11-22.night", "甲", "丙") in people
    back = swapped.next_of("甲", at(22, 12))
    assert back is not None
    assert back.code == "2026-11-22.night"


def test_somebody_is_back_with_their_next_turn_and_a_day_later_where_none_is_known() -> None:
    leaving = at(22, 16)
    assert ROSTER.back_at("甲", leaving) == at(23, 8)
    assert ROSTER.back_at("甲", at(23, 8)) == at(24, 8), "the present turn is none to come"
    assert ROSTER.back_at("戊", leaving) == at(23, 16)
    far = [("2026-12-24.early", {"people": ["甲@acceptor"]})]
    assert roster_of(far, SHIFTS).back_at("甲", leaving) == at(23, 16), "too far to look"


def test_lines_hold_what_was_put_into_them() -> None:
    item = Item("to_accept", "case", "s", "r", "A01-1", "占道|经营", 17, True, "已\n催")
    again = item_of(item_line(item))
    assert (again.title, again.note, again.due_at, again.moves) == ("占道｜经营", "已 催", 17, True)
    nothing = Item("unsent", "", "unsent", "", "", "本机有 3 步", None)
    assert item_of(item_line(nothing)) == nothing
    assert count_of(count_line(Count("to_file", 12, 3))) == Count("to_file", 12, 3)
    assert in_order([nothing, again]) == [again, nothing]
    fire = Item("emergencies", "emergency", "e", "e", "YJ-1", "燃气泄漏", 9_000)
    assert in_order([nothing, again, fire]) == [fire, again, nothing]


def test_every_part_of_the_content_is_under_the_hash() -> None:
    values: dict[str, Value] = {
        "border_at": 5,
        "remarks": "说明",
        "counts": ["a=1/0"],
        "items": ["x"],
    }
    changes: list[dict[str, Value]] = [
        {"border_at": 6},
        {"remarks": "另"},
        {"counts": ["a=2/0"]},
        {"items": ["x", "y"]},
        {"answers": ["k=v"]},
        {"callbacks": ["c"]},
        {"attachments": ["p"]},
    ]
    hashes = {content_hash("acceptor", values | change) for change in changes}
    assert len(hashes | {content_hash("acceptor", values), content_hash("monitor", values)}) == 9
    assert content_hash("acceptor", values | {"taker": "u1"}) == content_hash("acceptor", values)


def test_a_rule_names_parts_and_questions_and_its_absence_means_every_queue() -> None:
    workflow = load_workflow()
    row: dict[str, Value] = {
        "version": "1",
        "parts": ["to_accept:due", "no_queue:all"],
        "questions": ["keys:required:钥匙：在吗？", "more:optional:还有？"],
    }
    rule = rule_of(workflow, "acceptor", row)
    named = [(part.queue, part.which) for part in rule.parts]
    assert named == [("emergencies", "all"), ("to_accept", "due")]
    assert "emergencies" not in {part.queue for part in rule_of(workflow, "supervisor", row).parts}
    assert rule.questions[0].words == "钥匙：在吗？"
    assert [one.code for one in missing_answers(row, ["more=有", "keys="])] == ["keys"]
    assert missing_answers(row, ["keys=在"]) == missing_answers(None, None) == []
    queues = {part.queue for part in rule_of(workflow, "acceptor", None).parts}
    assert {"to_accept", "my_callbacks"} <= queues
    assert "all_open" not in queues


class Published(MadeReferences):
    """The roster above as reference rows, as far as `rosters` and `shifts` are there."""

    def __init__(
        self, rosters: bool = True, shifts: bool = True, swaps: Sequence[State] = ()
    ) -> None:
        super().__init__()
        self._swaps = swaps
        self._lists: dict[str, dict[str, ReferenceRow]] = {"roster": {}, "shift": {}}
        if rosters:
            self._lists["roster"] = dict(ROWS)
        for shift in SHIFTS.values() if shifts else ():
            row: ReferenceRow = {"name": shift.name, "starts": shift.starts, "ends": shift.ends}
            self._lists["shift"][shift.code] = row

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """One row of the two lists."""
        return self._lists[kind].get(code)

    def all(self, kind: str) -> Mapping[str, ReferenceRow]:
        """One of the two lists."""
        return self._lists[kind]

    def swaps(self, turns: Collection[str]) -> Sequence[State]:
        """Those that were made up."""
        return [one for one in self._swaps if {one.get("given"), one.get("taken")} & set(turns)]


def test_the_present_shift_and_the_next_go_by_the_roster_then_by_the_hours_of_shifts() -> None:
    early = Borders(at(22, 8), at(22, 16), at(23, 8))
    assert borders("甲", at(22, 9), Published()) == early
    assert borders("丙", at(22, 9), Published()) == early, "who is off goes by who is on duty"
    assert borders("丙", at(23, 1), Published()) == Borders(at(22, 23), at(23, 8), at(23, 16))
    unplanned = Borders(at(27, 8), at(27, 16), at(28, 8))
    assert borders("甲", at(27, 9), Published(rosters=False)) == unplanned
    between = Borders(at(22, 17), at(23, 1), at(23, 16))
    assert borders("甲", at(22, 17), Published()) == between, "eight hours where no shift is"
    swap: Mapping[str, Value] = {
        **{"given": "2026-11-22.early", "taken": "2026-11-22.night"},
        **{"asked_by": "甲", "colleague": "丙", "settled_at": at(21, 9)},
    }
    swapped = Published(swaps=[swap])
    night = borders("甲", at(23, 1), swapped)
    assert night == Borders(at(22, 23), at(23, 8), at(23, 16))
    roster = roster_of(ROWS, SHIFTS, [swap])
    assert {turn.person for turn in roster.on_duty(at(23, 1))} == {"甲"}
    unknown = Borders(at(22, 17), at(23, 1), at(23, 9))
    assert borders("甲", at(22, 17), Published(shifts=False)) == unknown
