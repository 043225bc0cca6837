"""The form of Chinese official documents (after GB/T 9704-2012): page and styles.

A4 with the margins of the standard, 仿宋 for text and 黑体 for headings at the sizes of the
standard, page numbers between dashes. What stands on the page is made by `paragraphs` and `tables`.
Every run names its East Asian font: without `w:eastAsia` Word takes a font of its own choice.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx import Document
from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

SONG, HEI, FANG, KAI = "宋体", "黑体", "仿宋", "楷体"
LATIN = "Times New Roman"

TITLE, ISSUER, NUMBER, BODY, HEADING, SECOND, PLAIN, SIGNED, NOTE, HEAD_CELL, CELL, FOOT = (
    *("公文标题", "发文机关", "发文字号", "公文正文", "一级标题", "二级标题"),
    *("公文顶格", "公文落款", "公文附注", "表头", "表文", "页脚说明"),
)
CONTENTS, ENDING = "目录项", "版记"
"""The names of the styles, as an office finds them in Word."""

MARGINS = {"top_margin": Mm(37), "bottom_margin": Mm(35), "left_margin": Mm(28)}
RIGHT = Mm(26)
TEXT_WIDTH = Mm(156)
LINE = Pt(28)
BLACK = RGBColor(0, 0, 0)
RED = RGBColor(0xC0, 0x00, 0x00)
GREY = RGBColor(0x55, 0x55, 0x55)

LEFT, CENTRE, RIGHT_SIDE = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
)


@dataclass(frozen=True)
class Look:
    """How a style looks: its font, its size in points, its place on the line.

    Lines are not stretched to both sides: an unbroken case number of nineteen digits would draw
    the words before it apart, and Chinese characters stand below each other anyway. `hanging` are
    the characters by which the lines behind the first stand further in; `dots` lead to a page.
    """

    font: str
    size: float
    align: WD_ALIGN_PARAGRAPH = LEFT
    bold: bool = False
    indent: bool = False
    line: Length | None = LINE
    colour: RGBColor | None = None
    before: float = 0
    after: float = 0
    keep: bool = False
    hanging: int = 0
    dots: bool = False


LOOKS = {
    TITLE: Look(SONG, 22, CENTRE, bold=True, line=Pt(35), before=6, after=14, keep=True),
    ISSUER: Look(SONG, 30, CENTRE, bold=True, line=None, colour=RED, after=10),
    NUMBER: Look(FANG, 16, CENTRE, after=10),
    BODY: Look(FANG, 16, indent=True),
    HEADING: Look(HEI, 16, indent=True, keep=True),
    SECOND: Look(KAI, 16, indent=True, keep=True),
    PLAIN: Look(FANG, 16),
    CONTENTS: Look(FANG, 14, line=Pt(22), dots=True),
    SIGNED: Look(FANG, 16, RIGHT_SIDE, keep=True),
    ENDING: Look(FANG, 14, line=Pt(24), keep=True, hanging=2),
    NOTE: Look(FANG, 12, line=Pt(20)),
    HEAD_CELL: Look(HEI, 10.5, CENTRE, line=None),
    CELL: Look(SONG, 10.5, line=None),
    FOOT: Look(SONG, 9, CENTRE, line=None, colour=GREY),
}


def blank() -> Doc:
    """An empty document in the form, with a foot that bears export number and page number."""
    document = Document()
    _set_up_page(document)
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


def _set_up_page(document: Doc) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, margin in MARGINS.items():
        setattr(section, name, margin)
    section.right_margin = RIGHT
    section.footer_distance = Mm(24)


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
    if look.hanging:
        form.right_indent = Pt(look.size)
        form.left_indent = Pt((1 + look.hanging) * look.size)
        form.first_line_indent = Pt(-look.hanging * look.size)
    if look.dots:
        form.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


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
