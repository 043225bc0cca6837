"""Lines of a template: paragraphs in a style, also repeated or on a condition, and rules."""

from __future__ import annotations

from docx.document import Document as Doc
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from installer.templates.form import LEFT, NOTE, RED, SIGNED, TEXT_WIDTH

LONG_LEFT = 16
"""So many characters of the text leave room for a date on the same line."""


def say(document: Doc, style: str, words: str) -> Paragraph:
    """A paragraph of a style."""
    return document.add_paragraph(words, style=style)


def each(document: Doc, loop: str, style: str, words: str) -> None:
    """A paragraph for each item; `loop` is `line in demand`."""
    document.add_paragraph("{%p for " + loop + " %}")
    say(document, style, words)
    document.add_paragraph("{%p endfor %}")


def each_to_the_last(document: Doc, loop: str, style: str, words: str) -> None:
    """A paragraph for each item, the last of which stays with what follows."""
    document.add_paragraph("{%p for " + loop + " %}")
    document.add_paragraph("{%p if loop.last %}")
    say(document, style, words).paragraph_format.keep_with_next = True
    document.add_paragraph("{%p else %}")
    say(document, style, words)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")


def maybe(document: Doc, condition: str, style: str, words: str) -> Paragraph:
    """A paragraph that is there only where the condition holds."""
    document.add_paragraph("{%p if " + condition + " %}")
    paragraph = say(document, style, words)
    document.add_paragraph("{%p endif %}")
    return paragraph


def both_ends(
    document: Doc, style: str, left: str, right: str, field: str = "", inset: float = 0
) -> None:
    """A line with words at both ends, so many points from the sides of the page's text.

    Where `field`, which stands on the left, is long, the right ones have a line of their own.
    """
    torn = f"{{% if {field}|length > {LONG_LEFT} %}}\n{{% endif %}}" if field else ""
    line = say(document, style, f"{left}{torn}\t{right}")
    form = line.paragraph_format
    form.tab_stops.add_tab_stop(TEXT_WIDTH - Pt(inset), WD_TAB_ALIGNMENT.RIGHT)
    form.left_indent, form.right_indent, form.first_line_indent = Pt(inset), 0, 0
    line.alignment = LEFT


def gap(document: Doc, points: float = 8) -> Paragraph:
    """Room between a table and what follows it."""
    paragraph = say(document, NOTE, "")
    paragraph.paragraph_format.line_spacing = Pt(points)
    return paragraph


def red_rule(document: Doc) -> None:
    """The red line under the number of a letter."""
    rule(document, RED, 2.25).paragraph_format.space_after = Pt(10)


def rule(document: Doc, colour: RGBColor, points: float) -> Paragraph:
    """A line across the page, so many points thick."""
    line = document.add_paragraph(style=NOTE)
    line.paragraph_format.line_spacing = Pt(4)
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    width = str(round(points * 8))
    for name, value in (("val", "single"), ("sz", width), ("space", "1"), ("color", str(colour))):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties = line._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    return line


def signature(document: Doc) -> None:
    """Who signs, and the date under it; the two stay together and with the last paragraph."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    issuer = say(document, SIGNED, "{{ centre }}").paragraph_format
    issuer.space_before, issuer.right_indent = Pt(40), Pt(32)
    date = say(document, SIGNED, "{{ date }}").paragraph_format
    date.right_indent, date.keep_with_next = Pt(64), False
