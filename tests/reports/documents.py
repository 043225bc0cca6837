"""Reading .docx back: what a person would see in it."""

from __future__ import annotations

import io
import zipfile

from docx import Document
from docx.document import Document as Doc
from docx.oxml.ns import qn


def opened(content: bytes) -> Doc:
    """The document."""
    return Document(io.BytesIO(content))


def words_of(content: bytes) -> str:
    """Every word of paragraphs and tables, in their order."""
    body = opened(content).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def foot_of(content: bytes) -> str:
    """The words at the foot of the pages."""
    return "\n".join(p.text for p in opened(content).sections[0].footer.paragraphs)


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of the package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}
