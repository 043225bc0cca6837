"""Work carried by hand between two computers without a network, and what is no such packet."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from sqlalchemy import func, select

from seatapp.app import Duty
from seatapp.central.messages import SubjectRow
from seatapp.domain.entries import canonical
from seatapp.errors import LocalFileError
from seatapp.local.carried import Load
from seatapp.local.tables import LentRow, table_of
from seatapp.sync.packet_file import MANIFEST, SIGNATURE, City
from seatapp.sync.packet_reading import PacketRefused
from seatapp.sync.packet_writing import write_packet
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, entries, note, report, shut

ACCEPTOR, COLLEAGUE, THIRD = "u1001", "u1002", "u1006"
PHOTO = files("resources") / "demo" / "photos" / "rubbish_kerb.jpg"


def steps_by_author(centre: Centre) -> list[tuple[str, str, int]]:
    query = (
        "SELECT author, step, count(*) FROM core.entry"
        " WHERE cause IS NULL AND verdict = 'applied' GROUP BY author, step ORDER BY 1, 2"
    )
    return list(centre.superuser().execute(query).fetchall())


def authors(centre: Centre) -> list[str]:
    query = "SELECT author FROM core.entry WHERE cause IS NULL ORDER BY n"
    return [author for (author,) in centre.superuser().execute(query)]


def meet(duty: Duty) -> None:
    """A round with the centre, after the line that was cut has been found dead."""
    duty.round()
    duty.round()
    assert duty.status().online


def test_a_colleagues_log_in_delivers_forty_entries_under_the_right_name(
    centre: Centre, hall: Hall
) -> None:
    hall.sit(COLLEAGUE).sign_out()
    first = hall.sit(ACCEPTOR)
    with shut(centre):
        case = report(first)
        for turn in range(39):
            note(first, case, f"第 {turn + 1} 次电话，未接通。")
        first.sign_out()
        second = hall.sit(COLLEAGUE)
        note(second, case, "接班后继续联系。")
        assert second.status().unsent == 41
    second.round()
    assert second.status().unsent == 0
    assert steps_by_author(centre) == [
        (ACCEPTOR, "note", 39),
        (ACCEPTOR, "report", 1),
        (COLLEAGUE, "note", 1),
    ]
    couriers = centre.superuser().execute(
        "SELECT DISTINCT courier FROM core.entry WHERE author = %s", (ACCEPTOR,)
    )
    assert couriers.fetchall() == [(COLLEAGUE,)]


@pytest.mark.parametrize("origin_first", [True, False])
def test_a_packet_is_settled_once_in_whatever_order_the_computers_meet_the_centre(
    centre: Centre, hall: Hall, tmp_path: Path, origin_first: bool
) -> None:
    origin, carrier = hall.sit(ACCEPTOR, "A"), hall.sit(COLLEAGUE, "B")
    known = report(carrier)
    carrier.round()
    origin.round()
    with shut(centre):
        own = report(carrier)
        case = report(origin, photos_before=[origin.pictures.add_photo(PHOTO.read_bytes())])
        note(origin, known, "已电话告知。")
        origin.desk.perform("ask_supplement", "case", case, {"missing": "请补充门牌号。"})
        packet = origin.packets.export(tmp_path)
        assert (packet.entries, packet.photos, packet.missing) == (3, 1, 0)

        taken = carrier.packets.take_in(packet.path)
        assert taken.new == 3
        state = carrier.reader.state("case", case)
        assert state is not None
        assert state["stage"] == "returned"
        assert carrier.reader.case(case, COLLEAGUE).pending  # type: ignore[union-attr]
        assert carrier.photos.get(origin.photos.put(PHOTO.read_bytes())) == PHOTO.read_bytes()
        assert carrier.packets.take_in(packet.path).new == 0
        carrier.desk.perform("supplement", "case", case, {"address": "文汇大街 76 号"})
        assert carrier.status().unsent == 5
    first, second = (origin, carrier) if origin_first else (carrier, origin)
    meet(first)
    photo = centre.superuser().execute("SELECT count(*) FROM core.photo WHERE complete")
    assert photo.fetchone() == (1,), "whoever comes first brings the photo as well"
    meet(second)
    for duty in (origin, carrier):
        duty.round()
        assert duty.status().unsent == 0
        assert duty.reader.refusals() == []
    assert steps_by_author(centre) == [
        (ACCEPTOR, "ask_supplement", 1),
        (ACCEPTOR, "note", 1),
        (ACCEPTOR, "report", 1),
        (COLLEAGUE, "report", 2),
        (COLLEAGUE, "supplement", 1),
    ]
    for subject in (known, own, case):
        assert origin.reader.state("case", subject) == carrier.reader.state("case", subject)
    if not origin_first:
        assert authors(centre)[1:] == [ACCEPTOR] * 3 + [COLLEAGUE] * 2, "the carried ones first"


def test_a_packet_that_is_full_leaves_photos_out_and_can_be_taken_in(
    centre: Centre, hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is beyond the measure of a packet would have it refused whole elsewhere."""
    origin, carrier = hall.sit(ACCEPTOR, "A"), hall.sit(COLLEAGUE, "B")
    photo = PHOTO.read_bytes()
    monkeypatch.setattr("seatapp.sync.packet.PHOTOS_BYTES", len(photo) - 1)
    with shut(centre):
        report(origin, photos_before=[origin.pictures.add_photo(photo)])
        packet = origin.packets.export(tmp_path)
        assert (packet.entries, packet.photos, packet.missing) == (1, 0, 1)
        assert "另有 1 张照片没有带上" in packet.told()
        assert carrier.packets.take_in(packet.path).new == 1


