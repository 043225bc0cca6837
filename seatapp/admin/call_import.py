"""Brings in the list of missed calls that a telephone exchange writes.

Columns: `number`, `time` (`YYYY-MM-DD HH:MM[:SS]`), `result` (`missed`, `abandoned`, `answered`),
and where there are any `call_id` and `line`. Missed and abandoned calls become owed callbacks;
the same row again changes nothing, and a second missed call of a number that is still owed one
is noted on the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from seatapp.admin.tabular import RowFault, TableRow
from seatapp.desk import CITY_TIME, Desk
from seatapp.domain.entries import Value
from seatapp.domain.guards import external_case_id
from seatapp.domain.masks import phone_key
from seatapp.errors import StepRefused
from seatapp.local.reader import Reader
from seatapp.phones import read_phone
from seatapp.text import _

SYSTEM = "telephone exchange"
MISSED = frozenset({"missed", "abandoned"})
RESULTS = MISSED | {"answered"}
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
DOUBT = "caller_phone"


@dataclass
class Imported:
    """What became of the rows: new duties, rings noted on an open one, known before, answered."""

    owed: int = 0
    again: int = 0
    known: int = 0
    answered: int = 0
    faults: list[RowFault] = field(default_factory=list)


@dataclass(frozen=True)
class CallImport:
    """Takes rows for the person at `desk`; calls lie in `area`."""

    desk: Desk
    reader: Reader
    area: str
    search_key: bytes

    def run(self, rows: Iterable[TableRow], progress: Callable[[], None]) -> Imported:
        """Take every row; a faulty one is told and keeps no other back."""
        done = Imported()
        for row in rows:
            try:
                self._take(row, done)
            except (ValueError, StepRefused) as fault:
                done.faults.append(RowFault(row.line, "", str(fault)))
            progress()
        return done

    def _take(self, row: TableRow, done: Imported) -> None:
        result = row.cells.get("result", "").strip().lower() or "missed"
        if result not in RESULTS:
            raise ValueError(_("result 只能是 missed、abandoned 或 answered。"))
        if result not in MISSED:
            done.answered += 1
            return
        values = self._values(row)
        name = str(values.get("call_id") or f"{values['rang_at']}/{values['caller_phone']}")
        call_id = external_case_id(SYSTEM, name)
        standing = self._standing(str(values["caller_phone"]))
        if self.reader.state("call", call_id) is not None or self._noted(standing, name):
            done.known += 1
        elif standing:
            again: dict[str, Value] = {"rang_at": values["rang_at"], "call_id": name}
            if "line" in values:
                again["line"] = values["line"]
            self.desk.perform("miss_again", "call", standing, again)
            done.again += 1
        else:
            self.desk.perform("miss_call", "call", call_id, values)
            done.owed += 1

    def _values(self, row: TableRow) -> dict[str, Value]:
        number = row.cells.get("number", "").strip()
        if not number:
            raise ValueError(_("没有号码。"))
        values: dict[str, Value] = {
            "area": self.area,
            "caller_phone": number,
            "rang_at": _moment(row.cells.get("time", "").strip()),
            "call_id": row.cells.get("call_id", "").strip() or None,
            "line": row.cells.get("line", "").strip() or None,
            "doubts": [DOUBT] if read_phone(number).doubtful else None,
        }
        return {key: value for key, value in values.items() if value is not None}

    def _standing(self, number: str) -> str:
        """The missed call of this number to which a callback is still owed; none is empty."""
        digits = read_phone(number).digits
        if not digits:
            return ""
        owed = self.reader.caller(phone_key(digits, self.search_key)).owed
        return next((line.root for line in owed if line.root_subject == "call"), "")

    def _noted(self, standing: str, name: str) -> bool:
        """Whether this very ring was noted on the open call before."""
        story = self.reader.story(standing) if standing else []
        return any(item.values.get("call_id") == name for item in story)


def _moment(text: str) -> int:
    for form in FORMS:
        try:
            return int(datetime.strptime(text, form).replace(tzinfo=CITY_TIME).timestamp())
        except ValueError:
            continue
    raise ValueError(_("时间应写成 {example}。").format(example="2026-11-20 08:30"))
