"""What a step does to other subjects: those it makes, moves and passes on, and when."""

from __future__ import annotations

import pytest

from seatapp.domain.effects import consequences, named, on_root
from seatapp.domain.entries import Value
from seatapp.domain.references import ReferenceRow, State
from seatapp.domain.roster import NO_DUTY_SECONDS
from seatapp.domain.tables import load_workflow
from tests.helpers.rules import NoReferences

WORKFLOW = load_workflow()
CAUSE = "0190c000-0000-7000-8000-000000000001"
BACK = NO_DUTY_SECONDS
"""When somebody is back whose next duty nobody knows, after a border at 0."""

CALLER: State = {"caller_phone_masked": "199****1234"}

Followed = list[tuple[str, str, dict[str, Value]]]
"""Step and subject of each system entry, and the values that it was given."""


class DutyToTell(NoReferences):
    """A site that tells every caller where their matter was sent."""

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """The rule for one kind of news."""
        return {"duty": True} if (kind, code) == ("callback_rule", "dispatched") else None


def followed(
    subject: str,
    step: str,
    after: State,
    *others: State,
    values: State | None = None,
    rules: NoReferences | None = None,
) -> Followed:
    """What follows when u1 has taken a step, after which its subject `s` stands as `after`."""
    stood: State = {"subject": subject, "id": "s", "root": "s", **after}
    found = consequences(
        WORKFLOW, CAUSE, WORKFLOW.steps[subject, step], values or {}, "u1", stood,
        [stood, *others], rules or NoReferences(),
    )  # fmt: skip
    return [(one.step.name, one.subject_id, dict(one.values)) for one in found]


def callback(name: str, root: str, stage: str = "owed", **more: Value) -> State:
    """An owed call."""
    return {"subject": "callback", "id": name, "root": root, "stage": stage, **more}


def made(found: Followed, step: str) -> list[dict[str, Value]]:
    """The values of the entries with that step."""
    return [values for name, _subject, values in found if name == step]


def test_of_all_effects_only_those_on_the_root_are_told() -> None:
    step = WORKFLOW.steps["request", "grant_deferral"]
    acts = {effect.act for effect in WORKFLOW.effects_of("request", "grant_deferral")}
    assert len(acts) > 1, "a step with other effects besides"
    after: State = {
        "subject": "request",
        "id": "r",
        "root": "c",
        "stage": "granted",
        "granted_until": 9,
    }
    found = on_root(WORKFLOW, step, {"granted_until": 9}, after, "u1", NoReferences())
    assert [(taken.subject, taken.name, values) for taken, values in found] == [
        ("case", "defer", {"until_at": 9})
    ]


def test_each_line_of_a_handover_becomes_an_item() -> None:
    found = followed("handover", "sign_out", {}, values={"items": ["甲", "乙"]})
    assert made(found, "list_item") == [{"line": "甲"}, {"line": "乙"}]
    assert len({subject for _step, subject, _values in found}) == 2
    assert followed("handover", "sign_out", {}) == []
    assert named(WORKFLOW, WORKFLOW.steps["handover", "sign_out"], {"items": ["甲"]}) == []


def test_who_takes_a_shift_gets_the_named_calls_that_its_owner_still_owes() -> None:
    calls = [
        callback("c", "case 1", owner="u2"),
        callback("b", "case 2", owner="u2"),
        callback("not named", "case 3", owner="u2"),
        callback("taken", "case 4", owner="u3"),
        callback("done", "case 5", "done", owner="u2"),
        {**callback("no call", "case 6", owner="u2"), "subject": "request"},
    ]
    listed = ["c", "b", "taken", "done", "no call", "s"]
    typed: State = {"callbacks": listed}
    assert named(WORKFLOW, WORKFLOW.steps["handover", "sign_in"], typed) == [
        ("callback", one) for one in listed
    ]
    calls = [{**one, "due_at": 900} for one in calls]
    after: State = {"signed_out_by": "u2", "border_at": 0}
    found = followed("handover", "sign_in", after, *calls, values=typed)
    assert found == [
        ("pass_on_callback", "b", {"owner": "u1"}), ("pass_on_callback", "c", {"owner": "u1"})
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("times", "moves"),
    [
        ({"due_at": BACK - 1}, True),
        ({"due_at": BACK}, False),
        ({"due_at": BACK, "planned_at": BACK - 1}, True),
        ({}, False),
    ],
)
def test_a_call_that_is_due_when_its_owner_is_back_stays_with_them(
    times: State, moves: bool
) -> None:
    owed = {**callback("b", "case 1", owner="u2"), **times}
    after: State = {"signed_out_by": "u2", "border_at": 0}
    found = followed("handover", "sign_in", after, owed, values={"callbacks": ["b"]})
    assert bool(found) == moves


