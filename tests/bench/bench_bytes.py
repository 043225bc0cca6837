"""What travels between seat and centre beside what it is about.

Part of `make bench`; `python -m tests.bench.bench_bytes [cases]` runs it alone. Bytes are counted
on a relay between a real workstation and a real centre, without TLS. Up: the entries of a batch,
against their JSON. Down: the first fill of another workstation, against the JSON of its rows and
histories. Aims: 1.25 and 1.1 times.
"""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from seatapp.admin.city import demo_password
from seatapp.app import Application, Duty
from seatapp.central.gateway import Gateway
from seatapp.config import Folders
from seatapp.domain.entries import canonical
from tests.bench.bench_append_vs_copy import furnished_centre
from tests.fixtures.centre import Centre
from tests.helpers.cut_line import CutLine, cut_line
from tests.helpers.hall import note, report

ACCEPTOR, COLLEAGUE = "u1001", "u1002"
CASES = 100
NOTES = 4


def sit(stack: ExitStack, centre: Centre, line: CutLine, folder: Path, person: str) -> Duty:
    """A person at a workstation behind the relay."""
    profile = replace(centre.profile, port=line.port)
    application = Application(Folders(folder), profile)
    duty = application.sign_in(person, demo_password(person), keep_in_step=False)
    return stack.enter_context(duty)


def up(duty: Duty, line: CutLine, cases: int) -> None:
    """Tell what a batch of entries costs."""
    for _ in range(cases):
        case = report(duty)
        for number in range(NOTES):
            note(duty, case, f"第 {number + 1} 次来电，已电话告知。")
    waiting = duty.replica.unsent(limit=1 << 30, limit_bytes=1 << 40)
    size = sum(len(letter.body.encode()) for letter in waiting)
    line.reset()
    duty.round()
    sent, came = line.passed
    print(
        f"{len(waiting)} entries of {size / len(waiting):.0f} bytes: up {sent / size:.2f} times"
        f" their JSON, {came / len(waiting):.0f} bytes an entry come back"
    )


def down(duty: Duty, line: CutLine, centre: Centre) -> None:
    """Tell what a first fill costs."""
    line.reset()
    duty.round()
    came = line.passed[1]
    with_rows = Gateway(centre.login(COLLEAGUE)).since_all({}, 2_000, 2_000)
    size = lines = 0
    for pages in with_rows:
        for page in pages.pages:
            size += sum(len(canonical(row.row).encode()) for row in page.rows)
            lines += len(page.rows)
        histories = (json.dumps(asdict(one), ensure_ascii=False) for one in pages.story)
        size += sum(len(one.encode()) for one in histories)
    print(f"{lines} rows: down {came / size:.2f} times the JSON of rows and histories")


def main(cases: int = CASES) -> None:
    """Measure and print."""
    with ExitStack() as stack:
        centre = stack.enter_context(furnished_centre())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="seatapp-bytes-")))
        line = stack.enter_context(cut_line(centre.profile.host, centre.profile.port))
        duty = sit(stack, centre, line, folder / "A", ACCEPTOR)
        duty.round()
        up(duty, line, cases)
        down(sit(stack, centre, line, folder / "B", COLLEAGUE), line, centre)


@pytest.mark.timeout(600)
def test_bytes_on_the_wire() -> None:
    print()
    main()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
