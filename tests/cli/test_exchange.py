"""A drop folder takes each file once and answers it; a sample owes its callbacks."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.fixtures.centre import Centre
from tests.helpers.station import Station
from tests.helpers.tables import GOOD, MAP, csv_text, long_written, written


def test_a_folder_is_taken_once_and_answered(centre: Centre, tmp_path: Path) -> None:
    seat = Station.at(tmp_path / "A", centre)
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "one.csv").write_text(csv_text([GOOD]), "utf-8")
    row = {"编号": "2", "内容": "井盖松动。", "时间": "2026-11-20 09:00"}
    (drop / "two.json").write_text(json.dumps([row, {**row, "编号": "1"}]), "utf-8")
    (drop / "bad.json").write_text("{", "utf-8")
    words = ("exchange", "folder", drop, "--map", tmp_path / "map.toml")
    long_written(drop)
    (drop / "half.csv").write_text(csv_text([GOOD])[:-5], "utf-8")
    written(drop / "half.csv", -600)  # for as long as this test may take
    told = seat.told(*words, person="u1001")
    assert (told["saved"], told["known"]) == (2, 1)
    assert {path.name for path in drop.iterdir()} == {"done", "failed", "half.csv"}
    assert (drop / "failed" / "bad.json").exists()
    with (drop / "done" / "two.ack.csv").open(encoding="utf-8-sig") as file:
        answers = list(csv.DictReader(file))
    assert [answer["external_id"] for answer in answers] == ["2", "1"]
    assert all(answer["number"] for answer in answers)
    (drop / "half.csv").write_text(csv_text([("3", *GOOD[1:])]), "utf-8")
    long_written(drop)
    assert seat.told(*words, person="u1001")["saved"] == 1
