"""Figures of a month at the centre, against an independent reckoning over the same made cases."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import pytest

from seatapp.admin.calendars import read_calendar
from seatapp.central.gateway import Gateway
from seatapp.central.reports import MonthCounts
from seatapp.domain.clock import Calendar, due_after
from seatapp.domain.figures import load_figure_rules
from seatapp.domain.opening_hours import CITY_TIME, hours_of
from seatapp.domain.tables import load_workflow
from seatapp.errors import CentreRefused
from seatapp.reports.figure_tables import Naming
from seatapp.reports.monthly import MonthReport, as_json, month_report
from tests.fixtures.centre import Centre, Wire
from tests.helpers.made_duties import duty_truth, made_duties
from tests.helpers.made_month import DAY, MadeCase, made_cases, rows, seconds, truth
from tests.helpers.seat_line import SeatLine, grid_report

MONTH = "2026-10"
SINCE, UNTIL = seconds(2026, 10), seconds(2026, 11)
DAYS = {"reported": "reported_at", "registered": "filed_at", "handled": "responded_at",
        "ended": "closed_at"}  # fmt: skip
SUPERVISOR, ACCEPTOR = "u1015", "u1001"
RULES = load_figure_rules()
CITY = "9990"

INSERT = 'INSERT INTO core."case" SELECT * FROM jsonb_populate_recordset(NULL::core."case", %s)'
HANDLING_ENDS = """
    UPDATE core."case" SET clock = NULL, due_at = NULL WHERE stage <> 'handling'
