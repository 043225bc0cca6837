"""Filling a Word template with facts, safely: cleaned texts, no code, no field left unnoticed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from seatapp.errors import InputFileError
from seatapp.reports.clean import paper_facts, paper_text
from seatapp.reports.paper import Paper
from seatapp.reports.watch import Watch
from seatapp.text import _

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

AT_FAULT = (ArithmeticError, LookupError, SyntaxError, TypeError, ValueError)
"""What reckoning and markup of a template raise: rendering runs nothing else but the template."""


def filled(template: bytes, paper: Paper, export: Mapping[str, str], watch: Watch) -> bytes:
    """The document `paper` on its `template`, as the content of a .docx file.

    `export` is what the foot of every page says: `number`, `by` and `at`. Every row of a list
    among the facts counts as a step of `watch`. A template can name fields, loops and conditions,
    and nothing that reaches the computer.

    Raises:
        InputFileError: The template is no Word file, or names a field that there is not.
        CalledOff: Somebody called the work off.
    """
    # Word processing is loaded when it is used, so that the window need not wait for it.
    from jinja2 import DictLoader, StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from seatapp.reports.word_parts import place_parts

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=True, loader=DictLoader({})
    )
    document = _opened(template, paper.template)
    watch.expect(sum(len(table.rows) for table in paper.tables.values()))
    facts = paper_facts({**paper.facts, "export": export})
    try:
        document.render(_watched(facts, watch), environment)
    except (TemplateError, *AT_FAULT) as fault:
        raise InputFileError(
            _("模板「{name}」里的字段写法有误（{reason}），没有生成文件。请改正模板。").format(
                name=paper.template, reason=str(fault)
            ),
            "template_field",
        ) from fault
    if paper.tables or paper.charts:
        place_parts(document.docx, paper, watch)
    properties = document.docx.core_properties
    properties.title = paper_text(paper.title)
    properties.author = paper_text(export["by"])
    properties.subject = export["number"]
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _opened(template: bytes, name: str) -> DocxTemplate:
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(template))
    try:
        document.init_docx()
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as fault:
        raise InputFileError(
            _("模板「{name}」不是完整的 Word 文件（.docx），没有生成文件。请换回原模板。").format(
                name=name
            ),
            "template_file",
        ) from fault
    return document


def _watched(facts: Mapping[str, Any], watch: Watch) -> dict[str, Any]:
    watch.expect(sum(len(value) for value in facts.values() if isinstance(value, list)))
    return {
        name: _Rows(value, watch) if isinstance(value, list) else value
        for name, value in facts.items()
    }


class _Rows(list[Any]):
    """A list of facts that counts the rows as a template takes them."""

    def __init__(self, rows: list[Any], watch: Watch) -> None:
        super().__init__(rows)
        self._watch = watch

    def __iter__(self) -> Iterator[Any]:
        """The rows, each counted."""
        return self._watch.over(super().__iter__())
