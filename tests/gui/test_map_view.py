"""The map: positions there and back, a click that tells where, and the form that takes it."""

from __future__ import annotations

from importlib.resources import files

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from seatapp.admin.reference_documents import read_grids
from seatapp.central.messages import SubjectRow
from seatapp.domain.entries import Value
from seatapp.intake.map_data import MapData, Pin
from seatapp.places.datums import distance_m
from seatapp.places.points import WGS84, Point
from tests.gui.desk_parts import COVER, on_screen, with_components
from tests.helpers.desk_duty import DeskDuty
from ui.dialogs.map_dialog import MapDialog
from ui.panes.intake_pane import IntakePane
from ui.widgets.map_view import Flat, MapView
from ui.worker import Background

LAT, LON = 390021545, 1040006999


def with_grids(desk: DeskDuty) -> None:
    """The cells of the demo city, with their outlines."""
    found = read_grids(files("resources") / "demo" / "grids.geojson")  # type: ignore[arg-type]
    rows = [
        SubjectRow("reference", f"grid/{row.code}", 3, dict(row.row or {})) for row in found.rows
    ]
    desk.receive("ref", rows)


def test_positions_there_and_back() -> None:
    flat = Flat(LAT, LON)
    spot = flat.spot(LAT + 10_000, LON - 10_000)
    assert flat.position(spot) == (LAT + 10_000, LON - 10_000)
    metres = distance_m(Point(LAT, LON, WGS84), Point(LAT + 10_000, LON - 10_000, WGS84))
    assert (spot.x() ** 2 + spot.y() ** 2) ** 0.5 == pytest.approx(metres, rel=0.005)


def test_a_click_tells_where_and_a_pin_tells_itself(qtbot: QtBot) -> None:
    view = MapView()
    view.resize(420, 300)
    qtbot.addWidget(view)
    view.show()
    pins = [Pin("case", LAT, LON, "本案"), Pin("nearby", LAT + 4000, LON, "另一件", "c-1")]
    cell = [LON - 9000, LAT - 9000, LON + 9000, LAT - 9000, LON + 9000, LAT + 9000]
    view.show_map(MapData((LAT, LON), {"999001001001001": cell}, pins))
    viewport = view.viewport()
    with qtbot.waitSignal(view.picked) as picked:
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=viewport.rect().center())
    lat, lon = picked.args
    assert distance_m(Point(LAT, LON, WGS84), Point(lat, lon, WGS84)) < 3
    at = view.mapFromScene(Flat(LAT, LON).spot(LAT + 4000, LON))
    with qtbot.waitSignal(view.pin_chosen) as chosen:
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == ["nearby", "c-1"]
    before = view.pixels_a_metre
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.pixels_a_metre > before


def test_a_map_without_anything_says_so(qtbot: QtBot) -> None:
    view = MapView()
    qtbot.addWidget(view)
    view.show_map(MapData(None, {}, ()))
    assert len(view.scene().items()) == 1


def test_a_point_on_the_map_fills_position_and_cell(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    with_grids(desk)
    pane = on_screen(qtbot, IntakePane(desk, background), 1160, 680)
    qtbot.waitUntil(lambda: pane.loaded)
    pane.form.place.take_point(LAT, LON, "wgs84", "")
    pane.form.place.on_map.click()
    dialog = pane.findChild(MapDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog.map.scene().items()))
    with qtbot.waitSignal(dialog.pointed):
        dialog.map.picked.emit(LAT, LON)
    assert str(pane.values()["grid_code"]).startswith("999001")
    assert pane.values()["area"] == "999001"
    chosen = pane.values()["grid_code"]
    pane.form.place.on_map.click()
    again = pane.findChildren(MapDialog)[-1]
    with qtbot.waitSignal(again.pointed):
        again.map.picked.emit(LAT + 60_000, LON)
    assert pane.values()["grid_code"] == chosen


def test_a_component_is_picked_on_the_map_and_attached_to_the_case(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    with_components(desk)
    pane = IntakePane(desk, background)
    pane.resize(1160, 680)
    qtbot.addWidget(pane)
    pane.show()
    qtbot.waitUntil(lambda: pane.loaded)
    report: dict[str, Value] = {"source": "video", "area": "999001", "urgency": "normal"}
    pane.fill(
        {**report, "description": "井盖破损。", "lat_e7": LAT, "lon_e7": LON, "datum": "wgs84"}
    )
    pane.form.place.on_map.click()
    dialog = pane.findChild(MapDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog.map.scene().items()))
    pin = next(pin for pin in desk.desk.intake.map_for(pane.values()).pins if pin.code)
    assert pin.code == COVER
    spot = Flat(LAT, LON).spot(pin.lat_e7, pin.lon_e7)
    with qtbot.waitSignal(dialog.component_chosen):
        QTest.mouseClick(
            dialog.map.viewport(), Qt.MouseButton.LeftButton, pos=dialog.map.mapFromScene(spot)
        )
    with qtbot.waitSignal(pane.registered) as registered:
        pane.save()
    assert registered.args is not None
    assert desk.detail(str(registered.args[0])).state["component_code"] == COVER