"""


def put(owner: Wire, cases: Sequence[MadeCase]) -> None:
    """Write cases as `append` does: while they are handled, then as they stand."""
    owner.execute(INSERT, (json.dumps(list(rows(list(cases)))),))
    owner.execute(HANDLING_ENDS)


def one(**values: Any) -> MadeCase:
    """One case, filed and dispatched in the middle of the month."""
    (case,) = made_cases(1, SINCE, UNTIL, Random(str(values)))
    noon = SINCE + 12 * 86_400
    case.values = {
        "area": "999001", "case_kind": "grid", "source": "collector", "class_code": "C010101",
        "reported_at": noon, "filed_at": noon + 60, "dispatched_at": noon + 120, "unit": "401",
        "handle_due_at": noon + 4 * 3600, "late": [], "stage": "handling",
        "reported_by": "u1001", "filed_by": "u1002", "dispatched_by": "u1003", **values,
    }  # fmt: skip
    return case


def month(centre: Centre, person: str = SUPERVISOR, area: str = CITY) -> MonthCounts:
    with closing(Gateway(centre.login(person))) as gateway:
        return gateway.month_counts(MONTH, area)


def report(counts: MonthCounts) -> MonthReport:
    return month_report(RULES, Naming(load_workflow(), lambda _kind, code: code), counts, None)


def totals(centre: Centre) -> dict[str, int]:
    (whole,) = [g for g in month(centre).counts["groups"] if g["by"] == "all"]
    found: dict[str, int] = whole["counts"]
    return found


def put_duties(owner: Wire, made: dict[str, list[dict[str, Any]]]) -> None:
    """Write orders, calls, callbacks and errors into their tables."""
    for table, rows_of_table in made.items():
        into = f'INSERT INTO core."{table}" SELECT * FROM jsonb_populate_recordset('
        query = f'{into}NULL::core."{table}", %s)'
        owner.execute(query.encode(), (json.dumps(rows_of_table),))


def check_against_the_truth(centre: Centre, count: int) -> None:
    """Every count of every group, every rate, and every person, by two ways of reckoning."""
    random = Random(9)
    cases = list(made_cases(count, SINCE, UNTIL, random))
    duties = made_duties(cases, SINCE, UNTIL, random)
    put(centre.superuser(), cases)
    put_duties(centre.superuser(), duties)
    counts = month(centre)
    for groups, expected in (
        (counts.counts["groups"], truth(cases, SINCE, UNTIL)),
        (counts.counts["duties"], duty_truth(duties, cases, SINCE, UNTIL)),
    ):
        found = {(g["by"], g["key"]): g["counts"] for g in groups}
        assert set(found) == set(expected)
        for group, names in expected.items():
            shown = {name: number for name, number in found[group].items() if number}
            assert shown == dict(names), group
    check_the_rates(report(counts), cases, duties)
    people = {(x["task"], x["person"]): (x["done"], x["in_time"]) for x in counts.counts["people"]}
    assert people == people_truth(cases, duties)
    days = {(x["day"], name): x[name] for x in counts.counts["days"] for name in DAYS if x[name]}
    assert days == day_truth(cases)


def check_the_rates(
    shown: MonthReport, cases: list[MadeCase], duties: dict[str, list[dict[str, Any]]]
) -> None:
    """The whole of DOMAIN's list of indicators, each from the two sums that it is made of."""
    c = truth(cases, SINCE, UNTIL)["all", ""] + duty_truth(duties, cases, SINCE, UNTIL)["all", ""]
    found = [case for case in cases if case.source in ("collector", "video")]
    collected = sum(SINCE <= case.reported_at < UNTIL for case in found)
    wrong = c["mistakes_report"] + c["mistakes_inspect"]
    expected = {
        "valid_rate": (c["reported"] - c["declined"], c["reported"]),
        "filing_rate": (c["registered"], c["reported"]),
        "filing_in_time_rate": (c["registered_in_time"], c["registered"]),
        "accurate_acceptance_rate": (c["reported"] - c["mistakes_accept"], c["reported"]),
        "accurate_filing_rate": (c["registered"] - c["mistakes_file"], c["registered"]),
        "accurate_dispatch_rate": (c["dispatched"] - c["mistakes_dispatch"], c["dispatched"]),
        "dispatch_in_time_rate": (c["dispatched_in_time"], c["dispatched"]),
        "disposal_rate": (c["disposed"], c["should_dispose"]),
        "disposal_in_time_rate": (c["disposed_in_time"], c["should_dispose"]),
        "overdue_rate": (c["overdue_open"], c["should_dispose"]),
        "extension_rate": (c["extended"], c["should_dispose"]),
        "review_in_time_rate": (c["reviewed_in_time"], c["reviewed"]),
        "closing_rate": (c["closed"], c["should_close"]),
        "closing_in_time_rate": (c["closed_in_time"], c["should_close"]),
        "rework_rate": (c["reworked"], c["should_close"]),
        "verification_in_time_rate": (c["verifications_in_time"], c["verifications_needed"]),
        "inspection_in_time_rate": (c["inspections_in_time"], c["inspections_needed"]),
        "inspection_reply_rate": (c["inspections_replied"], c["inspections_needed"]),
        "inspection_reply_in_time_rate": (c["inspections_in_time"], c["inspections_replied"]),
        "error_rate": (wrong, collected + c["inspections_replied"]),
        "connection_rate": (c["calls_taken"], c["calls"]),
        "valid_call_rate": (c["calls_valid"], c["calls_taken"]),
        "direct_answer_rate": (c["calls_direct"], c["calls_valid"]),
        "callback_rate": (c["callbacks_settled"], c["callbacks"]),
        "callback_in_time_rate": (c["callbacks_in_time"], c["callbacks"]),
        "satisfaction_rate": (c["callbacks_satisfied"], c["callbacks_rated"]),
        "seat_satisfaction_rate": (c["callbacks_seat_satisfied"], c["callbacks_seat_rated"]),
        "solved_rate": (c["callbacks_solved"], c["callbacks_asked"]),
    }
    rates = {key: figure for key, figure in shown.figures.items() if figure.is_rate}
    assert set(rates) == set(expected)
    for key, (above, below) in expected.items():
        hundredths = int(Fraction(above * 10_000, below) + Fraction(1, 2))
        assert rates[key].value == Decimal(hundredths) / 100, key


def day_truth(cases: list[MadeCase]) -> dict[tuple[int, str], int]:
    """What came and went on each day of the city, counted since 1970."""
    found: Counter[tuple[int, str]] = Counter()
    for case in cases:
        moments = {name: getattr(case, column) for name, column in DAYS.items()}
        moments["ended"] = case.closed_at if case.stage == "closed" else None
        for name, at in moments.items():
            if at is not None and SINCE <= at < UNTIL and (name != "handled" or handled(case)):
                found[
                    (datetime.fromtimestamp(at, CITY_TIME).date() - date(1970, 1, 1)).days, name
                ] += 1
    return dict(found)


