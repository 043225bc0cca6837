"""What can go wrong at a workstation's command line: one sentence, an exit code, nothing lost."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from seatapp.admin.city import demo_password
from seatapp.app import Application
from seatapp.config import Folders, load_profile
from seatapp.domain.tables import load_workflow
from seatapp.local.database import FILE
from tests.fixtures.centre import ADMIN, Centre
from tests.helpers.station import Station, step_words

ACCEPTOR = "u1001"
REPORT = {
    "case_kind": "hotline",
    "source": "web",
    "area": "999001",
    "urgency": "normal",
    "description": "路灯不亮。",
}


@pytest.fixture
def station(centre: Centre, tmp_path: Path) -> Station:
    return Station.at(tmp_path / "seat", centre)


def report(station: Station, *flags: str) -> str:
    return str(station.do(ACCEPTOR, "report", None, *flags, **REPORT)["number"])


def replica(station: Station) -> Path:
    return station.home / "seat" / FILE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("do", "prefil"), "没有“prefil”这一步"),
        (("do", "note", "--subject", "cases"), "没有“cases”这种办理对象"),
        (("do", "note", "--post", "boss"), "没有“boss”这个岗位"),
        (("do", "note", "--set", "noet=x"), "没有“noet”这一项"),
        (("do", "note", "--set", "note"), "名称=内容"),
        (("do", "note", "--set", "note=a", "--set", "note=b"), "写了两次"),
        (("do", "report", "--set", "lat_e7=--5"), "要填整数"),
        (("do", "decline", "--set", "caller_told=maybe"), "yes 或 no"),
        (("do", "report", "--set", "occurred_at=昨天"), "要填时间"),
        (("queue", "to_do"), "没有“to_do”这个队列"),
        (("person", "add", "u9", "--name", "x", "--post", "acceptor"), "岗位@区划前缀"),
        (("person", "add", "u9999", "--name", "x", "--post", "接线员@9990"), "可以写：受理员、"),
        (("center", "check", "--url", "not a url"), "连接串有误"),
        (("import", "people", __file__, "--dry-ru"), ""),
    ],
)
def test_a_wrong_command_line_ends_with_two(
    tmp_path: Path, centre: Centre, words: tuple[str, ...], said: str
) -> None:
    station = Station.at(tmp_path / "seat", centre)
    result = station.run(*words, person=ACCEPTOR)
    told = json.loads(result.stdout)
    assert (result.exit_code, told["error"]) == (2, "usage")
    assert said in told["sentence"]
    assert not replica(station).exists()


def test_a_wrong_table_of_the_life_cycle_is_named_and_nothing_starts(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = tmp_path / "workflow"
    with as_file(files("db") / "workflow") as folder:
        shutil.copytree(folder, tables)
    steps = (tables / "steps.csv").read_text("utf-8")
    (tables / "steps.csv").write_text(steps.replace("reported,answered", "reported,answerd", 1))
    monkeypatch.setattr("seatapp.app.workstation.load_workflow", lambda: load_workflow(tables))
    refused = station.refused(*step_words("report", None, **REPORT), person=ACCEPTOR)
    place = (refused["error"], refused["file"], refused["line"], refused["column"])
    assert place == ("table_fault", "steps.csv", 4, "to")
    assert not replica(station).exists()


def test_a_step_may_name_a_case_only_by_its_number(station: Station) -> None:
    number = report(station)
    station.do(ACCEPTOR, "note", number[-4:], note="按末四位找到")
    for words in ("路灯", "0009"):
        refused = station.refused(*step_words("note", words, note="x"), person=ACCEPTOR)
        assert refused["error"] == "not_found"


def test_fields_that_the_step_does_not_take_are_named(station: Station) -> None:
    number = report(station)
    refused = station.refused(*step_words("note", number, note="x", unit=501), person=ACCEPTOR)
    assert (refused["error"], station.told("sync", person=ACCEPTOR)["unsent"]) == (
        "unknown_field",
        0,
    )


def test_a_photo_that_is_none_is_refused_and_the_case_is_not_registered(
    station: Station, tmp_path: Path
) -> None:
    text = tmp_path / "note.jpg"
    text.write_text("不是照片", "utf-8")
    for path in (text, tmp_path / "absent.jpg"):
        words = step_words("report", None, **{**REPORT, "photos_before": path})
        assert "照片" in station.refused(*words, person=ACCEPTOR)["sentence"]
    assert station.queue(ACCEPTOR, "to_accept") == []


def test_a_wrong_password_keeps_what_is_there(station: Station) -> None:
    report(station)
    refused = station.refused("sync", person=ACCEPTOR, password="not-hers-1")
    assert refused["error"] == "wrong_password"
    station.pull_out()
    report(station)
    refused = station.refused("sync", person=ACCEPTOR, password="not-hers-1")
    assert refused["error"] == "wrong_password"
    station.plug_in()
    assert station.told("sync", person=ACCEPTOR)["unsent"] == 0
    assert len(station.queue(ACCEPTOR, "to_accept")) == 2


def test_a_first_log_in_needs_the_centre(station: Station) -> None:
    station.pull_out()
    refused = station.refused("sync", person=ACCEPTOR)
    assert refused["error"] == "stranger"
    assert "首次" in refused["sentence"]
    assert not replica(station).exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "还没有配置中心服务器"),
        ("kind = 3", "有误"),
        ('kind = "site"\nhost = "centre.example"\ndatabase = "x"\n', "根证书"),
        ('kind = "embedded"\nhost = "centre.example"\ndatabase = "x"\n', "只能在本机使用"),
        ('kind = "embedded"\nhost = "127.0.0.1"\ndatabase = "no_such"\n', "首次"),
    ],
)
def test_a_wrong_server_is_said(station: Station, text: str | None, said: str) -> None:
    profile = station.home / "centre.toml"
    profile.unlink()
    if text is not None:
        port = "port = 1\n" if "127.0.0.1" in text else ""
        profile.write_text(text + port, "utf-8")
    assert said in station.refused("sync", person=ACCEPTOR)["sentence"]
    assert not replica(station).exists()


def test_a_database_that_is_no_centre_is_said(station: Station, centre: Centre) -> None:
    profile = station.home / "centre.toml"
    profile.write_text(profile.read_text("utf-8").replace(centre.database, "postgres"), "utf-8")
    assert station.refused("sync", person=ACCEPTOR)["error"] == "no_centre"
    assert not replica(station).exists()


def test_a_server_that_turns_away_does_not_stop_who_was_here_before(
    station: Station, centre: Centre
) -> None:
    report(station)
    centre.superuser().execute(f"ALTER ROLE {ACCEPTOR} CONNECTION LIMIT 0")
    try:
        number = report(station)
        refused = station.refused("sync", person=ACCEPTOR)
        assert (refused["error"], "连接已满" in refused["sentence"]) == ("not_in_step", True)
    finally:
        centre.superuser().execute(f"ALTER ROLE {ACCEPTOR} CONNECTION LIMIT 3")
    assert station.told("sync", person=ACCEPTOR)["unsent"] == 0
    assert number in {row["number"] for row in station.queue(ACCEPTOR, "to_accept")}


def test_a_second_program_at_the_same_workstation_waits_its_turn(station: Station) -> None:
    number = report(station)
    application = Application(Folders(station.home), load_profile(station.home / "centre.toml"))
    with application.sign_in(ACCEPTOR, demo_password(ACCEPTOR), keep_in_step=False):
        refused = station.refused(*step_words("note", number, note="x"), person=ACCEPTOR)
        assert refused["error"] == "already_running"
    station.do(ACCEPTOR, "note", number, note="x")


def test_a_foreign_file_is_left_alone(station: Station) -> None:
    report(station)
    foreign = b"SQLite format 3\0" + bytes(4096)
    replica(station).with_name("replica.check").unlink()
    replica(station).write_bytes(foreign)
    assert station.refused("sync", person=ACCEPTOR)["error"] == "foreign_file"
    assert replica(station).read_bytes() == foreign


def test_a_damaged_file_is_left_alone(station: Station) -> None:
    report(station)
    path = replica(station)
    whole = path.read_bytes()
    damaged = os.urandom(len(whole))
    path.write_bytes(damaged)
    assert station.refused("sync", person=ACCEPTOR)["error"] == "damaged"
    assert path.read_bytes() == damaged
    path.write_bytes(whole)
    assert station.told("sync", person=ACCEPTOR)["unsent"] == 0


def test_lost_and_damaged_keys_never_make_new_ones(station: Station) -> None:
    report(station)
    slots = station.home / "seat" / "slots.json"
    whole = slots.read_bytes()
    slots.write_bytes(whole[:-20])
    assert station.refused("sync", person=ACCEPTOR)["error"] == "slots_damaged"
    slots.unlink()
    assert station.refused("sync", person=ACCEPTOR)["error"] == "slots_gone"
    assert not slots.exists()
    slots.write_bytes(whole)
    assert station.told("sync", person=ACCEPTOR)["unsent"] == 0


def test_a_folder_that_cannot_be_written_is_said(station: Station) -> None:
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    station.home.chmod(0o500)
    try:
        assert station.refused("sync", person=ACCEPTOR)["error"] == "local_file"
    finally:
        station.home.chmod(0o700)


def test_a_file_in_the_place_of_the_folder_is_said(station: Station) -> None:
    (station.home / "seat").write_text("in the way", "utf-8")
    assert station.refused("sync", person=ACCEPTOR)["error"] in ("local_file", "slots_damaged")


def test_a_full_disk_loses_nothing_that_was_saved(station: Station, centre: Centre) -> None:
    number = report(station)
    size = replica(station).stat().st_size

    def no_room() -> None:
        """No file of the child grows beyond what the replica holds already."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    note = step_words("note", number, "--offline", note="满" * 1_900)
    done = subprocess.run(
        [sys.executable, "-c", FILL, "--home", str(station.home), "--json", *note],
        env=os.environ | {"SEATAPP_LOGIN": ACCEPTOR, "SEATAPP_PASSWORD": demo_password(ACCEPTOR)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=no_room,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    saved = [answer["entry"] for answer in answers if "entry" in answer]
    assert answers[-1]["error"] in ("disk_full", "disk_fault")
    assert station.told("sync", person=ACCEPTOR)["unsent"] == 0
    rows = centre.superuser().execute("SELECT id::text FROM core.entry WHERE step = 'note'")
    assert sorted(str(row[0]) for row in rows.fetchall()) == sorted(saved)


FILL = """
import signal, sys
from seatapp.cli.main import group
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for _time in range(400):
    try:
        group(args=sys.argv[1:], standalone_mode=False)
    except SystemExit as end:
        if end.code:
            sys.exit(end.code)
sys.exit("the disk never got full")
"""


def test_an_own_password_can_be_changed_and_others_are_set_by_the_admin(
    station: Station, centre: Centre
) -> None:
    change = ("person", "password", "--new-password", "Brandneu-77")
    station.told(*change, person=ACCEPTOR)
    try:
        assert station.refused("sync", person=ACCEPTOR)["error"] == "wrong_password"
        assert station.run("sync", person=ACCEPTOR, password="Brandneu-77").exit_code == 0
    finally:
        add = ("person", "add", ACCEPTOR, "--name", "陈思远", "--post", "acceptor@9990")
        station.told(*add, "--initial-password", demo_password(ACCEPTOR), person=ADMIN)
    station.told("sync", person=ACCEPTOR)
    refused = station.refused("person", "disable", ADMIN, person=ADMIN)
    assert refused["error"] == "oneself"
    refused = station.refused(
        "person", "add", "u7100", "--name", "新来的", "--post", "acceptor@9990", person=ADMIN
    )
    assert refused["error"] == "password_form"


def test_who_was_disabled_before_somebody_was_refused_is_told(station: Station) -> None:
    add = ("person", "add", "u7101", "--name", "短期工", "--post", "acceptor@9990")
    station.told(*add, "--initial-password", "Kurzzeit-771", person=ADMIN)
    done = station.run("person", "disable", "u7101", ADMIN, "u7102", person=ADMIN)
    assert done.exit_code == 1
    first, last = (json.loads(line) for line in done.stdout.splitlines())
    assert first == {"people": ["u7101"]}
    assert last["error"] == "oneself"
