"""Random sequences of steps are judged and folded alike by Python and by PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatapp.central.messages import Answer, Verdict
from seatapp.domain.entries import Entry, body_of, signature
from seatapp.domain.judge import Refusal
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import State
from seatapp.domain.roster import roster_code
from seatapp.domain.tables import load_workflow
from tests.fixtures.centre import Centre, Wire
from tests.helpers.centre_model import CentreModel, StoredReferences, comparable, stored_members
from tests.helpers.plausible import Plausible
from tests.helpers.seat_line import SeatLine

PEOPLE = (
    *("u1001", "u1003", "u1005", "u1007", "u1008", "u1010"),
    *("u1012", "u1013", "u1015", "u1016", "u1018", "u1020", "u1022"),
)
DUTY_ROWS = (
    {"kind": "handover_rule", "code": "acceptor", "row": {"questions": ["keys:required:钥匙？"]}},
    {"kind": "handover_rule", "code": "monitor", "row": {"parts": ["to_accept:due"]}},
)
TODAY = datetime.now(CITY_TIME).date()
ON_DUTY = [
    {"kind": "roster", "code": roster_code(day, shift), "row": {"people": people}}
    for day in (TODAY, TODAY - timedelta(days=1))
    for shift, people in (("early", ["u1001@acceptor"]), ("middle", ["u1003@acceptor"]))
]
"""Whoever is on duty while the test runs, most of the others are absent."""

ALWAYS = {"from_at": 0, "until_at": 4_000_000_000}
SUBSTITUTES = [
    {"kind": "substitute", "code": code, "row": {**ALWAYS, **row}}
    for code, row in (
        ("operations_manager/u1007", {"areas": ["999001"]}),
        ("operations_manager/u1008", {"areas": ["9990"]}),
        ("centre_head/u1007", {}),
        ("centre_head/u1008", {"until_at": 1}),
    )
]

TABLES = tuple(load_workflow().subjects)
SHIFTED = ("clock_since", "due_at", "until_at")
UNTIL = dict.fromkeys(("case", "sample", "co_task"), ", until_at = until_at - %(by)s")
LENGTHS = st.lists(st.integers(1, 25), min_size=1, max_size=4)


@dataclass
class Bench:
    """One seat that delivers for everybody, and the wire on which time is turned back."""

    line: SeatLine
    owner: Wire
    keys: dict[str, tuple[str, bytes]]
    model: CentreModel

    @classmethod
    def at(cls, centre: Centre) -> Bench:
        """Everybody signs in once; one of them stays connected."""
        owner = centre.superuser()
        lines = {person: SeatLine(centre, person) for person in PEOPLE}
        keys = {p: (line.session.key_id, line.session.key) for p, line in lines.items()}
        for person, line in lines.items():
            if person != PEOPLE[0]:
                line.gateway.close()
        owner.execute(
            "SELECT core.write_references(%s)", (json.dumps([*DUTY_ROWS, *ON_DUTY, *SUBSTITUTES]),)
        )
        model = CentreModel(load_workflow(), StoredReferences(owner), stored_members(owner))
        model.seat_codes = dict(
            owner.execute(
                "SELECT k.key_id::text, s.code FROM core.courier_key k"
                " JOIN core.seat s USING (seat)"
            ).fetchall()
        )
        return cls(lines[PEOPLE[0]], owner, keys, model)

    def hand_in(self, entries: Iterable[Entry]) -> Answer:
        """Deliver entries, each signed by its author."""
        return self.line.hand_in(
            [
                self.line.raw(body, signature(body, self.keys[entry.author][1]))
                for entry in entries
                for body in [body_of(entry)]
            ]
        )

    def stored(self, ids: Iterable[str]) -> dict[str, State]:
        """The states of these subjects as the centre's tables have them."""
        query = b"""
            SELECT h.id::text, core.whole_state(h)
            FROM core.each_held(core.held_of('{}', %s::uuid[])) h
        """
        return dict(self.owner.execute(query, (list(ids),)).fetchall())

    def turn_back(self, model: CentreModel, seconds: int) -> None:
        """Let everything that runs have begun so much earlier, on both sides."""
        for table in TABLES:
            query = (
                f'UPDATE core."{table}" SET clock_since = clock_since - %(by)s,'
                f" due_at = due_at - %(by)s{UNTIL.get(table, '')} WHERE id = ANY (%(ids)s::uuid[])"
            )
            self.owner.execute(query.encode(), {"by": seconds, "ids": list(model.states)})
        for subject_id, state in model.states.items():
            model.states[subject_id] = {
                name: int(str(value)) - seconds if name in SHIFTED else value
                for name, value in state.items()
            }


def told(verdict: Verdict) -> Refusal | None:
    return None if verdict.verdict == "applied" else Refusal(str(verdict.code), verdict.field)


def run_sequence(bench: Bench, random: Random, lengths: list[int]) -> None:
    model = bench.model.copy()
    key_ids = {person: key_id for person, (key_id, _) in bench.keys.items()}
    for length in lengths:
        ahead = Plausible(model.copy(), key_ids, random)
        # A seat hears of a refusal with the answer only.
        ahead.model.shows_refusals = False
        entries = []
        for _ in range(length):
            entries.append(ahead.entry())
            ahead.model.decide(entries[-1], 0)
        answer = bench.hand_in(entries)
        for entry, verdict in zip(entries, answer.verdicts, strict=True):
            expected = model.decide(entry, answer.received_at)
            assert told(verdict) == expected, (entry, model.states.get(entry.subject_id))
        stored = bench.stored(model.states)
        assert set(stored) == set(model.states)
        for subject_id, state in model.states.items():
            assert comparable(stored[subject_id]) == comparable(state)
        for row in answer.rows:
            assert row.row == stored[row.id]
        bench.turn_back(model, random.choice([0, 60, 3600, 20 * 3600, 9 * 86_400]))


def compare(centre: Centre, examples: int) -> None:
    """Run that many sequences; what is drawn is a seed, since identifiers have to be new."""
    bench = Bench.at(centre)

    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    @given(seed=st.integers(0, 2**32), lengths=LENGTHS)
    def judged_alike(seed: int, lengths: list[int]) -> None:
        run_sequence(bench, Random(seed), lengths)

    judged_alike()


def test_python_and_postgresql_judge_and_fold_alike(centre: Centre) -> None:
    compare(centre, 60)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_python_and_postgresql_agree_at_length(centre: Centre) -> None:
    compare(centre, 1500)