def handled(case: MadeCase) -> bool:
    return case.stage in ("responded", "to_inspect", "closed")


def people_truth(
    cases: list[MadeCase], duties: dict[str, list[dict[str, Any]]]
) -> dict[tuple[str, str], tuple[int, int]]:
    """How much each person did, and in time, by the stamp of the step."""
    done: Counter[tuple[str, str]] = Counter()
    punctual: Counter[tuple[str, str]] = Counter()
    stamps = (
        ("report", "reported", "register"),
        ("file", "filed", "register"),
        ("dispatch", "dispatched", "dispatch"),
        ("close", "closed", "close"),
    )
    for case in cases:
        for task, stamp, clock in stamps:
            at, who = getattr(case, f"{stamp}_at"), getattr(case, f"{stamp}_by")
            if at is not None and SINCE <= at < UNTIL:
                done[task, who] += 1
                punctual[task, who] += clock not in case.late
    for call in duties["call"]:
        if SINCE <= call["taken_at"] < UNTIL and call["stage"] != "missed":
            done["call", call["taken_by"]] += 1
            punctual["call", call["taken_by"]] += 1
    for owed in duties["callback"]:
        settled = owed.get("settled_at") is not None and owed["settled_at"] < UNTIL
        if SINCE <= owed["owed_at"] < UNTIL and settled and owed["stage"] != "excused":
            done["callback", owed["settled_by"]] += 1
            punctual["callback", owed["settled_by"]] += not owed.get("late")
    return {key: (number, punctual[key]) for key, number in done.items()}


def test_every_indicator_equals_an_independent_reckoning(centre: Centre) -> None:
    check_against_the_truth(centre, 2_000)


@pytest.mark.slow
def test_every_indicator_of_a_large_month_equals_it_too(centre: Centre) -> None:
    check_against_the_truth(centre, 30_000)


def test_rates_are_exact_and_tell_their_base(centre: Centre) -> None:
    made = [one(stage="closed", responded_at=SINCE + 13 * 86_400, closed_at=SINCE + 14 * 86_400)]
    put(centre.superuser(), [*made, one(), one(unit="402")])
    told = as_json(report(month(centre)))
    assert told["month"] == MONTH
    assert told["figures"]["disposal_rate"] == {
        "value": "33.33",
        "numerator": "1",
        "denominator": "3",
        "rule": "disposal_rate.1 = disposed.1 / should_dispose.1",
        "label": "处置率",
    }
    assert told["figures"]["satisfaction_rate"]["value"] is None
    units = told["tables"]["unit"]
    assert [row[0] for row in units["rows"]] == ["401", "402"]
    assert [row[-1] for row in units["rows"]] == ["1", "2"]
    assert "should_dispose.1" in units["base"]
    assert json.loads(json.dumps(told)) == told


def test_a_reopened_case_is_not_closed(centre: Centre) -> None:
    owner = centre.superuser()
    put(owner, [one(stage="closed", responded_at=SINCE + 13 * 86_400, closed_at=UNTIL - 5)])
    assert (totals(centre)["closed"], totals(centre)["disposed"]) == (1, 1)
    owner.execute("UPDATE core.\"case\" SET stage = 'handling'")
    assert (totals(centre)["closed"], totals(centre)["disposed"]) == (0, 0)


def test_a_case_that_moves_to_another_unit_counts_for_the_last_one(centre: Centre) -> None:
    owner = centre.superuser()
    put(owner, [one()])
    owner.execute("UPDATE core.\"case\" SET stage = 'filed', unit = NULL")
    owner.execute("UPDATE core.\"case\" SET stage = 'handling', unit = '502'")
    groups = month(centre).counts["groups"]
    assert [g["key"] for g in groups if g["by"] == "unit"] == ["502"]


def test_a_case_is_filed_and_dispatched_once(centre: Centre) -> None:
    owner = centre.superuser()
    put(owner, [one()])
    again = 'UPDATE core."case" SET filed_at = %s, dispatched_at = %s'
    owner.execute(again, (UNTIL + 5, UNTIL + 9))
    assert (totals(centre)["registered"], totals(centre)["dispatched"]) == (1, 1)


