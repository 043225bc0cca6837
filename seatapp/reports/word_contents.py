"""The pages behind the lines of the contents, as fields that the word processor works out.

A line of the contents gets the page of the heading that says the same. The fields do not stand in
a field of contents (TOC): within one LibreOffice shows what the file says, and the file cannot
know; single ones it works out when it opens the document. Word asks once whether it may, and
works them out without asking when it prints.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

CONTENTS_STYLE, HEADING_STYLE = "目录项", "一级标题"
BEHIND = (
    *("w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat", "w:docVars", "w:rsids"),
    *("m:mathPr", "w:attachedSchema", "w:themeFontLang", "w:clrSchemeMapping", "w:shapeDefaults"),
    *("w:decimalSymbol", "w:listSeparator"),
)
"""What stands behind the wish to work fields out, in the order of the settings of a document."""


def number_contents(document: Document) -> None:
    """Put page numbers behind the lines of the contents; without such lines nothing is changed."""
    lines = [*_in_style(document, CONTENTS_STYLE)]
    if not lines:
        return
    headings = {heading.text: heading for heading in _in_style(document, HEADING_STYLE)}
    free = count(1 + max(map(int, document.element.xpath("//w:bookmarkStart/@w:id")), default=0))
    for line in lines:
        heading = headings.get(line.text)
        if heading is not None:
            _add_page(line, _marked(heading, next(free)))
    settings = document.settings.element
    if settings.find(qn("w:updateFields")) is None:
        settings.insert_element_before(_element("updateFields", val="true"), *BEHIND)


def _in_style(document: Document, style: str) -> Iterator[Paragraph]:
    for paragraph in document.paragraphs:
        if paragraph.style is not None and paragraph.style.name == style:
            yield paragraph


def _marked(heading: Paragraph, number: int) -> str:
    """The name of a bookmark around the heading; those with `_` in front are not listed in Word."""
    name = f"_Toc{number:08d}"
    begin = _element("bookmarkStart", id=str(number), name=name)
    heading._p.get_or_add_pPr().addnext(begin)
    heading._p.append(_element("bookmarkEnd", id=str(number)))
    return name


def _add_page(line: Paragraph, bookmark: str) -> None:
    code = _element("instrText")
    code.text = f"PAGEREF {bookmark} \\h"
    line.add_run("\t")
    marks = [_element("fldChar", fldCharType=kind) for kind in ("begin", "separate", "end")]
    for part in (marks[0], code, *marks[1:]):
        line.add_run()._r.append(part)


def _element(tag: str, **values: str) -> Any:
    element = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    return element