@pytest.mark.parametrize(
    ("posts", "moves"),
    [
        (None, True),
        (["acceptor@999001"], True),
        (["dispatcher@999001"], False),
        (["acceptor@999002", "dispatcher@999"], False),
    ],
)
def test_a_call_is_passed_to_nobody_who_rings_no_callers_there(
    posts: list[str] | None, moves: bool
) -> None:
    class Posts(NoReferences):
        def get(self, kind: str, code: str) -> ReferenceRow | None:
            known = posts is not None and (kind, code) == ("person", "u1")
            return {"posts": posts} if known else None

    owed = callback("b", "case 1", owner="u2", area="999001", due_at=BACK - 1)
    after: State = {"signed_out_by": "u2", "border_at": 0}
    typed: State = {"callbacks": ["b"]}
    found = followed("handover", "sign_in", after, owed, values=typed, rules=Posts())
    assert bool(found) == moves


@pytest.mark.parametrize(("key", "together"), [("k", ["same"]), (None, [])])
def test_missed_calls_of_one_number_are_taken_together(
    key: str | None, together: list[str]
) -> None:
    calls = [
        callback("same", "r1", "owed", caller_key="k"),
        callback("other", "r2", "owed", caller_key="x"),
        callback("unknown", "r3"),
    ]
    after: State = {"caller_key": key} if key else {}
    also: State = {"also": ["same", "other", "unknown"]}
    found = followed("callback", "take_callback", after, *calls, values=also)
    assert [subject for step, subject, _ in found if step == "take_together"] == together


def test_closing_owes_one_call_to_a_caller_and_none_where_nobody_called() -> None:
    taker: State = {"reported_by": "u2", "urgency": "normal"}
    owed = {"callback_kind": "final", "owner": "u2", "urgency": "normal"}
    assert made(followed("case", "close", taker), "owe") == []
    assert made(followed("case", "close", {**taker, **CALLER}), "owe") == [owed]
    elsewhere = callback("k", "another case")
    assert made(followed("case", "close", {**taker, **CALLER}, elsewhere), "owe") == [owed]
    settled = callback("k", "s", "done", settled_at=7)
    again = followed("case", "close", {**taker, **CALLER}, settled)
    assert [(step, values) for step, _subject, values in again] == [("owe", owed)]
    open_one = followed("case", "close", {**taker, **CALLER}, callback("k", "s"))
    assert open_one == [("raise_callback", "k", owed)]


@pytest.mark.parametrize(
    ("typed", "rules", "told"),
    [
        ({}, NoReferences(), False),
        ({"reply_wanted": True}, NoReferences(), True),
        ({}, DutyToTell(), True),
        ({"reply_wanted": True, "caller_told": True}, NoReferences(), False),
        ({"caller_told": True}, DutyToTell(), False),
    ],
)
def test_news_are_owed_to_callers_who_want_them_and_were_not_told(
    typed: State, rules: NoReferences, told: bool
) -> None:
    found = followed("case", "dispatch", CALLER, values=typed, rules=rules)
    assert bool(made(found, "owe")) == told
    nobody = followed("case", "dispatch", {}, values=typed, rules=rules)
    assert made(nobody, "owe") == []


def test_news_of_a_request_are_owed_by_who_took_the_case() -> None:
    root: State = {"subject": "case", "id": "r", "root": "r", "stage": "handling", **CALLER}
    root = {**root, "reported_by": "u2"}
    request: State = {"root": "r", "reported_by": "nobody"}
    other = callback("k", "r", "done", settled_at=7, reported_by="nobody")
    wanted: State = {"reply_wanted": True}
    found = followed("request", "grant_extension", request, other, root, values=wanted)
    owed = {"callback_kind": "progress", "owner": "u2", "news": "extended"}
    assert made(found, "owe") == [owed]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        *((one, "source") for one in ("mailbox", "web", "press", "social")),
        *(("superior", "upper"), ("leader", "leader"), ("collector", None)),
    ],
)
def test_an_answer_is_owed_where_the_matter_was_raised(source: str, kind: str | None) -> None:
    found = made(followed("case", "close", {"source": source}), "owe_reply")
    assert [values["callback_kind"] for values in found] == ([kind] if kind else [])


@pytest.mark.parametrize("solved", [True, False, None])
def test_who_says_that_nothing_was_solved_asks_to_have_it_taken_up_again(
    solved: bool | None,
) -> None:
    after: State = {"root": "case", "solved": solved}
    found = followed("callback", "finish_callback", after, values={"words": "还漏水"})
    wanted = [{"request_kind": "reopen", "reason": "还漏水"}] if solved is False else []
    assert made(found, "ask") == wanted