@pytest.mark.slow
def test_a_packet_can_be_carried_on_by_a_third_computer(
    centre: Centre, hall: Hall, tmp_path: Path
) -> None:
    first, second, third = (
        hall.sit(person, seat) for person, seat in ((ACCEPTOR, "A"), (COLLEAGUE, "B"), (THIRD, "C"))
    )
    with shut(centre):
        case = report(first)
        second.packets.take_in(first.packets.export(tmp_path / "one.seatpack").path)
        note(second, case, "转交。")
        third.packets.take_in(second.packets.export(tmp_path / "two.seatpack").path)
        note(third, case, "收到。")
    for duty in (third, first, second):
        meet(duty)
    assert entries(centre) == [("report", "applied"), ("note", "applied"), ("note", "applied")]


def test_a_refused_step_of_a_packet_stands_before_a_person(
    centre: Centre, hall: Hall, tmp_path: Path
) -> None:
    origin, carrier = hall.sit(ACCEPTOR, "A"), hall.sit(COLLEAGUE, "B")
    case = report(carrier)
    carrier.round()
    origin.round()
    with shut(centre):
        why = {"reason": "不属于本区。", "rule_cited": "规则"}
        origin.desk.perform("decline", "case", case, why)
        packet = origin.packets.export(tmp_path / "one.seatpack").path
    carrier.desk.perform("ask_supplement", "case", case, {"missing": "请补充门牌号。"})
    meet(carrier)
    carrier.packets.take_in(packet)
    carrier.round()
    assert carrier.reader.refusals() == [], "it is its author's, not whose stick it came on"
    meet(origin)
    (refusal,) = origin.reader.refusals()
    assert (refusal.author, refusal.code) == (ACCEPTOR, "stale")
    assert carrier.reader.state("case", case)["stage"] == "returned"  # type: ignore[index]


def _rewritten(
    path: Path, to: Path, change: Callable[[str, bytes], bytes | None], **more: bytes
) -> Path:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name, content)
    return to


def _cut(path: Path, to: Path) -> Path:
    to.write_bytes(path.read_bytes()[:-200])
    return to


def _flip(path: Path, to: Path) -> Path:
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"entries") + 40] ^= 1
    to.write_bytes(raw)
    return to


def _telling(**changes: object) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        told = json.loads(content) | changes if name == MANIFEST else None
        return content if told is None else canonical(told).encode()

    return change


def _other_entries(path: Path, to: Path) -> Path:
    """The entries of another packet under this one's manifest."""
    other = b"x" * 500
    return _rewritten(path, to, lambda name, raw: other if name == "entries" else raw)


def _of_another_key(path: Path, to: Path) -> Path:
    """Made by somebody who knows the form and not the key."""
    city = City("999000", "宁川市", b"z" * 32)
    write_packet(to, city, "0190c000-0000-7000-8000-000000000001", "A09", 1, Load([]), [])
    return to


BAD_PACKETS: dict[str, tuple[str, Callable[[Path, Path], Path]]] = {
    "cut short": ("packet_damaged", _cut),
    "a bit flipped": ("packet_damaged", _flip),
    "a photo left out": (
        "packet_damaged",
        lambda p, to: _rewritten(p, to, lambda n, raw: None if n.startswith("photos") else raw),
    ),
    "something put in": (
        "packet_damaged",
        lambda p, to: _rewritten(p, to, lambda n, raw: raw, more=b"x"),
    ),
    "other entries": ("packet_damaged", _other_entries),
    "another author of the manifest": (
        "packet_forged",
        lambda p, to: _rewritten(p, to, _telling(seat="Z99")),
    ),
    "no signature": (
        "packet_forged",
        lambda p, to: _rewritten(p, to, lambda n, raw: None if n == SIGNATURE else raw),
    ),
    "another key": ("packet_forged", _of_another_key),
    "another city": (
        "packet_city",
        lambda p, to: _rewritten(p, to, _telling(city="998000", city_name="邻市")),
    ),
    "from the future": ("packet_version", lambda p, to: _rewritten(p, to, _telling(version=2))),
    "of a version that is no number": (
        "packet_format",
        lambda p, to: _rewritten(p, to, _telling(version="9")),
    ),
    "a text": ("packet_format", lambda p, to: _text(to)),
    "some zip": ("packet_format", lambda p, to: _rewritten(p, to, lambda n, raw: None, a=b"b")),
    "not there": ("packet_unreadable", lambda p, to: to),
}


