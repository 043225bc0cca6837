"""Inputs by type: what is put in comes out, nothing comes out of nothing."""

from __future__ import annotations

import threading
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from seatapp.domain.entries import Value
from tests.gui.conftest import WORKFLOW
from tests.gui.desk_parts import activate, focus, photo, press, type_text, words_of
from tests.helpers.desk_duty import DeskDuty
from tests.helpers.duty import demo_rows
from ui.fields.base import FieldInput
from ui.fields.catalogue import Catalogue, catalogue_of
from ui.fields.choices import BoxInput, RowInput, YesNoInput, choice_input
from ui.fields.form import Asked, FieldForm
from ui.fields.make import input_for, options_of
from ui.fields.moment import MomentInput
from ui.fields.photos import PhotosInput
from ui.fields.plain import LineInput, ListInput, NumberInput, TextInput
from ui.fields.reference import ItemModel, ReferenceInput
from ui.pictures import Pictures
from ui.worker import Background

CLASSES = catalogue_of(
    "class", [(code, row) for (of, code), row in demo_rows().items() if of == "class"]
)


def show(qtbot: QtBot, made: FieldInput) -> None:
    qtbot.addWidget(made)
    made.show()
    activate(qtbot, made)
    made.first().setFocus()


@pytest.mark.parametrize(
    ("made", "value"),
    [
        (lambda: LineInput(40), "文汇大街76号"),
        (lambda: TextInput(), "第一行\n第二行"),
        (lambda: NumberInput(100), -7),
        (lambda: ListInput(), ["一", "二"]),
        (lambda: RowInput([("a", "甲"), ("b", "乙")]), "b"),
        (lambda: BoxInput([("a", "甲"), ("b", "乙")]), "b"),
        (lambda: YesNoInput(), True),
        (lambda: YesNoInput(), False),
        (lambda: MomentInput(), 1_795_320_060),
        (lambda: ReferenceInput("class"), "E011001"),
    ],
)  # fmt: skip
def test_what_is_put_in_comes_out(qtbot: QtBot, made: type[FieldInput], value: Value) -> None:
    widget = made()
    qtbot.addWidget(widget)
    with qtbot.assertNotEmitted(widget.edited):
        assert widget.value() is None
        widget.set_value(value)
    assert widget.value() == value
    widget.set_value(None)
    assert widget.value() is None


def test_a_few_choices_stand_in_a_row_and_many_in_a_box() -> None:
    assert isinstance(choice_input(options_of(WORKFLOW, "urgency")), RowInput)
    assert isinstance(choice_input(options_of(WORKFLOW, "source")), BoxInput)


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        ([Qt.Key.Key_Right], "b"),
        ([Qt.Key.Key_Left], "c"),
        ([Qt.Key.Key_Down, Qt.Key.Key_Down], "c"),
        ([Qt.Key.Key_3], "c"),
        ([Qt.Key.Key_2, Qt.Key.Key_1], "a"),
        ([Qt.Key.Key_9], None),
    ],
)
def test_arrows_and_figures_choose_though_nothing_was_chosen(
    qtbot: QtBot, keys: list[Qt.Key], chosen: str | None
) -> None:
    row = RowInput([("a", "甲"), ("b", "乙"), ("c", "丙")])
    show(qtbot, row)
    told: list[bool] = []
    row.edited.connect(lambda: told.append(True))
    for key in keys:
        press(key)
    assert row.value() == chosen
    assert bool(told) == (chosen is not None)


def test_every_field_that_a_person_can_write_has_an_input(qtbot: QtBot) -> None:
    fields = [field for field in WORKFLOW.fields.values() if field.origin == "value"]
    assert fields
    for field in fields:
        made = input_for(WORKFLOW, field, lambda _field: FieldInput())
        qtbot.addWidget(made)
        assert isinstance(made, FieldInput)


def test_a_moment_can_be_now_and_nothing_again(qtbot: QtBot) -> None:
    made = MomentInput()
    show(qtbot, made)
    with qtbot.waitSignal(made.edited):
        made.now.click()
    value = made.value()
    assert isinstance(value, int)
    assert value % 60 == 0
    with qtbot.waitSignal(made.edited):
        made.clear.click()
    assert made.value() is None


def test_tab_leaves_a_text(qtbot: QtBot) -> None:
    made = TextInput()
    show(qtbot, made)
    type_text("a")
    press(Qt.Key.Key_Tab)
    assert made.value() == "a"


