"""The form of Chinese official documents (after GB/T 9704-2012), for templates made by code.

A4 with the margins of the standard, 仿宋 for text and 黑体 for headings at the sizes of the
standard, page numbers between dashes, and tables whose heads repeat and whose rows stay whole.
Every run names its East Asian font: without `w:eastAsia` Word takes a font of its own choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

SONG, HEI, FANG, KAI = "宋体", "黑体", "仿宋", "楷体"
LATIN = "Times New Roman"

TITLE, ISSUER, NUMBER, BODY, HEADING, SECOND, PLAIN, SIGNED, NOTE, HEAD_CELL, CELL, FOOT = (
    *("公文标题", "发文机关", "发文字号", "公文正文", "一级标题", "二级标题"),
    *("公文顶格", "公文落款", "公文附注", "表头", "表文", "页脚说明"),
)
CONTENTS = "目录项"
"""The names of the styles, as an office finds them in Word."""

MARGINS = {"top_margin": Mm(37), "bottom_margin": Mm(35), "left_margin": Mm(28)}
RIGHT = Mm(26)
TEXT_WIDTH = Mm(156)
LONG_LEFT = 16
"""So many characters of the text leave room for a date on the same line."""

LINE = Pt(28)
RED = RGBColor(0xC0, 0x00, 0x00)
GREY = RGBColor(0x55, 0x55, 0x55)

LEFT, CENTRE, RIGHT_SIDE, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


@dataclass(frozen=True)
class Look:
    """How a style looks: its font, its size in points, its place on the line."""

    font: str
    size: float
    align: WD_ALIGN_PARAGRAPH = BOTH
    bold: bool = False
    indent: bool = False
    line: Length | None = LINE
    colour: RGBColor | None = None
    before: float = 0
    after: float = 0
    keep: bool = False


LOOKS = {
    TITLE: Look(SONG, 22, CENTRE, bold=True, line=Pt(35), before=6, after=14, keep=True),
    ISSUER: Look(SONG, 30, CENTRE, bold=True, line=None, colour=RED, after=10),
    NUMBER: Look(FANG, 16, CENTRE, after=10),
    BODY: Look(FANG, 16, indent=True),
    HEADING: Look(HEI, 16, indent=True, keep=True),
    SECOND: Look(KAI, 16, indent=True, keep=True),
    PLAIN: Look(FANG, 16),
    CONTENTS: Look(FANG, 14, line=Pt(22)),
    SIGNED: Look(FANG, 16, RIGHT_SIDE, keep=True),
    NOTE: Look(FANG, 12, LEFT, line=Pt(20)),
    HEAD_CELL: Look(HEI, 10.5, CENTRE, line=None),
    CELL: Look(SONG, 10.5, LEFT, line=None),
    FOOT: Look(SONG, 9, CENTRE, line=None, colour=GREY),
}


def blank(landscape: bool = False) -> Doc:
    """An empty document in the form, with a foot that bears export number and page number."""
    document = Document()
    _set_up_page(document, landscape)
    _speak_chinese(document)
    for name, look in LOOKS.items():
        _add_style(document, name, look)
    _write_foot(document)
    return document


def fit_form(document: Doc) -> None:
    """Narrow margins above and below, so that a form with long reasons stays on one page."""
    section = document.sections[0]
    section.top_margin = section.bottom_margin = Mm(22)
    section.footer_distance = Mm(10)


def say(document: Doc, style: str, words: str) -> Paragraph:
    """A paragraph of a style."""
    return document.add_paragraph(words, style=style)


def each(document: Doc, loop: str, style: str, words: str) -> None:
    """A paragraph for each item; `loop` is `line in demand`."""
    document.add_paragraph("{%p for " + loop + " %}")
    say(document, style, words)
    document.add_paragraph("{%p endfor %}")


def maybe(document: Doc, condition: str, style: str, words: str) -> None:
    """A paragraph that is there only where the condition holds."""
    document.add_paragraph("{%p if " + condition + " %}")
    say(document, style, words)
    document.add_paragraph("{%p endif %}")


def both_ends(document: Doc, style: str, left: str, right: str, field: str = "") -> None:
    """A line with words at both ends.

    Where `field`, which stands on the left, is long, the right ones have a line of their own.
    """
    torn = f"{{% if {field}|length > {LONG_LEFT} %}}\n{{% endif %}}" if field else ""
    line = say(document, style, f"{left}{torn}\t{right}")
    line.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    line.paragraph_format.first_line_indent, line.alignment = 0, LEFT


def gap(document: Doc, points: float = 8) -> None:
    """Room between a table and what follows it."""
    paragraph = say(document, NOTE, "")
    paragraph.paragraph_format.line_spacing = Pt(points)


def red_rule(document: Doc) -> None:
    """The red line under the number of a letter."""
    rule = document.add_paragraph(style=NOTE)
    rule.paragraph_format.space_after = Pt(10)
    rule.paragraph_format.line_spacing = Pt(4)
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "1"), ("color", "C00000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties = rule._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def table_of_rows(
    document: Doc,
    loop: str,
    columns: Sequence[tuple[str, str, float]],
    centred: Sequence[str] = (),
    nothing: str = "",
) -> Table:
    """A table with one row for each item; `loop` is `row in rows`.

    `nothing` stands in a row of its own where there are no items.

    `columns` are heading, content (a field or a text with fields) and width in millimetres;
    `centred` names headings whose cells are centred. The head repeats on every page, and no row
    is cut by the end of a page; how that is said matters, see `seatapp.reports.word_parts`.
    """
    table = _table(document, len(columns), [width for _, _, width in columns])
    head = table.add_row()
    _mark_row(head._tr, "w:tblHeader")
    opening, line = table.add_row(), table.add_row()
    _mark_row(line._tr, "w:cantSplit")
    if nothing:
        table.add_row().cells[0].text = "{%tr else %}"
        cells = table.add_row().cells
        wide = write_cell(cells[0].merge(cells[-1]), nothing, CELL)
        wide.paragraphs[0].alignment = CENTRE
    closing = table.add_row()
    opening.cells[0].text = "{%tr for " + loop + " %}"
    closing.cells[0].text = "{%tr endfor %}"
    for place, (heading, content, _width) in enumerate(columns):
        write_cell(head.cells[place], heading, HEAD_CELL)
        head.cells[place].paragraphs[0].paragraph_format.keep_with_next = True
        paragraph = write_cell(line.cells[place], content, CELL).paragraphs[0]
        if heading in centred:
            paragraph.alignment = CENTRE
    return table


def form_table(
    document: Doc, rows: Sequence[Sequence[str]], widths: Sequence[float], tall: float = 0
) -> Table:
    """A form: label and content in turn; a row with fewer cells has a wide last one.

    `widths` are those of the columns, in millimetres; `tall` is the least height of a row.
    """
    table = _table(document, len(widths), widths)
    for words in rows:
        row = table.add_row()
        _mark_row(row._tr, "w:cantSplit")
        if tall:
            row.height = Mm(tall)
        cells = list(row.cells)
        if len(words) < len(cells):
            cells[len(words) - 1] = cells[len(words) - 1].merge(cells[-1])
        for place, text in enumerate(words):
            write_cell(cells[place], text, CELL if place % 2 else HEAD_CELL)
    return table


def write_cell(cell: _Cell, words: str, style: str) -> _Cell:
    """Put words into a cell, in a style, a line each."""
    cell.vertical_alignment = 1  # type: ignore[assignment]
    first, *others = words.split("\n")
    cell.paragraphs[0].text = first
    cell.paragraphs[0].style = style
    for line in others:
        cell.add_paragraph(line, style=style)
    return cell


def _set_up_page(document: Doc, landscape: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, margin in MARGINS.items():
        setattr(section, name, margin)
    section.right_margin = RIGHT
    section.footer_distance = Mm(24)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(26), Mm(24)
        section.left_margin, section.right_margin = Mm(20), Mm(20)
        section.footer_distance = Mm(14)


def _speak_chinese(document: Doc) -> None:
    """Proofing in Chinese, today's layout rules, and no theme fonts behind the styles."""
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    _set_font(normal, FANG, 16)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.get_or_add_rPr().append(language)
    settings = document.settings.element
    compatible = OxmlElement("w:compat")
    mode = OxmlElement("w:compatSetting")
    for name, value in (
        ("name", "compatibilityMode"),
        ("uri", "http://schemas.microsoft.com/office/word"),
        ("val", "15"),
    ):
        mode.set(qn(f"w:{name}"), value)
    compatible.append(mode)
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    settings.insert_element_before(compatible, "w:rsids", "m:mathPr", "w:themeFontLang")


