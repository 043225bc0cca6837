"""Every photo of the public data sets: positions, orientations, and none that does harm."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path
from time import monotonic

import psutil
import pytest

from seatapp.media.child import Decoder
from seatapp.media.facts import Facts
from seatapp.media.refusals import PhotoRefused

SLOWEST_S = 11.0
GROWN_MB = 50


@pytest.fixture(scope="module")
def looked_at(outside_data: Path) -> dict[str, Facts | str]:
    """The facts of every file, or the code of its refusal; the parent stays small."""
    folder = outside_data / "photos"
    own = psutil.Process()
    found: dict[str, Facts | str] = {}
    with (folder / "index.csv").open(encoding="utf-8-sig") as file:
        names = [row["file"] for row in csv.DictReader(file)]
    before = own.memory_info().rss
    with Decoder() as decoder:
        for name in names:
            begun = monotonic()
            try:
                found[name] = decoder.look((folder / name).read_bytes(), 480).facts
            except PhotoRefused as refused:
                found[name] = refused.code
            assert monotonic() - begun < SLOWEST_S, name
    assert own.memory_info().rss - before < GROWN_MB << 20
    return found


def expected(outside_data: Path) -> list[dict[str, str]]:
    with (outside_data / "photos" / "index.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_positions_and_orientations_are_those_of_the_index(
    outside_data: Path, looked_at: dict[str, Facts | str]
) -> None:
    checked = 0
    for row in expected(outside_data):
        facts = looked_at[row["file"]]
        if not isinstance(facts, Facts):
            assert row["pillow_result"] != "ok" or "broken" in row["file"], row["file"]
            continue
        if row["lat"]:
            assert facts.lat_e7 is not None
            assert facts.lon_e7 is not None
            assert facts.lat_e7 / 1e7 == pytest.approx(float(row["lat"]), abs=1e-6)
            assert facts.lon_e7 / 1e7 == pytest.approx(float(row["lon"]), abs=1e-6)
            checked += 1
        if row["orientation"] and row["file"].startswith("orientation"):
            assert facts.orientation == int(row["orientation"]), row["file"]
    assert checked >= 12


def test_positions_and_orientations_are_those_of_exiftool(
    outside_data: Path, looked_at: dict[str, Facts | str]
) -> None:
    tool = shutil.which("exiftool")
    if tool is None:
        pytest.skip("exiftool is not installed")
    folder = outside_data / "photos"
    asked = [str(folder / name) for name, facts in looked_at.items() if isinstance(facts, Facts)]
    words = [tool, "-json", "-n", "-GPSLatitude", "-GPSLongitude", "-Orientation", *asked]
    told = json.loads(subprocess.run(words, capture_output=True, check=False).stdout)
    assert len(told) == len(asked)
    for row in told:
        name = str(Path(row["SourceFile"]).relative_to(folder))
        facts = looked_at[name]
        assert isinstance(facts, Facts)
        ours = [None if e7 is None else e7 / 1e7 for e7 in (facts.lat_e7, facts.lon_e7)]
        theirs = [row.get("GPSLatitude"), row.get("GPSLongitude")]
        assert ours == (pytest.approx(theirs, abs=1e-6) if theirs[0] else [None, None]), name
        assert facts.orientation == row.get("Orientation", 1), name
    assert sum("GPSLatitude" in row for row in told) >= 12
