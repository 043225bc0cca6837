"""Registers (台账) of a to-do list: every row of it as a line with all that an office asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.local.queue_asked import Asked
from seatapp.reports.case_words import choice_label, one_line
from seatapp.reports.chinese_time import line_moment
from seatapp.reports.grid import MOMENT, TEXT, WHOLE, Cell, Column, Grid
from seatapp.reports.watch import Watch

PAGE = 500
WHOLE_QUEUE = Asked()


class RegisterReader(Protocol):
    """What a register reads of the replica."""

    def queue_ids(
        self, queue: str, person: str, now: int, asked: Asked = WHOLE_QUEUE
    ) -> Sequence[int]:
        """The keys of the rows of a queue in their order."""

    def queue_states(self, queue: str, keys: Sequence[int]) -> Sequence[tuple[State, State]]:
        """The subjects of these keys, each with its case, in the order asked for."""

    def words(self, kind: str, code: str) -> str:
        """What a code of a list is called."""


@dataclass(frozen=True)
class _Line:
    """A row of a queue with what turns its codes into words."""

    workflow: Workflow
    words: Callable[[str, str], str]
    subject: State
    case: State
    now: int

    def called(self, kind: str, field: str) -> str:
        code = self.case.get(field)
        return self.words(kind, str(code)) if code else ""

    def chosen(self, field: str) -> str:
        return choice_label(self.workflow, field, self.case.get(field))


_Read = Callable[[_Line], Cell]


def _text(field: str) -> _Read:
    return lambda line: one_line(line.case.get(field)) or None


def _moment(field: str) -> _Read:
    return lambda line: _whole(line.case.get(field))


def _count(field: str) -> _Read:
    return lambda line: _whole(line.case.get(field)) or 0


def _title(line: _Line) -> str:
    matter = line.called("class", "class_code") or line.called("matter", "matter_code")
    return matter or one_line(line.case.get("category_text"))


def _stage(line: _Line) -> str:
    stage = line.workflow.stages.get((str(line.subject["subject"]), str(line.subject["stage"])))
    return stage.label if stage else str(line.subject["stage"])


def _standing(line: _Line) -> str:
    clocks = line.case.get("late")
    listed = clocks if isinstance(clocks, list) else []
    late = [choice_label(line.workflow, "clock", clock) for clock in listed]
    due_at = line.subject.get("due_at")
    if isinstance(due_at, int) and due_at < line.now:
        return "已超时"
    return f"曾超时：{'、'.join(late)}" if late else "时限内"


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) else None


COLUMNS: Sequence[tuple[Column, _Read]] = (
    (Column("案卷编号", TEXT, 22), _text("case_number")),
    (Column("受理编号", TEXT, 18), _text("acceptance_number")),
    (Column("类型", TEXT, 10), lambda line: line.chosen("case_kind")),
    (Column("来源", TEXT, 10), lambda line: line.chosen("source")),
    (Column("性质", TEXT, 8), lambda line: line.chosen("nature")),
    (Column("类别或事项", TEXT, 16), _title),
    (Column("问题描述", TEXT, 40), _text("description")),
    (Column("地址", TEXT, 30), _text("address")),
    (Column("区域", TEXT, 10), lambda line: line.called("area", "area")),
    (Column("单元网格", TEXT, 17), _text("grid_code")),
    (Column("紧急程度", TEXT, 9), lambda line: line.chosen("urgency")),
    (Column("阶段", TEXT, 11), _stage),
    (Column("处置单位", TEXT, 18), lambda line: line.called("unit", "unit")),
    (Column("登记时间", MOMENT, 16), _moment("reported_at")),
    (Column("立案时间", MOMENT, 16), _moment("filed_at")),
    (Column("派遣时间", MOMENT, 16), _moment("dispatched_at")),
    (Column("反馈时间", MOMENT, 16), _moment("responded_at")),
    (Column("办结时间", MOMENT, 16), _moment("closed_at")),
    (Column("当前时限", MOMENT, 16), lambda line: _whole(line.subject.get("due_at"))),
    (Column("时限状态", TEXT, 14), _standing),
    (Column("催办", WHOLE, 6), _count("urges")),
    (Column("返工", WHOLE, 6), _count("reworks")),
    (Column("追加诉求", WHOLE, 9), _count("demands")),
    (Column("反映人", TEXT, 9), _text("caller_name_masked")),
    (Column("联系电话", TEXT, 14), _text("caller_phone_masked")),
)


def register_of(
    workflow: Workflow,
    reader: RegisterReader,
    queue: str,
    person: str,
    now: int,
    asked: Asked = WHOLE_QUEUE,
    watch: Watch | None = None,
) -> Grid:
    """The register of a queue as `person` sees it, narrowed and in the order that was asked for.

    Callers stand under their masks. Waits for a disk; raises `CalledOff`.
    """
    keys = reader.queue_ids(queue, person, now, asked)
    watch = watch or Watch()
    watch.expect(len(keys))
    rows: list[list[Cell]] = []
    for first in range(0, len(keys), PAGE):
        page = keys[first : first + PAGE]
        for subject, case in reader.queue_states(queue, page):
            line = _Line(workflow, reader.words, subject, case, now)
            rows.append([len(rows) + 1, *(read(line) for _column, read in COLUMNS)])
        watch.step(len(page))
    label = workflow.queues[queue].label
    chosen = f"筛选：{asked.words or '按条件'}　" if asked.narrowed else ""
    columns = [Column("序号", WHOLE, 6), *(column for column, _read in COLUMNS)]
    about = f"{chosen}截至 {line_moment(now)}　范围：本人岗位负责的区域（本机数据）"
    return Grid(f"{label}台账", columns, rows, about)


def only_filled(grid: Grid) -> Grid:
    """The table without the columns that no row has anything in."""
    kept = [
        place
        for place in range(len(grid.columns))
        if any(row[place] not in (None, "") for row in grid.rows) or not grid.rows
    ]
    columns = [grid.columns[place] for place in kept]
    return Grid(grid.title, columns, [[row[p] for p in kept] for row in grid.rows], grid.about)
