"""Watch rounds: the sites that are looked at, when each is due again, and what was found lately."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, func, select

from seatapp.domain.clock import DAY
from seatapp.domain.references import ReferenceRow
from seatapp.local.naming import Names, number_of
from seatapp.local.subject_tables import VIEWS
from seatapp.local.view_rows import part_in

HOUR = 3600
SHOWN = 60
"""How many checks of the last day are listed at most."""

_watch, _case = VIEWS["watch"].c, VIEWS["case"].c


@dataclass(frozen=True)
class Check:
    """One look at a site; `case_id` and `number` name the case that was registered from it."""

    id: str
    site: str
    stage: str
    note: str
    person: str
    at: int
    case_id: str = ""
    number: str = ""
    pending: bool = False


@dataclass(frozen=True)
class Site:
    """One site of the rounds; `due_at` is when it is to be looked at again, None before the first.

    `source` is the source that cases from there have.
    """

    code: str
    name: str
    url: str
    source: str
    hours: int
    last: Check | None
    due_at: int | None


@dataclass(frozen=True)
class Rounds:
    """All sites, the most urgent first, and the checks of the last day, newest first."""

    sites: tuple[Site, ...]
    checks: tuple[Check, ...]

    def late(self, now: int) -> int:
        """How many sites should have been looked at by now."""
        return sum(site.due_at is None or site.due_at < now for site in self.sites)


def watch_rounds(
    connection: Connection,
    names: Names,
    rows: Iterable[tuple[str, ReferenceRow]],
    areas: Sequence[str],
    now: int,
) -> Rounds:
    """The rounds as they stand, by the checks in these areas."""
    latest = (
        select(_watch.site, func.max(_watch.checked_at))
        .where(_watch.area.in_(areas))
        .group_by(_watch.site)
    )
    last_at = {row[0]: row[1] for row in connection.execute(latest)}
    lately = select(VIEWS["watch"]).where(
        _watch.area.in_(areas), _watch.checked_at >= now - DAY, _watch.checked_at <= now + DAY
    )
    found = connection.execute(lately.order_by(_watch.checked_at.desc()).limit(SHOWN)).mappings()
    checks = _checks(connection, names, found.all())
    known = {check.site: check for check in reversed(checks)}
    for site, at in last_at.items():
        if site not in known:
            one = select(VIEWS["watch"]).where(
                _watch.site == site, _watch.checked_at == at, _watch.area.in_(areas)
            )
            rows_of_site = connection.execute(one).mappings().all()
            known[site] = _checks(connection, names, rows_of_site)[0]
    sites = [_site(code, row, known.get(code)) for code, row in rows]
    in_order = sorted(sites, key=lambda site: (site.due_at or 0, site.code))
    return Rounds(tuple(in_order), tuple(checks))


def _site(code: str, row: ReferenceRow, last: Check | None) -> Site:
    hours = row.get("hours")
    every = hours if isinstance(hours, int) and hours > 0 else 24
    return Site(
        code=code,
        name=str(row.get("name") or code),
        url=str(row.get("url") or ""),
        source=str(row.get("source") or ""),
        hours=every,
        last=last,
        due_at=None if last is None else last.at + every * HOUR,
    )


def _checks(connection: Connection, names: Names, rows: Sequence[RowMapping]) -> list[Check]:
    cases = {row["case_ref"] for row in rows if row["case_ref"]}
    wanted = select(_case.id, _case.case_number, _case.acceptance_number).where(_case.id.in_(cases))
    numbers = {
        row["id"]: number_of(part_in("case", row)) for row in connection.execute(wanted).mappings()
    }
    return [
        Check(
            id=row["id"],
            site=row["site"],
            stage=row["stage"],
            note=row["note"] or "",
            person=names.words("person", row["checked_by"]),
            at=row["checked_at"],
            case_id=row["case_ref"] or "",
            number=numbers.get(row["case_ref"], ""),
            pending=bool(row["pending"]),
        )
        for row in rows
    ]