def _text(to: Path) -> Path:
    to.write_text("不是交接包", "utf-8")
    return to


@pytest.fixture
def packet(hall: Hall, tmp_path: Path) -> tuple[Duty, Path]:
    """A workstation that could take a packet in, and a good one."""
    origin, carrier = hall.sit(ACCEPTOR, "A"), hall.sit(COLLEAGUE, "B")
    report(origin, photos_before=[origin.pictures.add_photo(PHOTO.read_bytes())])
    return carrier, origin.packets.export(tmp_path / "good.seatpack").path


def test_what_is_no_good_packet_is_refused_with_one_sentence_and_nothing_changes(
    packet: tuple[Duty, Path], tmp_path: Path
) -> None:
    carrier, good = packet
    for name, (code, spoil) in BAD_PACKETS.items():
        bad = spoil(good, tmp_path / "坏的.seatpack")
        with pytest.raises(PacketRefused) as refused:
            carrier.packets.take_in(bad)
        assert refused.value.code == code, name
        assert "没有导入任何内容" in refused.value.sentence
        assert carrier.status().unsent == 0
        assert not (tmp_path / "B" / "seat" / "photos").exists()
        bad.unlink(missing_ok=True)
    assert carrier.packets.take_in(good).new == 1


def test_a_packet_that_cannot_be_written_leaves_nothing_behind(
    packet: tuple[Duty, Path], tmp_path: Path
) -> None:
    carrier, _good = packet
    with pytest.raises(LocalFileError) as failed:
        carrier.packets.export(tmp_path / "gone" / "one.seatpack")
    assert failed.value.code == "packet_not_written"
    (tmp_path / "stick").mkdir()
    written = carrier.packets.export(tmp_path / "stick").path
    assert [part.name for part in (tmp_path / "stick").iterdir()] == [written.name]
    assert "宁川市-" in written.name
    shutil.rmtree(tmp_path / "stick")


def test_a_packet_brings_the_rows_that_its_entries_stand_on_until_the_line_is_back(
    centre: Centre, hall: Hall, tmp_path: Path
) -> None:
    carrier = hall.sit(COLLEAGUE, "B")
    origin = hall.sit(ACCEPTOR, "A")
    unknown = report(origin)
    origin.round()
    assert carrier.reader.state("case", unknown) is None
    with shut(centre):
        note(origin, unknown, "已电话告知。")
        origin.desk.perform("ask_supplement", "case", unknown, {"missing": "请补充门牌号。"})
        first = origin.packets.export(tmp_path / "one.seatpack").path
        carrier.packets.take_in(first)
        shown = carrier.reader.case(unknown, COLLEAGUE)
        assert shown is not None
        assert (shown.state["stage"], shown.pending) == ("returned", True)
        carrier.desk.perform("supplement", "case", unknown, {"address": "文汇大街 76 号"})
        onward = {row.id for row in carrier.replica.unacknowledged().rows}
        assert unknown in onward, "a third computer will need it too"
    meet(carrier)
    assert carrier.reader.refusals() == []
    settled = carrier.reader.case(unknown, COLLEAGUE)
    assert settled is not None
    assert (settled.state["stage"], settled.pending) == ("reported", False)
    assert lent(carrier) == 0


def test_a_lent_row_never_hides_what_the_centre_says(hall: Hall) -> None:
    duty = hall.sit(ACCEPTOR, "A")
    known, unknown = report(duty), "0190c000-0000-7000-8000-0000000000aa"
    duty.round()
    state = duty.reader.state("case", known)
    assert state is not None
    forged = {**state, "stage": "closed"}
    rows = [
        SubjectRow("case", known, 1, forged),
        SubjectRow("case", unknown, 1 << 40, {**forged, "id": unknown, "root": unknown}),
        SubjectRow("case", f"{unknown[:-1]}b", 1 << 40, {**forged, "area": "111111"}),
    ]
    duty.replica.carry(Load([], rows, duty.replica.epoch + 1), "Z99")
    assert lent(duty) == 0
    duty.replica.carry(Load([], rows, duty.replica.epoch), "Z99")
    assert duty.reader.state("case", known) == state
    assert lent(duty) == 1
    duty.round()
    assert (lent(duty), duty.reader.state("case", unknown)) == (0, None)


def lent(duty: Duty) -> int:
    """How many rows stand here on the word of a packet alone."""
    count = select(func.count()).select_from(table_of(LentRow))
    return duty.replica.write(lambda writing: int(writing.connection.execute(count).scalar_one()))
