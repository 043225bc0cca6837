"""How long the figures of a month take over a year of cases, against bare GROUP BY queries.

Part of `make bench`; `python -m tests.bench.bench_reports [cases]` runs it alone, with a million
cases unless told otherwise. The bare queries count the cases of the month by each of the same
seven kinds of group, one query each, chosen by the same six moments, over the same table. Both
are measured in turn; medians are shown. Then the bulletin is made as .docx.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from seatapp.central.gateway import Gateway
from seatapp.domain.figures import load_figure_rules
from seatapp.domain.tables import load_workflow
from seatapp.reports.bulletin import period_paper
from seatapp.reports.figure_tables import Naming
from seatapp.reports.filling import filled
from seatapp.reports.monthly import MonthReports, month_report
from seatapp.reports.templates import Templates
from seatapp.reports.watch import Watch
from tests.bench.bench_append_vs_copy import furnished_centre
from tests.fixtures.centre import Centre
from tests.helpers.made_month import seconds

CASES = 1_000_000
ROUNDS = 5
MONTH = "2026-10"
SINCE, UNTIL, YEAR_AGO = seconds(2026, 10), seconds(2026, 11), seconds(2025, 11)
GROUPS = ("area", "unit", "class_code", "matter_code", "source", "case_kind", "nature")

FILL = """
INSERT INTO core.case_fact (id, area, stage, case_kind, source, class_code, unit, reported_at,
    reported_by, filed_at, filed_by, dispatched_at, dispatched_by, handle_due_at, handled_at,
    closed_at, closed_by, late, reworks)
SELECT gen_random_uuid(), (ARRAY['999001', '999002'])[1 + i %% 2], 'closed', 'grid',
       (ARRAY['collector', 'video', 'public'])[1 + i %% 3], 'C' || i %% 60, 'U' || i %% 40,
       t, 'u1001', t + 600, 'u1007', t + 1200, 'u1012', t + 15600, t + 9000 + i %% 20000,
       t + 90000, 'u1007',
       CASE WHEN i %% 20000 > 6600 THEN '{handle}'::text[] ELSE '{}' END, i %% 7 / 6
FROM (SELECT i, %(since)s + (i::bigint * (%(until)s - %(since)s)) / %(cases)s AS t
      FROM generate_series(1, %(cases)s) i) made
"""
BARE = """
SELECT {0}, count(*) FROM core.case_fact
WHERE reported_at >= %(since)s AND reported_at < %(until)s
   OR filed_at >= %(since)s AND filed_at < %(until)s
   OR dispatched_at >= %(since)s AND dispatched_at < %(until)s
   OR handle_due_at >= %(since)s AND handle_due_at < %(until)s
   OR handled_at >= %(since)s AND handled_at < %(until)s
   OR closed_at >= %(since)s AND closed_at < %(until)s
GROUP BY {0}
"""


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run(cases: int) -> float:
    """Fill a centre, measure and tell; the ratio of the figures to the bare queries."""
    with furnished_centre() as centre:
        owner = centre.superuser()
        given = {"since": YEAR_AGO, "until": UNTIL, "cases": cases}
        print(f"filled {cases:,} facts in {timed(lambda: owner.execute(FILL, given)):.1f} s")
        owner.execute("VACUUM ANALYZE core.case_fact")
        return measure(centre)


def measure(centre: Centre) -> float:
    """Figures and bare queries in turn, then the document."""
    owner = centre.superuser()
    gateway = Gateway(centre.login("u1015"))
    period = {"since": SINCE, "until": UNTIL}

    def bare() -> None:
        for group in GROUPS:
            owner.execute(BARE.format(group).encode(), period).fetchall()

    pairs = [
        (timed(lambda: gateway.month_counts(MONTH, "9990")), timed(bare)) for _ in range(ROUNDS)
    ]
    figures, plain = (median(column) for column in zip(*pairs, strict=True))
    told = f"figures {1000 * figures:.0f} ms, bare {1000 * plain:.0f} ms"
    print(f"{told}, ratio {figures / plain:.2f}")
    counts = gateway.month_counts(MONTH, "9990")
    naming = Naming(load_workflow(), lambda _kind, code: code)
    report = month_report(load_figure_rules(), naming, counts, None)

    def document() -> None:
        paper = period_paper(MonthReports(report, None, "示例市指挥中心"))
        foot = {"number": "A01-261122-E001", "by": "甲", "at": "2026-11-22"}
        filled(Templates(Path("none")).read(paper.template), paper, foot, Watch())

    print(f"bulletin .docx {timed(document):.2f} s")
    return float(figures / plain)


@pytest.mark.timeout(600)
def test_figures_against_bare_group_by() -> None:
    print()
    assert run(CASES) <= 2


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
