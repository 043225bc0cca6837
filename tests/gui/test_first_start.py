"""The first start on a computer that nobody has set up."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from seatapp.admin.certificates import make_root
from seatapp.config import PROFILE_FILE, Folders, profile_in_force
from tests.helpers.station import CLOSED_PORT
from ui.dialogs.first_start import FirstStartDialog
from ui.worker import Background

NO_SITE = {"SEATAPP_SITE": "/nowhere/centre.toml"}


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "home")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root certificate as a site has one."""
    make_root(tmp_path / "authority", "某市")
    return tmp_path / "authority" / "root.crt"


@pytest.fixture
def dialog(qtbot: QtBot, background: Background, folders: Folders) -> FirstStartDialog:
    made = FirstStartDialog(folders, background)
    qtbot.addWidget(made)
    made.show()
    return made


def describe(dialog: FirstStartDialog, root: Path) -> None:
    dialog.host.setText("127.0.0.1")
    dialog.port.setValue(CLOSED_PORT)
    dialog.root.setText(str(root))


def test_a_server_that_does_not_answer_is_kept_by_a_second_press_alone(
    qtbot: QtBot, dialog: FirstStartDialog, folders: Folders, root: Path
) -> None:
    describe(dialog, root)
    dialog.try_to_keep()
    qtbot.waitUntil(dialog.keep.isEnabled)
    assert "没有应答" in dialog.told.text()
    assert not folders.profile.exists()
    with qtbot.waitSignal(dialog.accepted):
        dialog.keep.click()
    root.unlink()
    kept = profile_in_force(folders, NO_SITE)
    assert kept == dialog.profile
    assert (kept.host, kept.port) == ("127.0.0.1", CLOSED_PORT)
    assert kept.root_certificate is not None
    assert kept.root_certificate.read_text().startswith("-----BEGIN CERTIFICATE")


def test_what_is_changed_after_that_is_asked_about_again(
    qtbot: QtBot, dialog: FirstStartDialog, folders: Folders, root: Path
) -> None:
    describe(dialog, root)
    dialog.try_to_keep()
    qtbot.waitUntil(dialog.keep.isEnabled)
    dialog.database.setText("other")
    assert not dialog.told.isVisible()
    dialog.try_to_keep()
    qtbot.waitUntil(dialog.keep.isEnabled)
    assert dialog.told.isVisible()
    assert not folders.profile.exists()


def test_what_is_no_certificate_cannot_be_kept(
    qtbot: QtBot, dialog: FirstStartDialog, folders: Folders, tmp_path: Path
) -> None:
    other = tmp_path / "letter.crt"
    other.write_text("您好", "utf-8")
    describe(dialog, other)
    for _press in range(2):
        dialog.try_to_keep()
        qtbot.waitUntil(dialog.keep.isEnabled)
        assert "根证书" in dialog.told.text()
    assert not folders.profile.exists()


def test_the_file_of_the_administrator_is_enough(
    qtbot: QtBot, dialog: FirstStartDialog, folders: Folders, root: Path
) -> None:
    given = root.parent / "given.toml"
    given.write_text(
        'name = "某市"\nkind = "site"\nhost = "db1.example.org"\ndatabase = "seatapp"\n'
        'root_certificate = "root.crt"\n',
        "utf-8",
    )
    with qtbot.waitSignal(dialog.accepted):
        dialog.take(given)
    assert profile_in_force(folders, NO_SITE).name == "某市"
    assert (folders.base / "root.crt").read_bytes() == root.read_bytes()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('client_certificate = "me.crt"\nclient_key = "me.key"\n', "个人证书"),
        ("host = \n", "有误"),
    ],
)
def test_a_file_that_needs_more_or_is_faulty_is_refused_in_a_sentence(
    qtbot: QtBot, dialog: FirstStartDialog, folders: Folders, root: Path, more: str, told: str
) -> None:
    given = root.parent / PROFILE_FILE
    given.write_text(
        f'kind = "site"\nhost = "a"\ndatabase = "b"\nroot_certificate = "root.crt"\n{more}', "utf-8"
    )
    dialog.take(given)
    qtbot.waitUntil(dialog.keep.isEnabled)
    assert told in dialog.told.text()
    assert not folders.profile.exists()


def test_a_folder_that_cannot_be_written_is_said_so(
    qtbot: QtBot, background: Background, tmp_path: Path, root: Path
) -> None:
    (tmp_path / "file").touch()
    dialog = FirstStartDialog(Folders(tmp_path / "file" / "home"), background)
    qtbot.addWidget(dialog)
    describe(dialog, root)
    for _press in range(2):
        dialog.try_to_keep()
        qtbot.waitUntil(dialog.keep.isEnabled)
    assert "没有保存" in dialog.told.text()
    assert dialog.profile is None
