"""Brings in the list of missed calls that a telephone exchange writes.

Columns: `number`, `time` (`YYYY-MM-DD HH:MM[:SS]`), `result` (`missed`, `abandoned`, `answered`),
and where there are any `call_id` and `line`. Missed and abandoned calls become owed callbacks;
the same row again changes nothing, and a second missed call of a number that is still owed one
is noted on the first, where whoever imports can read that it is the same number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from seatapp.admin.tabular import RowFault, TableRow
from seatapp.desk import Desk
from seatapp.domain.entries import Value
from seatapp.domain.guards import external_case_id
from seatapp.domain.masks import phone_key
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.errors import StepRefused
from seatapp.local.reader import Reader
from seatapp.local.views import CallerLine
from seatapp.phones import number_rung, read_phone
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
        name, owed = self._name(values), self._owed(str(values["caller_phone"]))
        call_id = external_case_id(SYSTEM, name)
        standing = next((line.root for line in owed if line.sure), None)
        noted = any(self._noted(line.root, name) for line in owed)
        if noted or self.reader.state("call", call_id) is not None:
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

    def _name(self, values: Mapping[str, Value]) -> str:
        """What tells this ring from all others.

        It stands where everybody reads it, and so does the identifier that follows from it: nothing
        of it may give the number away.
        """
        given = values.get("call_id")
        number = str(values["caller_phone"])
        key = phone_key(read_phone(number).digits or number, self.search_key)
        return str(given or f"{values['rang_at']}/{key}")

    def _values(self, row: TableRow) -> dict[str, Value]:
        told = row.cells.get("number", "").strip()
        number = number_rung(told) or told
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

    def _owed(self, number: str) -> Sequence[CallerLine]:
        """The missed calls of this number, or of one with its key, that are still to be rung."""
        digits = read_phone(number).digits
        if not digits:
            return ()
        key = phone_key(digits, self.search_key)
        found = self.reader.caller(key, digits=digits).owed
        return [line for line in found if line.root_subject == "call"]

    def _noted(self, standing: str, name: str) -> bool:
        """Whether this very ring was noted on the open call before."""
        return any(item.values.get("call_id") == name for item in self.reader.story(standing))


def _moment(text: str) -> int:
    for form in FORMS:
        try:
            return int(datetime.strptime(text, form).replace(tzinfo=CITY_TIME).timestamp())
        except ValueError:
            continue
    raise ValueError(_("时间应写成 {example}。").format(example="2026-11-20 08:30"))
