"""The random callbacks: closed cases to draw from, and what became of those that were drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from seatapp.domain.references import State
from seatapp.local.naming import Names, number_of
from seatapp.local.subject_tables import VIEWS
from seatapp.local.view_rows import state_of
from seatapp.local.writing import in_chunks

STRATA: Mapping[str, str] = {"unit": "unit", "class": "class_code", "source": "source"}
"""The column that makes the strata, by the word of `choices.csv`."""

RECENT = 40
_case, _callback, _sample = (VIEWS[name].c for name in ("case", "callback", "sample"))


@dataclass(frozen=True)
class SampledCase:
    """A case of a sample with its callback; `stage` is empty where nobody can be rung."""

    case_id: str
    number: str
    title: str
    unit: str
    stage: str
    satisfaction: str
    solved: bool | None
    person: str


@dataclass(frozen=True)
class Sample:
    """A frozen sample: `state` as it stands, its cases in the order in which they were drawn."""

    state: State
    person: str
    cases: tuple[SampledCase, ...]
    pending: bool

    def standing(self, *stages: str) -> int:
        """How many callbacks stand in these stages."""
        return sum(case.stage in stages for case in self.cases)


def closed_between(
    connection: Connection, stratum: str, begin: int, end: int, areas: Sequence[str]
) -> dict[str, list[str]]:
    """Cases closed from `begin` to before `end` by what makes their stratum."""
    rows = select(_case[STRATA[stratum]], _case.id).where(
        _case.stage == "closed",
        _case.closed_at >= begin,
        _case.closed_at < end,
        _case.area.in_(areas),
    )
    found: dict[str, list[str]] = {}
    for value, case_id in connection.execute(rows):
        found.setdefault(value or "", []).append(case_id)
    return found


def samples(connection: Connection, names: Names, areas: Sequence[str]) -> list[Sample]:
    """The last samples that were drawn in these areas, newest first."""
    wanted = select(VIEWS["sample"]).where(_sample.area.in_(areas))
    rows = connection.execute(wanted.order_by(_sample.drawn_at.desc()).limit(RECENT)).mappings()
    drawn = [(state_of("sample", row), bool(row["pending"])) for row in rows]
    ids = {case for state, _pending in drawn for case in _listed(state)}
    cases = _sampled(connection, names, ids)
    return [
        Sample(
            state,
            names.words("person", state.get("drawn_by")),
            tuple(cases[one] for one in _listed(state) if one in cases),
            pending,
        )
        for state, pending in drawn
    ]


def _sampled(connection: Connection, names: Names, ids: set[str]) -> dict[str, SampledCase]:
    """The cases of samples; those that have left this workstation are left out."""
    found: dict[str, SampledCase] = {}
    for chunk in in_chunks(sorted(ids)):
        # A case has one open call at a time: where its last call is still owed, that is the one.
        calls = select(VIEWS["callback"]).where(
            _callback.root.in_(chunk), _callback.callback_kind.in_(("sample", "final"))
        )
        rung = {
            row["root"]: state_of("callback", row)
            for row in connection.execute(calls.order_by(_callback.owed_at)).mappings()
        }
        rows = connection.execute(select(VIEWS["case"]).where(_case.id.in_(chunk))).mappings()
        for row in rows:
            state = state_of("case", row)
            found[row["id"]] = _line(names, state, rung.get(row["id"], {}))
    return found


def _line(names: Names, case: State, call: State) -> SampledCase:
    solved = call.get("solved")
    return SampledCase(
        case_id=str(case["id"]),
        number=number_of(case),
        title=names.title(case),
        unit=names.words("unit", case.get("unit")),
        stage=str(call.get("stage") or ""),
        satisfaction=str(call.get("satisfaction") or ""),
        solved=solved if isinstance(solved, bool) else None,
        person=names.words("person", call.get("owner")),
    )


def _listed(state: State) -> list[str]:
    cases = state.get("cases")
    return [str(case) for case in cases] if isinstance(cases, list) else []
