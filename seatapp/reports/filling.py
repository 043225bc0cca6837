"""Filling a Word template with facts, safely: cleaned texts, no code, no field left unnoticed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from seatapp.errors import InputFileError
from seatapp.reports.clean import paper_facts, paper_text
from seatapp.reports.paper import Paper
from seatapp.reports.watch import Watch
from seatapp.text import _

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

AT_FAULT = (
    ArithmeticError,
    LookupError,
    MemoryError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What reckoning and markup of a template raise: rendering runs nothing else but the template."""

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
    ValueError,
)
"""What packed folders of XML raise that are cut, encrypted or made by hand."""

UNPACKED_BYTES = 100_000_000
"""More than any template holds; it is taken into memory whole."""


def filled(template: bytes, paper: Paper, export: Mapping[str, str], watch: Watch) -> bytes:
    """The document `paper` on its `template`, as the content of a .docx file.

    `export` is what the foot of every page says: `number`, `by` and `at`. Every row of a list
    among the facts counts as a step of `watch`. A template can name fields, loops and conditions,
    and nothing that reaches the computer.

    Raises:
        InputFileError: The template is no Word file, names a field that there is not, or holds
            something that runs, reaches outside the document or was said about it.
        CalledOff: Somebody called the work off.
    """
    # Word processing is loaded when it is used, so that the window need not wait for it.
    from jinja2 import DictLoader, StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from seatapp.reports.template_parts import tell_of_itself
    from seatapp.reports.word_contents import number_contents
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
            _("模板“{name}”里的字段写法有误（{reason}），没有生成文件。请改正模板。").format(
                name=paper.template, reason=str(fault)
            ),
            "template_field",
        ) from fault
    _refuse_foreign(document, paper.template)
    if paper.tables or paper.charts:
        place_parts(document.docx, paper, watch)
    number_contents(document.docx)
    title, author = paper_text(paper.title), paper_text(export["by"])
    tell_of_itself(document.docx.part.package, title, author, export["number"])
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _opened(template: bytes, name: str) -> DocxTemplate:
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(template))
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_BYTES:
                raise zipfile.BadZipFile
        document.init_docx()
    except (PackageNotFoundError, *DAMAGED) as fault:
        raise InputFileError(
            _("模板“{name}”不是完整的 Word 文件（.docx），没有生成文件。请换回原模板。").format(
                name=name
            ),
            "template_file",
        ) from fault
    return document


def _refuse_foreign(document: DocxTemplate, name: str) -> None:
    from seatapp.reports.template_parts import foreign_part, has_remarks

    package = document.docx.part.package
    if has_remarks(package):
        raise InputFileError(
            _(
                "模板“{name}”里还有修订记录或批注，会随文件一起发出去，没有生成文件。"
                "请接受修订、删去批注后再试。"
            ).format(name=name),
            "template_has_remarks",
        )
    found = foreign_part(package)
    if found is not None:
        raise InputFileError(
            _(
                "模板“{name}”里有宏、外部链接或嵌入的文件（{found}），没有生成文件。"
                "请删去后再试，或换回原模板。"
            ).format(name=name, found=paper_text(found)[:40]),
            "template_reaches_out",
        )


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
