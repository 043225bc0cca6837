"""Cases of another system come in through the same door as everything else: one step a row.

A row is known by source system and external number, and its case identifier follows from both,
so a second import of the same file adds nothing. Rows with holes come in marked: the columns
that say nothing, or something unknown, are named in `doubts`; an unknown unit stays unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from seatapp.admin.import_map import CaseMap
from seatapp.admin.tabular import RowFault, TableRow, need_columns
from seatapp.desk import Desk
from seatapp.domain.entries import Value
from seatapp.domain.guards import external_case_id
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import References
from seatapp.domain.values import value_fault
from seatapp.domain.workflow import Workflow
from seatapp.errors import StepRefused
from seatapp.text import _, in_turn

OPEN = "open"
HISTORY = "history"
STEPS = {OPEN: "report", HISTORY: "adopt"}
"""Open cases are reported and stand in the queues; history is adopted as closed."""

DOUBT_CHARACTERS = 40

NEEDED = ("case_kind", "source", "area", "urgency")
"""What a map has to fill; the desk itself gives the acceptance number."""


@dataclass(frozen=True)
class CaseDraft:
    """A row on its way to become a case."""

    line: int
    case_id: str
    values: dict[str, Value]

    @property
    def doubtful(self) -> bool:
        """Whether the row has holes."""
        return bool(self.values.get("doubts"))


@dataclass(frozen=True)
class Plan:
    """What an import would do, before anything is written."""

    drafts: list[CaseDraft]
    known: int
    faults: list[RowFault]

    @property
    def doubtful(self) -> int:
        """How many of the drafts have holes."""
        return sum(draft.doubtful for draft in self.drafts)

    def counts(self, field: str) -> dict[str, int]:
        """How the drafts spread over the values of a field."""
        found = Counter(str(draft.values.get(field) or "") for draft in self.drafts)
        return dict(found.most_common())


def plan_import(
    rows: Iterable[TableRow],
    case_map: CaseMap,
    workflow: Workflow,
    references: References,
    known_among: Callable[[Sequence[str]], Collection[str]],
) -> Plan:
    """Read every row; nothing is written. `known_among` tells which cases are there already.

    Raises `InputFileError` when the table lacks a column that the map names.
    """
    drafts: dict[str, CaseDraft] = {}
    faults: list[RowFault] = []
    twice = 0
    needed = _columns_of(case_map)
    for row in rows:
        need_columns(row, needed)
        draft = _draft(row, case_map, workflow, references)
        if isinstance(draft, RowFault):
            faults.append(draft)
        elif draft.case_id in drafts:
            twice += 1
        else:
            drafts[draft.case_id] = draft
    known = known_among(list(drafts))
    new = [draft for case_id, draft in drafts.items() if case_id not in known]
    return Plan(new, len(drafts) - len(new) + twice, faults)


def run_import(plan: Plan, desk: Desk, mode: str) -> Iterator[RowFault | None]:
    """Take one step a draft; yields None when it is saved, or why it was not.

    What was saved before an interruption stays saved, and a later run goes on after it.
    """
    for draft in plan.drafts:
        try:
            desk.perform(STEPS[mode], "case", draft.case_id, draft.values)
        except StepRefused as refused:
            yield RowFault(draft.line, refused.field or "", refused.sentence)
        else:
            yield None


def _columns_of(case_map: CaseMap) -> set[str]:
    named = {case_map.external_id, *case_map.copy.values()}
    named.update(column for columns in case_map.join.values() for column in columns)
    named.update(said.column for said in case_map.time.values())
    named.update(said.column for said in case_map.choice.values())
    return named


def _draft(
    row: TableRow, case_map: CaseMap, workflow: Workflow, references: References
) -> CaseDraft | RowFault:
    """The case that a row tells of, or why it cannot become one."""
    number = row.cells[case_map.external_id]
    if row.surplus:
        return RowFault(row.line, "", _("这一行的格数比表头多，可能错位，未导入。"))
    if number in case_map.empty:
        return RowFault(row.line, case_map.external_id, _("没有外部编号，未导入。"))
    doubts = _holes(row, case_map)
    values: dict[str, Value] = {
        "source_system": case_map.source_system,
        "external_id": number,
        **case_map.constant,
        **_joined(row, case_map),
        **_copied(row, case_map, workflow, references, doubts),
        **_chosen(row, case_map, doubts),
    }
    try:
        values.update(_times(row, case_map))
    except ValueError as fault:
        return RowFault(row.line, str(fault), _("时间无法识别，未导入。"))
    if doubts:
        values["doubts"] = [column[:DOUBT_CHARACTERS] for column in dict.fromkeys(doubts)]
    refused = _fault_in(values, workflow, references)
    if refused is not None:
        return RowFault(row.line, *refused)
    return CaseDraft(row.line, external_case_id(case_map.source_system, number), values)


def _fault_in(
    values: Mapping[str, Value], workflow: Workflow, references: References
) -> tuple[str, str] | None:
    """The first field that the desk would refuse, and why; so that a dry run tells it too."""
    for name in workflow.steps["case", "report"].fields:
        field, value = workflow.field("case", name), values.get(name)
        code = None
        if value is not None:
            code = value_fault(workflow, field, value, references)
        elif name in NEEDED:
            code = "missing_field"
        if code is not None:
            sentence = _(workflow.refusals[code].sentence).format(field=_(field.label))
            return name, in_turn(sentence, _("未导入。"))
    return None


def _joined(row: TableRow, case_map: CaseMap) -> dict[str, Value]:
    made: dict[str, Value] = {}
    for field, columns in case_map.join.items():
        words = [row.cells[column] for column in columns]
        kept = dict.fromkeys(word for word in words if word not in case_map.empty)
        if kept:
            made[field] = case_map.separator.join(kept)
    return made


def _copied(
    row: TableRow,
    case_map: CaseMap,
    workflow: Workflow,
    references: References,
    doubts: list[str],
) -> dict[str, Value]:
    """Columns as they are; one that names what the centre does not know is a doubt."""
    made: dict[str, Value] = {}
    for name, column in case_map.copy.items():
        value = row.cells[column]
        if value in case_map.empty:
            continue
        field = workflow.field("case", name)
        if field.type == "ref" and references.get(field.of, value) is None:
            doubts.append(column)
        else:
            made[name] = value
    return made


def _times(row: TableRow, case_map: CaseMap) -> dict[str, Value]:
    made: dict[str, Value] = {}
    for field, said in case_map.time.items():
        text = row.cells[said.column]
        if text in case_map.empty:
            continue
        try:
            moment = datetime.strptime(text, said.format)
        except ValueError:
            raise ValueError(said.column) from None
        made[field] = int(moment.replace(tzinfo=CITY_TIME).timestamp())
    return made


def _chosen(row: TableRow, case_map: CaseMap, doubts: list[str]) -> dict[str, Value]:
    """Columns that are looked up; a word that stands for nothing is a doubt."""
    made: dict[str, Value] = {}
    for field, said in case_map.choice.items():
        word = row.cells[said.column]
        code = said.values.get(word, said.otherwise)
        if code is not None:
            made[field] = code
        elif word not in case_map.empty:
            doubts.append(said.column)
    return made


def _holes(row: TableRow, case_map: CaseMap) -> list[str]:
    """The columns that say in so many words that they say nothing."""
    words = case_map.empty - {""}
    return [
        column
        for column, cell in row.cells.items()
        if cell in words and column not in case_map.ignored
    ]
