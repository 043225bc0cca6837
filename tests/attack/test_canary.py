"""Marked callers go through every step, and are then looked for wherever something was written."""

from __future__ import annotations

import logging
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from seatapp.admin.people import NewPerson, put_person
from seatapp.app import Duty
from seatapp.central.gateway import Gateway
from seatapp.central.messages import HeldPost
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.log import logging_to
from seatapp.reports.clipboard import html_table, tab_separated
from seatapp.reports.on_screen import blocks_of
from tests.attack.fortress import only
from tests.fixtures.centre import ADMIN, Centre
from tests.helpers.canary import ENCODINGS, MARKED, MARKS, marked, marked_columns, marked_files
from tests.helpers.every_step import Busy
from tests.helpers.hall import Hall
from tests.helpers.station import Station
from tests.media.photos import encoded, scene
from ui.crash_report import CrashReport

POSTS = ("acceptor", "shift_leader", "dispatcher", "supervisor", "monitor", "operations_manager")
PEOPLE = (("u4901", "甲乙"), ("u4902", "丙丁"), ("u4903", "戊己"))
PASSWORD = "canary-pass-22"
WHERE_THEY_BELONG = {"entry.body", "contact.row", "waiting.body"}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whatever asks for a temporary file gets it here."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.fixture
def hall(centre: Centre, tmp_path: Path) -> Iterator[Hall]:
    admin = centre.login(ADMIN)
    for login, name in PEOPLE:
        posts = [HeldPost(post, "9990") for post in POSTS]
        put_person(admin, NewPerson(login, name, posts, PASSWORD))
    made = Hall(tmp_path / "hall", centre)
    yield made
    made.leave()


def worked_through(hall: Hall, turns: int, papers: Path) -> Busy:
    """Three people at three workstations with four cases; the last round leaves nothing unsent.

    What they can put on paper of them goes to the folder `papers`.
    """
    duties = []
    for number, (login, _name) in enumerate(PEOPLE):
        application = hall.application(f"seat{number}")
        duty = application.sign_in(login, PASSWORD, keep_in_step=False)
        hall._leaving.enter_context(duty)
        duty.round()
        duties.append(duty)
    busy = Busy(duties[0].pictures.add_photo(encoded(scene())))
    for duty in duties[1:]:
        duty.pictures.add_photo(encoded(scene()))
    cases = [busy.report(duties[0], kind) for kind in ("hotline", "grid", "superior", "hotline")]
    for turn in range(turns):
        for duty in duties:
            duty.round()
            for case_id in cases:
                busy.turn(duty, case_id)
        duties[turn % 3].reader.save_draft(
            PEOPLE[turn % 3][0], "intake", {"caller_phone": MARKS[0]}
        )
    for duty in duties:
        duty.round()
        assert duty.reader.unsent_count() == 0
        write_papers(duty, cases, papers / duty.person.id)
    return busy


def write_papers(duty: Duty, cases: Sequence[str], folder: Path) -> None:
    """Everything that is made of cases by the window: Word files, their preview, copied rows."""
    folder.mkdir(parents=True)
    made = [duty.papers.duty_log(datetime.now(CITY_TIME).date())]
    for case_id in cases:
        detail = duty.reader.case(case_id, duty.person.id)
        assert detail is not None
        if letter := detail.state.get("letter_number"):
            made.append(duty.papers.letter([case_id], str(letter)))
        if any(child["subject"] == "request" for child in detail.children):
            made.append(duty.papers.approval_form(case_id))
    for number, paper in enumerate(made):
        file = folder / f"{number}.docx"
        duty.exports.save_paper(paper, file)
        shown = "".join(block.html for block in blocks_of(file.read_bytes()))
        (folder / f"{number}.html").write_text(shown, "utf-8")
    register = duty.papers.register("all_open")
    copied = [[str(cell) for cell in row] for row in register.rows]
    text = tab_separated(copied) + html_table(copied)
    (folder / "clipboard").write_text(text, "utf-8")
    assert copied


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("turns", "steps"), [(12, 25), pytest.param(80, 40, marks=pytest.mark.slow)]
)
def test_no_marked_caller_stands_where_it_does_not_belong(
    hall: Hall, centre: Centre, tmp_path: Path, temporary: Path, turns: int, steps: int
) -> None:
    owner = centre.superuser()
    owner.execute(f"ALTER DATABASE {centre.database} SET log_statement = 'all'".encode())
    with logging_to(tmp_path / "log"):
        busy = worked_through(hall, turns, tmp_path / "papers")
        hall.leave()
        say_everything_wrong(tmp_path / "log")
    assert len(busy.taken) >= steps, sorted(busy.taken)
    station = Station(tmp_path / "desk", centre.profile)
    write_everything_out(station, tmp_path / "out")
    look_at_a_caller(centre)

    assert only(owner, "SELECT count(*) FROM core.contact") == 4
    assert set(marked_columns(owner)) <= WHERE_THEY_BELONG
    assert "entry.body" in set(marked_columns(owner))
    assert marked_files(tmp_path, temporary) == []
    assert not marked(log_of_centre(centre))
    assert (tmp_path / "log" / "seatapp.log").stat().st_size > 0
    assert len(list((tmp_path / "out").iterdir())) >= 4
    assert len(list((tmp_path / "papers").rglob("*.docx"))) >= len(PEOPLE) + 1


def say_everything_wrong(folder: Path) -> None:
    """A bug over a marked value, as the program writes it down."""
    report = CrashReport(folder)
    try:
        raise ValueError(f"bad caller {MARKED}")
    except ValueError as bug:
        logging.getLogger("seatapp").exception("a bug")
        report.tell((type(bug), bug, bug.__traceback__))
    report.close()


def write_everything_out(station: Station, folder: Path) -> None:
    """Every register, what the commands print, and a packet for another workstation."""
    folder.mkdir()
    login = PEOPLE[0][0]

    def run(*words: object) -> str:
        result = station.run(*words, person=login, password=PASSWORD)
        assert result.exit_code == 0, result.output
        return result.stdout

    for queue in ("all_open", "recently_closed", "my_callbacks"):
        (folder / f"{queue}.json").write_text(run("queue", queue), "utf-8")
        for kind in ("xlsx", "csv"):
            run("report", "queue", queue, "--out", folder / f"register-{queue}.{kind}")
    run("packet", "export", folder / "packet.seatpack")


def look_at_a_caller(centre: Centre) -> None:
    """A colleague asks for a caller: the values go over the wire and stay nowhere."""
    query = """
        SELECT min(t.root::text) FROM core.contact t WHERE core.may_reveal('u1007', t.root)
    """
    case = only(centre.superuser(), query)
    caller = Gateway(centre.login("u1007")).caller_of(str(case), "约定上门时间")
    assert marked(repr(caller).encode())


def log_of_centre(centre: Centre) -> bytes:
    return (centre.server.place / "server.log").read_bytes()


def test_the_search_finds_a_mark_in_every_disguise(tmp_path: Path) -> None:
    for number, mark in enumerate(MARKS):
        for code in ENCODINGS:
            (tmp_path / f"{number}-{code}").write_bytes(b"\x00x" + f"…{mark}…".encode(code))
    with zipfile.ZipFile(tmp_path / "report.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<t>{MARKS[0]}</t>")
    (tmp_path / f"{MARKS[0]}.txt").write_text("", "utf-8")
    (tmp_path / "harmless").write_text("139****7719 欧**", "utf-8")
    found = {file.name for file in marked_files(tmp_path)}
    assert found == {file.name for file in tmp_path.iterdir()} - {"harmless"}
