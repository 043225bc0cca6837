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
from threading import Thread

import pytest
from PySide6.QtCore import QCoreApplication

from seatapp.central.gateway import Gateway
from seatapp.domain.figures import load_figure_rules
from seatapp.domain.tables import load_workflow
from seatapp.reports.bulletin import period_paper
from seatapp.reports.figure_tables import Naming
from seatapp.reports.filling import filled
from seatapp.reports.monthly import MonthReports, month_report
from seatapp.reports.office import Office
from seatapp.reports.templates import Templates
from seatapp.reports.watch import CalledOff, Watch
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

    def document(watch: Watch) -> None:
        paper = period_paper(MonthReports(report, None, Office("示例市指挥中心")))
        foot = {"number": "A01-261122-E001", "by": "甲", "at": "2026-11-22"}
        filled(Templates(Path("none")).read(paper.template), paper, foot, watch)

    steps: list[tuple[int, int]] = []
    took = timed(lambda: document(Watch(lambda done, total: steps.append((done, total)))))
    print(f"bulletin .docx {took:.2f} s, {len(steps)} times told how far, at the end {steps[-1]}")
    print(f"called off half way: stood after {called_off(document, steps[-1][1] // 2):.2f} s")
    print(f"longest gap of the window meanwhile {1000 * longest_gap(document):.0f} ms")
    return float(figures / plain)


def called_off(document: Callable[[Watch], None], after: int) -> float:
    """Seconds from calling a document off, when so many steps are done, to its end."""
    moment = 0.0

    def tell(done: int, _total: int) -> None:
        nonlocal moment
        if done >= after and not moment:
            moment = time.perf_counter()
            watch.call_off()

    watch = Watch(tell)
    with pytest.raises(CalledOff):
        document(watch)
    return time.perf_counter() - moment


def longest_gap(document: Callable[[Watch], None]) -> float:
    """The longest time in which the thread of the window got no turn while a document was made."""
    app = QCoreApplication.instance() or QCoreApplication([])
    worker = Thread(target=document, args=(Watch(),))
    worst, last = 0.0, time.perf_counter()
    worker.start()
    while worker.is_alive():
        app.processEvents()
        time.sleep(0.002)
        now = time.perf_counter()
        worst, last = max(worst, now - last), now
    return worst


@pytest.mark.timeout(600)
def test_figures_against_bare_group_by() -> None:
    print()
    assert run(CASES) <= 2


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
