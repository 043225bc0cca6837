"""What collectors have to do: every open verification and inspection order, by collector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from seatapp.local.naming import Names, number_of
from seatapp.local.subject_tables import VIEWS

ORDERS = ("verification", "inspection")
OPEN_STAGE = "ordered"

_case = VIEWS["case"].c


@dataclass(frozen=True)
class FieldOrder:
    """One order that a collector has not answered; times are seconds since 1970."""

    subject: str
    subject_id: str
    case_id: str
    number: str
    title: str
    address: str
    question: str
    collector: str
    due_at: int | None
    ordered_at: int


@dataclass(frozen=True)
class FieldLoad:
    """A collector with their open orders, the most urgent first."""

    code: str
    name: str
    team: str
    orders: Sequence[FieldOrder]

    def late(self, now: int) -> int:
        """How many orders are past their time."""
        return sum(one.due_at is not None and one.due_at < now for one in self.orders)


def field_loads(connection: Connection, names: Names, areas: Sequence[str]) -> list[FieldLoad]:
    """The loads of all collectors with open orders in `areas`, the fullest first."""
    by_collector: dict[str, list[FieldOrder]] = {}
    for subject in ORDERS:
        order = VIEWS[subject].c
        rows = (
            select(
                order.id,
                order.collector,
                order.question,
                order.due_at,
                order.ordered_at,
                *(
                    _case[name].label(f"case_{name}")
                    for name in (
                        *("id", "case_number", "acceptance_number", "address", "class_code"),
                        *("matter_code", "category_text", "description"),
                    )
                ),
            )
            .join_from(VIEWS[subject], VIEWS["case"], order.root == _case.id)
            .where(order.open.is_(True), order.stage == OPEN_STAGE, order.area.in_(areas))
        )
        for row in connection.execute(rows).mappings():
            told = (name for name in row if name.startswith("case_"))
            case = {name.removeprefix("case_"): row[name] for name in told}
            found = FieldOrder(
                subject=subject,
                subject_id=row["id"],
                case_id=row["case_id"],
                number=number_of(case),
                title=names.title(case),
                address=str(case["address"] or ""),
                question=str(row["question"] or ""),
                collector=str(row["collector"] or ""),
                due_at=row["due_at"],
                ordered_at=int(row["ordered_at"] or 0),
            )
            by_collector.setdefault(found.collector, []).append(found)
    loads = [_load(names, code, orders) for code, orders in by_collector.items()]
    return sorted(loads, key=lambda load: (-len(load.orders), load.code))


def _load(names: Names, code: str, orders: Sequence[FieldOrder]) -> FieldLoad:
    row = names.row("collector", code) or {}
    ordered = sorted(orders, key=lambda one: (one.due_at is None, one.due_at or 0, one.number))
    return FieldLoad(code, names.words("collector", code), str(row.get("team") or ""), ordered)