def _add_style(document: Doc, name: str, look: Look) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    _set_font(style, look.font, look.size)
    style.font.bold = look.bold
    if look.colour is not None:
        style.font.color.rgb = look.colour
    form = style.paragraph_format
    form.alignment = look.align
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.keep_with_next = look.keep
    form.widow_control = True
    if look.line is not None:
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = look.line
    else:
        form.line_spacing = 1.15
    if look.indent:
        form.first_line_indent = Pt(2 * look.size)


def _set_font(style: ParagraphStyle, font: str, size: float) -> None:
    style.font.name = LATIN
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [n for n in fonts.attrib if n.endswith("Theme")]:
        del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hAnsi"), LATIN)
    fonts.set(qn("w:cs"), LATIN)


def _write_foot(document: Doc) -> None:
    """The page number between dashes, and under it who took the document out."""
    footer = document.sections[0].footer
    page = footer.paragraphs[0]
    page.style = document.styles[FOOT]
    page.add_run("— ").font.size = Pt(14)
    _add_field(page, "PAGE")
    page.add_run(" —").font.size = Pt(14)
    footer.add_paragraph(
        "导出编号 {{ export.number }}　导出人 {{ export.by }}　{{ export.at }}",
        style=document.styles[FOOT],
    )


def _add_field(paragraph: Paragraph, code: str) -> None:
    """A field that Word reckons, such as the number of the page."""
    for kind in ("begin", "code", "separate", "result", "end"):
        run = paragraph.add_run("1" if kind == "result" else "")
        run.font.size = Pt(14)
        if kind == "code":
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {code} "
            run._r.append(text)
        elif kind != "result":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _table(document: Doc, columns: int, widths: Sequence[float]) -> Table:
    table: Table = document.add_table(rows=0, cols=columns)
    table.style = document.styles["Table Grid"]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _pad_cells(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _pad_cells(table: Table) -> None:
    """Room between the words of a cell and its lines, in twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(room))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)


def _mark_row(row: object, name: str) -> None:
    mark = OxmlElement(name)
    row.get_or_add_trPr().append(mark)  # type: ignore[attr-defined]