def test_a_deferred_case_leaves_the_bases(centre: Centre) -> None:
    put(centre.superuser(), [one(stage="deferred"), one(unit="402")])
    counts = totals(centre)
    assert (counts["should_dispose"], counts["should_close"], counts["overdue_open"]) == (1, 1, 1)
    assert counts["reported"] == 2


def test_the_month_of_the_holidays_begins_and_ends_at_midnight_of_the_city(centre: Centre) -> None:
    edges = [one(reported_at=at) for at in (SINCE - 1, SINCE, UNTIL - 1, UNTIL)]
    put(centre.superuser(), edges)
    assert totals(centre)["reported"] == 2


def test_what_happens_after_the_month_does_not_count_in_it(centre: Centre) -> None:
    put(centre.superuser(), [one(stage="to_inspect", responded_at=UNTIL + 60, late=["handle"])])
    counts = totals(centre)
    assert (counts["should_dispose"], counts["disposed"], counts["overdue_open"]) == (1, 0, 1)


def test_a_unit_that_is_renamed_in_the_month_stays_one_unit(centre: Centre) -> None:
    """Its row keeps its code; it is called as it is called when somebody asks."""
    owner = centre.superuser()
    put(owner, [one()])
    names = {"401": "旧名"}
    naming = Naming(load_workflow(), lambda kind, code: names.get(code, code))
    names["401"] = "新名"
    put(owner, [one(reported_at=SINCE + 5)])
    table = month_report(RULES, naming, month(centre), None).table("unit")
    assert table is not None
    assert [row[:2] for row in table.rows] == [["新名", "2"]]


def test_a_recalled_case_is_due_for_nobody_until_it_is_dispatched_again(centre: Centre) -> None:
    owner = centre.superuser()
    put(owner, [one()])
    assert totals(centre)["overdue_open"] == 1
    owner.execute("UPDATE core.\"case\" SET stage = 'filed', clock = 'dispatch'")
    counts = totals(centre)
    assert (counts["overdue_open"], counts["should_dispose"], counts["dispatched"]) == (0, 0, 1)


def test_void_and_merged_cases_leave_the_bases(centre: Centre) -> None:
    put(centre.superuser(), [one(stage="void"), one(stage="merged", unit="402"), one(unit="501")])
    counts = totals(centre)
    assert (counts["should_dispose"], counts["should_close"], counts["registered"]) == (1, 1, 3)


def test_lateness_that_an_appeal_excused_counts_as_in_time(centre: Centre) -> None:
    done = {"stage": "closed", "responded_at": SINCE + 13 * DAY, "closed_at": SINCE + 14 * DAY}
    put(
        centre.superuser(), [one(**done, late=["handle"]), one(**done, late=["handle"], unit="402")]
    )
    assert (totals(centre)["disposed"], totals(centre)["disposed_in_time"]) == (2, 0)
    centre.superuser().execute("UPDATE core.\"case\" SET excused = 'yes' WHERE unit = '402'")
    assert (totals(centre)["disposed_in_time"], totals(centre)["closed_in_time"]) == (1, 1)


def test_a_limit_over_the_holidays_falls_into_the_month_in_which_it_ends(centre: Centre) -> None:
    """Three work days from 29 September 2026 end on 9 October, behind seven days off."""
    hours = hours_of(["08:00-12:00", "14:00-18:00"])
    days = read_calendar(Path(str(files("resources") / "demo" / "calendar.csv")), hours)
    (row,) = [one.row for one in days.rows if one.kind == "calendar" and one.row]
    frames = list(zip(row["frames"][::2], row["frames"][1::2], strict=True))
    start = seconds(2026, 9, 29) + 9 * 3600
    due = due_after(Calendar("2026", frames), start, 3 * 480 * 60)
    assert due == seconds(2026, 10, 9) + 9 * 3600
    put(centre.superuser(), [one(dispatched_at=start, filed_at=start, reported_at=start,
                                 handle_due_at=due)])  # fmt: skip
    counts = totals(centre)
    assert (counts["reported"], counts["dispatched"]) == (0, 0)
    assert (counts["should_dispose"], counts["overdue_open"]) == (1, 1)


