"""The handbook speaks of nothing that is not on the window, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from seatapp.domain.tables import load_workflow
from seatapp.handbook import chapters
from seatapp.text import use_language

PROJECT = Path(__file__).parents[2]
CATALOGUE = PROJECT / "resources" / "locale" / "en" / "LC_MESSAGES" / "seatapp.po"
QUOTED = {"zh_CN": r"“(.+?)”", "en": r"\*\*(.+?)\*\*"}
ANY_DIGIT = {"Alt+数字"}
FIRST_AND_LAST = {"Ctrl+1", "Ctrl+9", "Alt+1", "Alt+4"}
"""Keys that are counted up in the code."""
OF_QT = {"J", "K", "↓", "↑", "Enter", "Esc", "Ctrl", "Shift", "Alt", "Ctrl+A"}
"""Keys of lists and dialogs, which `ui/widgets/key_sheet.py` tells of in words of its own."""


@pytest.fixture(params=["zh_CN", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("zh_CN")


def shown_words(language: str) -> set[str]:
    """Everything the program can show, in this language."""
    with CATALOGUE.open("rb") as file:
        messages = [one for one in read_po(file, locale="en") if isinstance(one.id, str)]
    if language == "zh_CN":
        return {str(one.id) for one in messages}
    return {str(one.string) for one in messages}


def source_keys() -> set[str]:
    """Keys as they stand in the code of the window, and those of the steps."""
    written = re.compile(r'"((?:Ctrl|Alt|Shift)\+[^"]+|F\d+)[";]')
    code = (path.read_text("utf-8") for path in (PROJECT / "ui").rglob("*.py"))
    found = {key for text in code for key in written.findall(text)}
    return found | {step.key for step in load_workflow().steps.values()}


def test_what_is_quoted_stands_on_the_window(language: str) -> None:
    quoted = re.findall(QUOTED[language], " ".join(one.text for one in chapters()))
    assert len(quoted) > 60
    assert set(quoted) <= shown_words(language)


def test_the_keys_are_those_of_the_window(language: str) -> None:
    told = set(re.findall("`(.+?)`", " ".join(one.text for one in chapters())))
    known = {key.replace("Return", "Enter") for key in source_keys()}
    assert told <= known | OF_QT | ANY_DIGIT | FIRST_AND_LAST


def test_both_languages_have_the_same_chapters() -> None:
    shapes = []
    for language in ("zh_CN", "en"):
        use_language(language)
        shapes.append([one.text.count("\n") for one in chapters()])
    use_language("zh_CN")
    assert shapes[0] == shapes[1]


def test_a_chapter_is_found_by_all_of_its_words_alone() -> None:
    found = [one.title for one in chapters() if one.tells_of("交接包 U 盘")]
    assert found == ["断网的时候"]


def test_every_file_of_the_handbook_is_a_language() -> None:
    names = {one.name for one in (files("resources") / "handbook").iterdir()}
    assert names == {"zh_CN.md", "en.md"}
