"""What a month at the centre counts, for each rule a case or two; inputs and editions."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest

from seatapp.admin.calendars import read_calendar
from seatapp.central.gateway import Gateway
from seatapp.domain.clock import Calendar, due_after
from seatapp.domain.guards import external_case_id
from seatapp.domain.opening_hours import CITY_TIME, hours_of
from seatapp.domain.posts import answers_for_figures
from seatapp.domain.tables import load_workflow
from seatapp.errors import CentreRefused
from seatapp.reports.figure_tables import Naming
from seatapp.reports.monthly import as_json, month_report
from tests.fixtures.centre import Centre
from tests.helpers.made_month import DAY, seconds
from tests.helpers.month_at_centre import (
    CITY,
    MONTH,
    RULES,
    SINCE,
    SUPERVISOR,
    UNTIL,
    month,
    one,
    put,
    report,
)
from tests.helpers.seat_line import SeatLine, codes, grid_report

ACCEPTOR = "u1001"
WORKFLOW = load_workflow()


def totals(centre: Centre) -> dict[str, int]:
    (whole,) = [g for g in month(centre).counts["groups"] if g["by"] == "all"]
    found: dict[str, int] = whole["counts"]
    return found


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
    counts = month(centre)
    assert [g["key"] for g in counts.counts["groups"] if g["by"] == "unit"] == ["502"]
    told = {table.name: table.note for table in report(counts).tables}
    assert "计入最后承办的单位" in told["unit"]
    assert "以中心收到为准" in told["rules"]


def test_a_case_is_filed_and_dispatched_once(centre: Centre) -> None:
    owner = centre.superuser()
    put(owner, [one()])
    again = 'UPDATE core."case" SET filed_at = %s, dispatched_at = %s'
    owner.execute(again, (UNTIL + 5, UNTIL + 9))
    assert (totals(centre)["registered"], totals(centre)["dispatched"]) == (1, 1)


def test_history_that_was_adopted_was_not_reported_here(centre: Centre) -> None:
    admin = SeatLine(centre, "u1022")
    values = grid_report(source_system="old", external_id="7")
    del values["photos_before"]
    own = external_case_id("old", "7")
    adopted = admin.entry("adopt", values, post="admin", subject_id=own)
    assert codes(admin.send(adopted)) == ["applied"]
    now = f"{datetime.now(CITY_TIME):%Y-%m}"
    with closing(Gateway(centre.login(SUPERVISOR))) as gateway:
        whole, *_others = gateway.month_counts(now, CITY).counts["groups"]
        assert not any(whole["counts"].values())
        # Done again, it is this centre's to handle, and still nobody reported it here.
        again = "UPDATE core.\"case\" SET stage = 'handling', unit = '401'"
        centre.superuser().execute(again)
        whole, *_others = gateway.month_counts(now, CITY).counts["groups"]
        assert not any(whole["counts"].values())


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
    naming = Naming(WORKFLOW, lambda kind, code: names.get(code, code))
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


def test_a_week_53_is_there_in_years_that_have_one(centre: Centre) -> None:
    with closing(Gateway(centre.login(SUPERVISOR))) as gateway:
        assert gateway.month_counts("2020-W53", CITY).month == "2020-W53"
        with pytest.raises(CentreRefused) as told:
            gateway.freeze_month("2025-W53", CITY, RULES.version, "")
    assert told.value.code == "malformed"


def test_only_those_who_answer_for_figures_get_them(centre: Centre) -> None:
    for person, area, problem in (
        (ACCEPTOR, CITY, "not_your_post"),
        (SUPERVISOR, "888", "outside_area"),
        (SUPERVISOR, "x", "malformed"),
        (SUPERVISOR, "0000-Q1", "malformed"),
    ):
        with pytest.raises(CentreRefused) as told:
            month(centre, person, area)
        assert told.value.code == problem


def test_the_window_offers_the_figures_to_whom_the_centre_gives_them(centre: Centre) -> None:
    """Rail and centre go by the same posts."""
    asked = (
        "SELECT array_agg(DISTINCT post), core.report_problem(person, %s, %s)"
        " FROM core.member_post GROUP BY person"
    )
    told = centre.superuser().execute(asked, (MONTH, CITY)).fetchall()
    assert {post for posts, _problem in told for post in posts} == set(WORKFLOW.posts)
    for posts, problem in told:
        assert (problem == "not_your_post") != answers_for_figures(posts), posts


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


def test_what_is_only_to_come_in_a_running_month_is_not_late(centre: Centre) -> None:
    now = datetime.now(CITY_TIME)
    running = f"{now:%Y-%m}"
    at, begun = int(now.timestamp()), seconds(now.year, now.month)
    dues = {"past": (begun + at) // 2, "to come": at + 3600, "next": at + 40 * DAY}
    cases = [
        one(reported_at=begun, filed_at=begun, dispatched_at=begun, handle_due_at=due)
        for due in dues.values()
    ]
    put(centre.superuser(), cases)
    with closing(Gateway(centre.login(SUPERVISOR))) as gateway:
        told = gateway.month_counts(running, CITY).counts["groups"]
        listed = gateway.counted_cases(running, CITY, ("all", ""), "overdue_open")
    (whole,) = [g["counts"] for g in told if g["by"] == "all"]
    assert (whole["dispatched"], whole["should_dispose"], whole["overdue_open"]) == (3, 1, 1)
    assert [str(case.id) for case in listed.cases] == [str(cases[0].id)]