def test_months_that_were_not_worked_here_are_entered_and_marked(centre: Centre) -> None:
    put(centre.superuser(), [one()])
    rows = [
        {"month": MONTH, "table": "unit", "key": "502", "indicator": name, "value": value}
        for name, value in (("should_dispose", "80"), ("disposed_in_time", "60"))
    ]
    mine = {"month": MONTH, "table": "unit", "key": "401", "indicator": "reported", "value": "9"}
    with closing(Gateway(centre.login(SUPERVISOR))) as gateway:
        assert gateway.put_report_inputs(CITY, [*rows, mine]) == 3
        assert gateway.put_report_inputs(CITY, [*rows, mine]) == 0
        with pytest.raises(CentreRefused) as told:
            gateway.put_report_inputs(CITY, [{**mine, "value": "many"}])
        assert told.value.code == "bad_row"
    table = report(month(centre)).table("unit")
    assert table is not None
    shown = {row[0]: row for row in table.rows}
    share = table.columns.index("按期处置率（%）")
    assert shown["502（录入）"][share] == "75.00"
    # What the program itself counted is never written over.
    assert shown["401"][1] == "1"
    with closing(Gateway(centre.login(ACCEPTOR))) as gateway, pytest.raises(CentreRefused):
        gateway.put_report_inputs(CITY, rows)


def test_a_week_counts_from_monday_to_monday(centre: Centre) -> None:
    monday = seconds(2026, 10, 19)
    put(centre.superuser(), [one(reported_at=at) for at in (monday - 1, monday, monday + 7 * DAY)])
    with closing(Gateway(centre.login(SUPERVISOR))) as gateway:
        groups = gateway.month_counts("2026-W43", CITY).counts["groups"]
    assert next(g["counts"]["reported"] for g in groups if g["by"] == "all") == 1


def test_only_those_who_answer_for_figures_get_them(centre: Centre) -> None:
    for person, area, problem in (
        (ACCEPTOR, CITY, "not_your_post"),
        (SUPERVISOR, "888", "outside_area"),
        (SUPERVISOR, "x", "malformed"),
    ):
        with pytest.raises(CentreRefused) as told:
            month(centre, person, area)
        assert told.value.code == problem


def test_a_frozen_month_stays_and_a_correction_is_a_new_edition(centre: Centre) -> None:
    owner = centre.superuser()
    put(owner, [one()])
    gateway = Gateway(centre.login(SUPERVISOR))
    assert gateway.freeze_month(MONTH, CITY, RULES.version, "") == 1
    put(owner, [one(unit="402")])
    with pytest.raises(CentreRefused) as told:
        gateway.freeze_month(MONTH, CITY, RULES.version, "")
    assert told.value.code == "no_reason"
    assert gateway.freeze_month(MONTH, CITY, RULES.version, "补录一件") == 2

    def dispose(edition: int) -> int:
        groups = gateway.month_counts(MONTH, CITY, edition).counts["groups"]
        return int(next(g["counts"]["should_dispose"] for g in groups if g["by"] == "all"))

    assert [dispose(1), dispose(2), dispose(0)] == [1, 2, 2]
    lines = gateway.month_editions(MONTH, CITY)
    assert [(line.edition, line.made_by, line.reason) for line in lines] == [
        (1, SUPERVISOR, ""),
        (2, SUPERVISOR, "补录一件"),
    ]
    with pytest.raises(CentreRefused, match="还没有结束"):
        gateway.freeze_month("2099-01", CITY, RULES.version, "")
    with pytest.raises(CentreRefused) as told:
        gateway.month_counts(MONTH, CITY, 3)
    assert told.value.code == "no_edition"


def test_the_facts_follow_real_steps(centre: Centre) -> None:
    """What `append` writes reaches the facts in the same transaction."""
    line = SeatLine(centre, ACCEPTOR)
    line.send(line.entry("report", grid_report()))
    fact = centre.superuser().execute("SELECT stage, reported_by FROM core.case_fact").fetchone()
    assert fact == ("reported", ACCEPTOR)
