"""What a document may hold that is made on a template of the office: itself and nothing else.

Whoever changes a template could have every paper that is made on it run a macro, fetch something
from elsewhere when it is opened, or hand on what it says. So nothing outside the file is named,
nothing in it can run, and its fields are those that count, date or repeat.

A template was often a letter once. What it still says of that one (who wrote it, when, on whose
computer, how its first page looked) stays in the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.opc.package import OpcPackage
    from docx.opc.part import Part

FIELDS = frozenset(
    [
        "AUTHOR",
        "CREATEDATE",
        "DATE",
        "DOCPROPERTY",
        "EQ",
        "FILENAME",
        "NOTEREF",
        "NUMCHARS",
        "NUMPAGES",
        "NUMWORDS",
        "PAGE",
        "PAGEREF",
        "PRINTDATE",
        "REF",
        "SAVEDATE",
        "SECTION",
        "SECTIONPAGES",
        "SEQ",
        "STYLEREF",
        "SUBJECT",
        "SYMBOL",
        "TC",
        "TIME",
        "TITLE",
        "TOC",
        "XE",
    ]
)
"""Fields of Word that are worked out from the document and the clock alone."""

LINK, WITHIN = "HYPERLINK", r"\l"
"""A link is followed by who clicks on it; as a field it leads to a place in the document only."""

REFUSED_PARTS = frozenset(
    [
        "aFChunk",
        "attachedToolbars",
        "control",
        "frame",
        "keyMapCustomizations",
        "mailMergeHeaderSource",
        "mailMergeSource",
        "oleObject",
        "package",
        "subDocument",
        "vbaProject",
    ]
)
"""Kinds of parts (by the last word of their relationship) that run, or are read as other files."""

OF_THE_TEMPLATE = frozenset(["core-properties", "extended-properties", "thumbnail"])
"""Kinds of parts that tell of the template: author, company, times, a picture of its first page."""

REMARKS = frozenset(
    [
        "cellDel",
        "cellIns",
        "cellMerge",
        "commentReference",
        "del",
        "ins",
        "moveFrom",
        "moveTo",
        "numberingChange",
        "pPrChange",
        "rPrChange",
        "sectPrChange",
        "tblPrChange",
        "tcPrChange",
        "trPrChange",
    ]
)
"""What Word writes for changes that nobody accepted, with what stood there, and for comments."""

_SAFE_LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
_ELSEWHERE = re.compile(r"//|\\\\|:")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OUTSIDE = ("{urn:schemas-microsoft-com:office:office}href", "src", "href")
"""Attributes by which old drawings name a picture of another place."""


def foreign_part(package: OpcPackage) -> str | None:
    """The first thing in a document that it may not hold, as Word names it; None when all is well.

    It is looked for in what was made, not in the template, whose words may be put together of
    pieces that are harmless each by itself.
    """
    return next(_foreign(package), None)


def has_remarks(package: OpcPackage) -> bool:
    """Whether somebody's changes or comments are still in a document, shown or not."""
    marks = [_WORD + name for name in REMARKS]
    return any(
        next(_root(part).iter(*marks), None) is not None
        for part in package.iter_parts()
        if part.content_type.endswith("+xml")
    )


def tell_of_itself(package: OpcPackage, title: str, author: str, subject: str) -> None:
    """Have a document say whose it is, as made just now, and nothing of the template."""
    of_template = [
        name
        for name, one in package.rels.items()
        if one.reltype.rsplit("/", 1)[-1] in OF_THE_TEMPLATE
    ]
    for name in of_template:
        del package.rels[name]
    properties = package.core_properties
    properties.title, properties.author, properties.subject = title, author, subject
    properties.last_modified_by = author
    properties.created = properties.modified


def _foreign(package: OpcPackage) -> Iterator[str]:
    yield from _foreign_relations(package.rels)
    for part in package.iter_parts():
        yield from _foreign_relations(part.rels)
        if part.content_type.endswith("+xml"):
            yield from _foreign_elements(_root(part))


def _foreign_relations(relations: Any) -> Iterator[str]:
    for one in relations.values():
        kind = one.reltype.rsplit("/", 1)[-1]
        link = kind == "hyperlink" and _SAFE_LINK.match(one.target_ref)
        if kind in REFUSED_PARTS or (one.is_external and not link):
            yield kind


def _root(part: Part) -> Any:
    from docx.oxml.parser import parse_xml

    element = getattr(part, "element", None)
    return parse_xml(part.blob) if element is None else element


def _foreign_elements(root: Any) -> Iterator[str]:
    for code in _fields(root):
        words = code.split()
        name = words[0].upper() if words else ""
        within = name == LINK and words[1:2] == [WITHIN] and not _ELSEWHERE.search(code)
        if name not in FIELDS and not name.startswith("=") and not within:
            yield name or "?"
    for one in root.iter(f"{_WORD}mailMerge"):
        yield one.tag.removeprefix(_WORD)
    for one in root.iter("{urn:schemas-microsoft-com:vml}*"):
        for name in _OUTSIDE:
            if one.get(name):
                yield one.tag.rsplit("}", 1)[-1]


def _fields(root: Any) -> Iterator[str]:
    """The code of every field: what stands between its beginning and its result."""
    open_codes: list[list[str]] = []
    names = ("fldSimple", "fldChar", "instrText")
    for one in root.iter(*(_WORD + name for name in names)):
        kind = one.tag.removeprefix(_WORD)
        if kind == "fldSimple":
            yield one.get(f"{_WORD}instr", "")
        elif kind == "instrText":
            if open_codes:
                open_codes[-1].append(one.text or "")
        elif one.get(f"{_WORD}fldCharType") == "begin":
            open_codes.append([])
        elif one.get(f"{_WORD}fldCharType") == "end" and open_codes:
            yield "".join(open_codes.pop())
    yield from ("".join(code) for code in open_codes)
