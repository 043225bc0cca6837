"""The library of templates: made by code, kept with the program, replaced by the office."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer.templates.__main__ import TEMPLATES, content, main
from seatapp.errors import InputFileError
from seatapp.reports.templates import Templates

SHIPPED = Path(__file__).parents[2] / "resources" / "templates"


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_shipped_template_is_what_the_script_makes(name: str) -> None:
    made = content(TEMPLATES[name]())
    assert made == (SHIPPED / f"{name}.docx").read_bytes(), "run python -m installer.templates"


def test_no_template_is_without_its_script(tmp_path: Path) -> None:
    assert set(Templates(tmp_path).names()) == set(TEMPLATES)
    main(tmp_path)
    assert {path.stem for path in tmp_path.iterdir()} == set(TEMPLATES)


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
