"""Owed calls as lists at the seat: missed ones by number, and those whose owner is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from seatapp.central.messages import SubjectRow
from seatapp.domain.entries import Value
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.tables import load_workflow
from seatapp.errors import StepRefused
from seatapp.local.queue_asked import Asked
from tests.helpers.duty import Person
from tests.helpers.owed import MISSED, PHONED
from tests.helpers.replica_duty import ReplicaDuty

SHIFTS = {
    "early": {"name": "早班", "starts": 480, "ends": 960},
    "late": {"name": "中班", "starts": 960, "ends": 1440},
    "night": {"name": "夜班", "starts": 0, "ends": 480},
}
OWNER, COLLEAGUE = Person("u1001", "陈思远"), Person("u1002", "林晓禾")


@pytest.fixture
def duty(tmp_path: Path) -> Iterator[ReplicaDuty]:
    made = ReplicaDuty(tmp_path / "seat", load_workflow())
    yield made
    made.close()


def waiting(duty: ReplicaDuty, queue: str = "shift_callbacks") -> list[str]:
    reader = duty.reader
    keys = reader.queue_ids(queue, duty.person.id, duty.now)
    assert reader.queue_counts([queue], duty.person.id, duty.now)[queue].total == len(keys)
    return [row.subject_id for row in reader.queue_rows(queue, keys)]


def put(duty: ReplicaDuty, kind: str, rows: Mapping[str, Mapping[str, object]], n: int = 9) -> None:
    found = [SubjectRow("reference", f"{kind}/{code}", n, dict(row)) for code, row in rows.items()]
    duty.receive("ref", found)


def test_missed_calls_of_a_number_stand_in_one_line_and_end_together(duty: ReplicaDuty) -> None:
    for phone in ("19900001234", "199 0000 1234", "19900005678"):
        duty.desk.perform("miss_call", "call", None, {**MISSED, "caller_phone": phone})
    first, other = waiting(duty)
    duty.desk.perform("take_callback", "callback", first, {})
    assert waiting(duty) == [other]
    assert waiting(duty, "my_callbacks") == [first]
    duty.desk.perform("tell_caller", "callback", first, {"note": "已接通。"})
    assert waiting(duty, "my_callbacks") == []
    history = duty.hotline.history("19900001234")
    assert history is not None
    assert (len(history.calls), history.owed) == (2, ())


def narrowed(duty: ReplicaDuty, queue: str, asked: Asked) -> list[str]:
    keys = duty.reader.queue_ids(queue, duty.person.id, duty.now, asked)
    return [row.subject_id for row in duty.reader.queue_rows(queue, keys)]


def test_what_belongs_to_no_case_is_found_by_its_own_texts(duty: ReplicaDuty) -> None:
    for phone in ("19900001234", "19900005678"):
        duty.desk.perform("miss_call", "call", None, {**MISSED, "caller_phone": phone})
    first, other = waiting(duty)
    assert narrowed(duty, "shift_callbacks", Asked(words="5678")) == [other]
    assert narrowed(duty, "shift_callbacks", Asked(place="999001")) == [first, other]
    assert narrowed(duty, "shift_callbacks", Asked(place="999002")) == []
    assert narrowed(duty, "shift_callbacks", Asked(handled=duty.person.id)) == [first, other]
    leak: dict[str, Value] = {
        **{"area": "999002", "level": "larger", "title": "学府路燃气泄漏"},
        **{"occurred_at": duty.now, "address": "学府路5号", "source": "市民来电"},
    }
    duty.desk.perform("begin_emergency", "emergency", None, leak)
    assert len(narrowed(duty, "emergencies", Asked(words="燃气 学府路"))) == 1
    assert len(narrowed(duty, "emergencies", Asked(place="999002", handled=duty.person.id))) == 1
    assert narrowed(duty, "emergencies", Asked(words="塌陷")) == []
    assert narrowed(duty, "emergencies", Asked(handled="u1002")) == []


def test_who_was_rung_in_vain_waits_below_the_others(duty: ReplicaDuty) -> None:
    for phone in ("19900001234", "19900005678"):
        duty.desk.perform("miss_call", "call", None, {**MISSED, "caller_phone": phone})
    for callback in waiting(duty):
        duty.desk.perform("take_callback", "callback", callback, {})
    first, other = waiting(duty, "my_callbacks")
    again = duty.now + 600
    tried: dict[str, Value] = {"result": "engaged", "planned_at": again}
    duty.desk.perform("try_callback", "callback", first, tried)
    assert waiting(duty, "my_callbacks") == [other, first]
    rows = duty.reader.queue_rows("my_callbacks", [*range(1, 9)])
    assert {row.subject_id: row.again_at for row in rows}[first] == again


def test_only_the_owner_of_a_call_rings(duty: ReplicaDuty) -> None:
    duty.desk.perform("miss_call", "call", None, MISSED)
    [callback] = waiting(duty)
    with pytest.raises(StepRefused, match="不在您名下"):
        duty.desk.perform("ring_callback", "callback", callback, {})
    duty.desk.perform("take_callback", "callback", callback, {})
    duty.desk.perform("ring_callback", "callback", callback, {})
    state = duty.reader.state("callback", callback)
    assert state is not None
    assert (state["stage"], state["owner"]) == ("owed", OWNER.id)


def promised(duty: ReplicaDuty) -> str:
    """A case whose caller was to be rung an hour ago."""
    case = duty.desk.perform("report", "case", None, PHONED).subject_id
    duty.desk.perform("promise_callback", "case", case, {"promised_at": duty.now - 3600})
    [callback] = waiting(duty, "my_callbacks")
    return callback


def on_duty(duty: ReplicaDuty, *people: Person) -> None:
    """These people, and nobody else, are on the roster now."""
    day = datetime.now(CITY_TIME).date()
    names = [f"{person.id}@acceptor" for person in people]
    days = (day, day - timedelta(days=1))
    codes = [f"{one}.{shift}" for one in days for shift in ("early", "late", "night")]
    put(duty, "roster", {code: {"people": names} for code in codes}, 20 - len(people))


@pytest.mark.parametrize(
    ("rule", "falls"),
    [
        ({"mode": "stays"}, False),
        ({"mode": "shift"}, True),
        ({"mode": "named", "u1001": "u1002"}, True),
        ({"mode": "named", "u1001": "u1006"}, False),
    ],
)
def test_a_duty_falls_to_the_shift_when_its_owner_is_not_there(
    duty: ReplicaDuty, rule: Mapping[str, object], falls: bool
) -> None:
    put(duty, "callback_rule", {"absence": rule})
    put(duty, "shift", SHIFTS)
    callback = promised(duty)
    taken: dict[str, Value] = {"owner": COLLEAGUE.id}
    duty.sit(COLLEAGUE, "acceptor")
    on_duty(duty, OWNER, COLLEAGUE)
    assert waiting(duty) == [], "the owner is there"
    on_duty(duty, COLLEAGUE)
    assert waiting(duty) == ([callback] if falls else [])
    if falls:
        duty.desk.perform("take_callback", "callback", callback, taken)
        assert waiting(duty, "my_callbacks") == [callback]
    else:
        with pytest.raises(StepRefused):
            duty.desk.perform("take_callback", "callback", callback, taken)
