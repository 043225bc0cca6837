"""The library of templates: made by code, kept with the program, replaced by the office."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer.templates.__main__ import main
from seatapp.errors import InputFileError
from seatapp.reports.templates import Templates

SHIPPED = Path(__file__).parents[2] / "resources" / "templates"


def test_the_shipped_templates_are_what_the_script_makes(tmp_path: Path) -> None:
    made = tmp_path / "made"
    main(made)
    assert {path.stem for path in made.iterdir()} == set(Templates(tmp_path).names())
    for path in made.iterdir():
        shipped = (SHIPPED / path.name).read_bytes()
        assert path.read_bytes() == shipped, "run python -m installer.templates"


def test_the_office_s_own_version_comes_first(tmp_path: Path) -> None:
    templates = Templates(tmp_path / "own")
    shipped = templates.read("supervision_letter")
    lent = templates.lend("supervision_letter")
    assert lent.read_bytes() == shipped
    lent.write_bytes(b"changed by the office")
    assert templates.read("supervision_letter") == b"changed by the office"
    assert templates.lend("supervision_letter").read_bytes() == b"changed by the office"


def test_an_own_version_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "supervision_letter.docx").touch()

    def held(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", held)
    with pytest.raises(InputFileError) as told:
        Templates(tmp_path).read("supervision_letter")
    assert "supervision_letter.docx" in told.value.sentence
