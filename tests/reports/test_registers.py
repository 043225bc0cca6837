"""Registers: every row of the list, in its order, with callers under their masks."""

from __future__ import annotations

from seatapp.domain.tables import load_workflow
from seatapp.local.queue_asked import Asked
from seatapp.reports.grid import Grid
from seatapp.reports.registers import only_filled, register_of
from tests.helpers.rules import NOON
from tests.helpers.seat import Seat
from tests.reports.test_letters import HOME, NAME, PHONE, handled

WORKFLOW = load_workflow()


def register(seat: Seat, queue: str, text: str = "") -> Grid:
    return register_of(WORKFLOW, seat.replica.reader, queue, "u1", seat.clock.at, Asked(text))


def column(grid: Grid, heading: str) -> list[object]:
    place = [column.heading for column in grid.columns].index(heading)
    return [row[place] for row in grid.rows]


def test_a_register_has_every_row_of_the_queue_in_its_order(seat: Seat) -> None:
    cases = [handled(seat) for _ in range(3)]
    seat.clock.pass_by(hours=5)
    grid = register(seat, "handling")
    numbers = [seat.state(case)["acceptance_number"] for case in cases]
    assert column(grid, "受理编号") == numbers
    assert column(grid, "序号") == [1, 2, 3]
    assert set(column(grid, "类别或事项")) == {"暴露垃圾"}
    assert set(column(grid, "处置单位")) == {"环卫公司"}
    assert set(column(grid, "派遣时间")) == {NOON}
    assert set(column(grid, "时限状态")) == {"已超时"}
    assert "截至 2026-11-22 17:00" in grid.about
    queued = seat.replica.reader.queue_ids("handling", "u1", seat.clock.at)
    assert len(grid.rows) == len(queued)


def test_callers_stand_under_their_masks(seat: Seat) -> None:
    handled(seat)
    grid = register(seat, "handling")
    assert column(grid, "联系电话") == ["199****1234"]
    told = repr(grid.rows)
    for private in (PHONE, NAME, HOME):
        assert private not in told


def test_it_is_narrowed_as_the_list_is(seat: Seat) -> None:
    handled(seat)
    seat.report(description="井盖异响", address="人民路")
    grid = register(seat, "all_open", "人民路")
    assert column(grid, "地址") == ["人民路"]
    assert grid.about.startswith("筛选：人民路")


def test_a_queue_of_children_tells_of_their_cases(seat: Seat) -> None:
    case = seat.report()
    values = {"collector": "c01", "question": "是否属实"}
    seat.take("u1", "order_verification", case, **values)
    grid = register(seat, "verifying")
    assert column(grid, "受理编号") == [seat.state(case)["acceptance_number"]]


def test_columns_that_nobody_filled_are_left_out(seat: Seat) -> None:
    handled(seat)
    headings = [column.heading for column in only_filled(register(seat, "handling")).columns]
    assert "办结时间" not in headings
    assert "联系电话" in headings
    assert len(only_filled(register(seat, "to_close")).columns) == 26


def test_an_empty_queue_gives_an_empty_register(seat: Seat) -> None:
    assert register(seat, "to_close").rows == []
