"""Where Qt is not installed the program does everything but show a window."""

from __future__ import annotations

import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

from seatapp.admin.city import demo_password
from seatapp.media.frames import read_frame, read_head, write_frame, write_head
from tests.fixtures.centre import Centre
from tests.helpers.station import Station, step_words
from tests.media.photos import encoded, scene

PROJECT = Path(__file__).parents[2]
ACCEPTOR = "u1001"

WITHOUT_QT = """
import importlib, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6"):
            raise ModuleNotFoundError("Qt is not on this machine", name=name)

sys.meta_path.insert(0, NoQt())
modules, sys.argv[1:] = sys.argv[1].split(","), sys.argv[2:]
for name in modules:
    importlib.import_module(name)
assert not any(name.startswith(("PySide6", "shiboken6")) for name in sys.modules)
from seatapp.cli.main import main
main()
"""


def modules() -> list[str]:
    found = pkgutil.walk_packages([str(PROJECT / "seatapp")], prefix="seatapp.")
    return [module.name for module in found if not module.name.endswith("__main__")]


def test_a_step_is_taken_and_settled_without_qt(centre: Centre, tmp_path: Path) -> None:
    station = Station.at(tmp_path / "seat", centre)
    picture = tmp_path / "before.jpg"
    picture.write_bytes(encoded(scene()))
    words = step_words(
        "report",
        case_kind="grid",
        source="collector",
        area="999001",
        urgency="normal",
        description="路面破损。",
        photos_before=picture,
    )
    command = [sys.executable, "-c", WITHOUT_QT, ",".join(modules())]
    command += ["--home", str(station.home), "--json", *words]
    done = subprocess.run(
        command,
        env=os.environ | {"SEATAPP_LOGIN": ACCEPTOR, "SEATAPP_PASSWORD": demo_password(ACCEPTOR)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["standing"] == "applied"
    stood = centre.superuser().execute('SELECT stage, cardinality(photos_before) FROM core."case"')
    assert stood.fetchall() == [("reported", 1)]


def test_the_program_can_be_its_own_decoder_child() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "seatapp", "--media-worker"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert "limits" in read_head(child.stdout)
        write_head(child.stdin, {"size": 64})
        write_frame(child.stdin, encoded(scene()))
        child.stdin.flush()
        assert read_head(child.stdout)["facts"]["width"] == 320
        assert read_frame(child.stdout).startswith(b"\xff\xd8")
    assert child.returncode == 0


def test_the_log_tells_of_rounds_and_of_nobody(centre: Centre, tmp_path: Path) -> None:
    station = Station.at(tmp_path / "seat", centre)
    answer = station.do(
        ACCEPTOR,
        "report",
        case_kind="hotline",
        source="hotline_12345",
        area="999001",
        urgency="normal",
        description="夜间施工扰民。",
        caller_name="张示例",
        caller_phone="13800001234",
    )
    station.refused("sync", person=ACCEPTOR, password="not-hers-1")
    station.pull_out()
    station.refused("sync", person=ACCEPTOR)
    text = (station.home / "log" / "seatapp.log").read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert any(line["from"] == "seatapp.sync.engine" for line in lines)
    for secret in ("张示例", "13800001234", "夜间施工", demo_password(ACCEPTOR), answer["number"]):
        assert secret not in text