class TestReference:
    def test_initials_and_enter_choose(self, qtbot: QtBot) -> None:
        made = ReferenceInput("class")
        made.set_catalogue(CLASSES)
        show(qtbot, made)
        type_text("bllj")
        assert made.value() is None
        made.settle()
        assert made.value() == "E011001"
        assert "暴露垃圾" in made.edit.text()
        assert "结案条件" in words_of(made)

    def test_what_does_not_fit_is_not_chosen_and_stays_to_be_seen(self, qtbot: QtBot) -> None:
        made = ReferenceInput("class")
        made.set_catalogue(CLASSES)
        show(qtbot, made)
        type_text("zzzz")
        assert not made.settle()
        assert made.value() is None
        assert made.edit.text() == "zzzz"

    def test_a_list_without_anything_that_fits_says_so(self, qtbot: QtBot) -> None:
        made = ReferenceInput("class")
        made.set_catalogue(CLASSES)
        show(qtbot, made)
        type_text("b")
        type_text("zzzz")
        model = made.findChild(ItemModel)
        assert isinstance(model, ItemModel)
        only = model.index(0)
        assert model.rowCount() == 1
        assert "没有符合" in str(only.data())
        assert not only.flags() & Qt.ItemFlag.ItemIsEnabled
        assert not made.marked
        press(Qt.Key.Key_Return)
        assert (made.value(), made.edit.text()) == (None, "bzzzz")

    def test_leaving_takes_the_only_one_that_fits_but_never_one_of_two(self, qtbot: QtBot) -> None:
        made = ReferenceInput("class")
        made.set_catalogue(CLASSES)
        show(qtbot, made)
        type_text("E011001")
        assert made.settle(only_one=True)
        made.set_value(None)
        type_text("E01")
        assert not made.settle(only_one=True)

    def test_typing_again_gives_the_choice_up(self, qtbot: QtBot) -> None:
        made = ReferenceInput("class")
        made.set_catalogue(CLASSES)
        made.set_value("E011001")
        show(qtbot, made)
        made.edit.selectAll()
        with qtbot.waitSignal(made.edited):
            type_text("x")
        assert made.value() is None

    def test_the_value_may_come_before_the_list(self, qtbot: QtBot) -> None:
        made = ReferenceInput("class")
        qtbot.addWidget(made)
        made.set_value("E011001")
        assert made.edit.text() == "E011001"
        made.set_catalogue(CLASSES)
        assert "暴露垃圾" in made.edit.text()

    def test_a_code_that_the_list_does_not_know_is_kept(self, qtbot: QtBot) -> None:
        made = ReferenceInput("class")
        qtbot.addWidget(made)
        made.set_catalogue(Catalogue("class", ()))
        made.set_value("E999")
        assert made.value() == "E999"


