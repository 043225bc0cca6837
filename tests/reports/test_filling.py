"""Filling a template: nothing that breaks the file, no code, no field that is silently empty."""

from __future__ import annotations

import io
import re
import zipfile
from importlib.resources import files

import pytest
from docx import Document
from docx.oxml.ns import qn

from installer.templates.__main__ import TEMPLATES, content
from installer.templates.form import BODY, blank
from installer.templates.paragraphs import say
from installer.templates.tables import table_of_rows
from seatapp.errors import InputFileError
from seatapp.reports.filling import filled
from seatapp.reports.paper import Paper
from seatapp.reports.watch import CalledOff, Watch
from tests.reports.documents import foot_of, opened, words_of

FOOT = {"number": "A01-261122-E001", "by": "周敏", "at": "2026-11-22 11:45"}
NASTY = "一\x00二\x0b三\ud83d四\ufffe五\u202e六\u200b七 <b>&八</b> {{ 九 }}"


def template(words: str = "{{ said }}", rows: bool = False) -> bytes:
    document = blank()
    say(document, BODY, words)
    if rows:
        columns = [("序号", "{{ row.n }}", 30.0), ("内容", "{{ row.words }}", 120.0)]
        table_of_rows(document, "row in rows", columns)
    return content(document)


def paper(**facts: object) -> Paper:
    return Paper("test", "试件", "test", facts)


def test_texts_are_cleaned_and_never_read_as_markup_or_fields() -> None:
    found = words_of(filled(template(), paper(said=NASTY), FOOT, Watch()))
    assert found == "一二三\ufffd四\ufffd五六七 <b>&八</b> {{ 九 }}"


def test_line_breaks_stay_line_breaks() -> None:
    document = opened(filled(template(), paper(said="第一行\n第二行"), FOOT, Watch()))
    (paragraph,) = document.paragraphs
    assert paragraph.text == "第一行\n第二行"


def test_the_foot_names_number_person_and_time_and_counts_pages() -> None:
    made = filled(template(), paper(said="好"), FOOT, Watch())
    assert "导出编号 A01-261122-E001　导出人 周敏　2026-11-22 11:45" in foot_of(made)
    footer = opened(made).sections[0].footer._element
    assert [code.text for code in footer.iter(qn("w:instrText"))] == [" PAGE "]


def test_every_style_names_its_chinese_font() -> None:
    document = opened(filled(template(), paper(said="好"), FOOT, Watch()))
    style = document.styles[BODY].element
    assert style.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    normal = document.styles["Normal"].element
    assert not [name for name in normal.rPr.rFonts.attrib if name.endswith("Theme")]


def test_heads_repeat_and_rows_stay_whole() -> None:
    rows = [{"n": n, "words": f"第 {n} 件"} for n in range(1, 4)]
    document = opened(filled(template("题", rows=True), paper(rows=rows), FOOT, Watch()))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["序号", "内容"],
        *([str(row["n"]), row["words"]] for row in rows),
    ]
    assert len(list(table.rows[0]._tr.iter(qn("w:tblHeader")))) == 1
    whole = [len(list(row._tr.iter(qn("w:cantSplit")))) for row in table.rows]
    assert whole == [0, 1, 1, 1]
    with_next = [len(list(row._tr.iter(qn("w:keepNext")))) for row in table.rows]
    assert with_next == [2, 0, 0, 0]


def test_a_field_that_there_is_not_is_named() -> None:
    with pytest.raises(InputFileError) as told:
        filled(template("{{ nobody }}"), paper(said="好"), FOOT, Watch())
    assert told.value.code == "template_field"
    assert "nobody" in told.value.sentence


@pytest.mark.parametrize(
    "words",
    [
        "{{ said.__class__.__mro__ }}",
        "{{ rows.append(1) }}",
        "{% include 'x' %}",
        "{{ 1 / 0 }}",
        "{{ a",
    ],
)
def test_a_template_reaches_nothing_but_its_facts(words: str) -> None:
    with pytest.raises(InputFileError) as told:
        filled(template(words), paper(said="好", rows=[]), FOOT, Watch())
    assert told.value.code == "template_field"


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04 no zip", template()[:2000]])
def test_what_is_no_word_file_is_refused_with_its_name(broken: bytes) -> None:
    with pytest.raises(InputFileError) as told:
        filled(broken, paper(said="好"), FOOT, Watch())
    assert told.value.code == "template_file"
    assert "test" in told.value.sentence


def test_a_zip_that_is_no_document_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("hello.txt", "x")
    with pytest.raises(InputFileError):
        filled(made.getvalue(), paper(said="好"), FOOT, Watch())


def test_progress_counts_rows_and_can_be_called_off() -> None:
    told: list[tuple[int, int]] = []
    rows = [{"n": n, "words": "件"} for n in range(5)]
    filled(template("题", rows=True), paper(rows=rows), FOOT, Watch(lambda *n: told.append(n)))
    assert told == [(n, 5) for n in range(1, 6)]

    def stop(done: int, _total: int) -> None:
        if done == 3:
            watch.call_off()

    watch = Watch(stop)
    with pytest.raises(CalledOff):
        filled(template("题", rows=True), paper(rows=rows), FOOT, watch)


def test_the_properties_tell_title_author_and_number() -> None:
    made = Document(io.BytesIO(filled(template(), paper(said="好"), FOOT, Watch())))
    properties = made.core_properties
    assert (properties.title, properties.author) == ("试件", "周敏")
    assert properties.subject == "A01-261122-E001"


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_use_nothing_that_wps_or_libreoffice_leave_out(name: str) -> None:
    """Plain WordprocessingML alone: no fields of forms, text boxes, drawings, macros, formulas."""
    raw = (files("resources") / "templates" / f"{name}.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as box:
        parts = [
            part for part in box.namelist() if re.match(r"word/(document|footer\d*)\.xml", part)
        ]
        assert len(parts) >= 2
        assert not [part for part in box.namelist() if "vba" in part or "embeddings" in part]
        for part in parts:
            elements = set(re.findall(r"<([a-z0-9]+:\w+)", box.read(part).decode()))
            assert not {one for one in elements if not one.startswith("w:")}
            assert not elements & {"w:sdt", "w:object", "w:pict", "w:altChunk", "w:ruby"}