class TestPhotos:
    @pytest.fixture
    def photos(self, qtbot: QtBot, desk: DeskDuty, background: Background) -> PhotosInput:
        pictures = Pictures(desk.pictures)
        made = PhotosInput(desk.pictures.add_photo, pictures, background, 2)
        pictures.setParent(made)
        show(qtbot, made)
        return made

    def test_a_file_is_kept_before_it_shows(
        self, qtbot: QtBot, photos: PhotosInput, desk: DeskDuty, tmp_path: Path
    ) -> None:
        file = tmp_path / "现场.png"
        file.write_bytes(photo())
        with qtbot.waitSignal(photos.edited):
            photos.add_files([file])
        value = photos.value()
        assert isinstance(value, list)
        assert desk.pictures.photos.get(value[0]) == photo()

    def test_a_file_that_is_no_picture_is_refused_with_a_sentence(
        self, qtbot: QtBot, photos: PhotosInput, tmp_path: Path
    ) -> None:
        file = tmp_path / "note.jpg"
        file.write_text("not a picture")
        photos.add_files([file])
        qtbot.waitUntil(lambda: "不是图片" in words_of(photos))
        assert photos.value() is None
        assert not photos.busy

    def test_a_file_that_is_not_there_is_refused_with_a_sentence(
        self, qtbot: QtBot, photos: PhotosInput, tmp_path: Path
    ) -> None:
        photos.add_files([tmp_path / "gone.jpg"])
        qtbot.waitUntil(lambda: "读不出来" in words_of(photos))

    def test_the_same_photo_stands_once_and_no_more_than_allowed(
        self, qtbot: QtBot, photos: PhotosInput, tmp_path: Path
    ) -> None:
        for name, colour in (("1.png", "red"), ("2.png", "blue")):
            (tmp_path / name).write_bytes(photo(colour))
        photos.add_files([tmp_path / "1.png"])
        qtbot.waitUntil(lambda: photos.value() is not None)
        photos.add_files([tmp_path / "1.png"])
        qtbot.waitUntil(lambda: "已经添加过" in words_of(photos))
        with qtbot.waitSignal(photos.edited):
            photos.add_files([tmp_path / "2.png"])
        photos.add_files([tmp_path / "2.png"])
        assert "最多 2 张" in words_of(photos)

    def test_photos_that_stay_cannot_be_taken_out(
        self, qtbot: QtBot, photos: PhotosInput, desk: DeskDuty, tmp_path: Path
    ) -> None:
        there = desk.pictures.add_photo(photo("red"))
        photos.let_stay([there])
        photos.set_value([there])
        (tmp_path / "new.png").write_bytes(photo("blue"))
        with qtbot.waitSignal(photos.edited):
            photos.add_files([tmp_path / "new.png"])
        buttons = photos.findChildren(QPushButton)
        removes = [one for one in buttons if one.text() == "移除" and not one.isHidden()]
        assert [one.accessibleName() for one in removes] == ["移除照片 2"]

    def test_of_many_each_that_was_not_added_is_named(
        self, qtbot: QtBot, photos: PhotosInput, tmp_path: Path
    ) -> None:
        (tmp_path / "bad.jpg").write_bytes(b"no picture")
        for name, colour in (("1.png", "red"), ("2.png", "green"), ("3.png", "blue")):
            (tmp_path / name).write_bytes(photo(colour))
        with qtbot.waitSignal(photos.edited):
            photos.add_files([tmp_path / one for one in ("bad.jpg", "1.png", "2.png", "3.png")])
        qtbot.waitUntil(lambda: not photos.busy)
        words = words_of(photos)
        assert "bad.jpg：" in words
        assert "最多 2 张照片，有 2 张没有添加。" in words
        with qtbot.waitSignal(photos.edited):
            photos.add_files([tmp_path / "2.png"])
        assert "没有添加" not in words_of(photos)

    def test_photos_are_kept_one_by_one_and_a_reader_need_not_wait_for_them(
        self, qtbot: QtBot, background: Background, desk: DeskDuty, tmp_path: Path
    ) -> None:
        read_meanwhile = threading.Event()

        def add(data: bytes) -> str:
            assert read_meanwhile.wait(10)
            return desk.pictures.add_photo(data)

        colours = [f"#{n:02x}8040" for n in range(6)]
        made = PhotosInput(add, Pictures(desk.pictures), background, 6)
        show(qtbot, made)
        for colour in colours:
            (tmp_path / f"{colour}.png").write_bytes(photo(colour))
        made.add_files([tmp_path / f"{colour}.png" for colour in colours])
        assert "正在保存 6 张照片" in words_of(made)
        background.run(read_meanwhile.set)
        qtbot.waitUntil(lambda: not made.busy)
        assert made.value() == [sha256(photo(colour)).hexdigest() for colour in colours]

    def test_what_is_still_being_kept_does_not_come_into_an_emptied_form(
        self, qtbot: QtBot, background: Background, desk: DeskDuty, tmp_path: Path
    ) -> None:
        emptied = threading.Event()

        def add(data: bytes) -> str:
            assert emptied.wait(10)
            return desk.pictures.add_photo(data)

        made = PhotosInput(add, Pictures(desk.pictures), background, 2)
        show(qtbot, made)
        (tmp_path / "1.png").write_bytes(photo())
        made.add_files([tmp_path / "1.png", tmp_path / "gone.png"])
        made.set_value(None)
        assert not made.busy
        emptied.set()
        qtbot.waitUntil(lambda: not background.busy)
        assert made.value() is None
        assert "读不出来" not in words_of(made)

    def test_a_screenshot_can_be_pasted(self, qtbot: QtBot, photos: PhotosInput) -> None:
        QGuiApplication.clipboard().setImage(QImage.fromData(photo("green")))
        with qtbot.waitSignal(photos.edited):
            press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert photos.value() is not None
        QGuiApplication.clipboard().clear()

    def test_nothing_on_the_clipboard_is_said(self, photos: PhotosInput) -> None:
        QGuiApplication.clipboard().clear()
        photos.take_clipboard()
        assert "没有图片" in words_of(photos)

    def test_files_can_be_dropped(self, qtbot: QtBot, photos: PhotosInput, tmp_path: Path) -> None:
        (tmp_path / "1.png").write_bytes(photo())
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "1.png"))])
        event = QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        with qtbot.waitSignal(photos.edited):
            photos.dropEvent(event)
        assert photos.value() is not None


class TestForm:
    def made(self, qtbot: QtBot) -> FieldForm:
        names = (("reason", True), ("note", False))
        form = FieldForm(
            [Asked(WORKFLOW.field("case", name), needed, TextInput()) for name, needed in names]
        )
        qtbot.addWidget(form)
        form.show()
        activate(qtbot, form)
        return form

    def test_it_tells_what_is_missing_and_forgets_it_when_it_was_typed(self, qtbot: QtBot) -> None:
        form = self.made(qtbot)
        assert form.missing() == ["reason"]
        form.show_fault("reason", "“理由”没有填。")
        assert "没有填" in words_of(form)
        form.go_to("reason")
        type_text("a")
        assert "没有填" not in words_of(form)
        assert form.missing() == []

    def test_empty_fields_are_left_out(self, qtbot: QtBot) -> None:
        form = self.made(qtbot)
        form.fill({"reason": "  ", "note": "说明"})
        assert form.values() == {"note": "说明"}

    def test_a_required_field_says_so_to_a_screen_reader(self, qtbot: QtBot) -> None:
        form = self.made(qtbot)
        form.go_to("reason")
        assert focus().accessibleName() == "理由，必填"
