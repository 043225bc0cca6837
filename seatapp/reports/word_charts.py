"""Charts that Word draws itself (DrawingML), with the numbers in a workbook behind them.

Whoever opens the document can change colours and kind of the chart in Word, and with
"edit data" the numbers too.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

from seatapp.reports.paper import PaperChart

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/drawingml/2006"
COLOUR = "1B5FC1"
BAR_EMU, REST_EMU = 230_000, 700_000
"""The height of a chart: so much for each bar, and for what surrounds them."""

MOST = 15
LONGEST = 12


def add_chart(document: Document, paragraph: Paragraph, chart: PaperChart, width: int) -> None:
    """Put lying bars into a paragraph, the first on top; `width` is in EMU."""
    bars = [(_short(name), value) for name, value in chart.bars[:MOST]]
    package = document.part.package
    number = sum(part.content_type == CHART_TYPE for part in package.iter_parts()) + 1
    part = Part(
        PackURI(f"/word/charts/chart{number}.xml"),
        CHART_TYPE,
        _chart_xml(chart, bars).encode(),
        package,
    )
    book = Part(
        PackURI(f"/word/embeddings/chart{number}.xlsx"), BOOK_TYPE, _workbook(chart, bars), package
    )
    part.relate_to(book, f"{RELATIONS}/package")
    place = document.part.relate_to(part, f"{RELATIONS}/chart")
    height = BAR_EMU * len(bars) + REST_EMU
    paragraph.add_run()._r.append(parse_xml(_drawing(chart, place, number, width, height)))


def _drawing(chart: PaperChart, place: str, number: int, width: int, height: int) -> str:
    told = "，".join(f"{name} {value}{chart.unit}" for name, value in chart.bars[:MOST])
    return (
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        f'xmlns:wp="{MAIN}/wordprocessingDrawing" xmlns:a="{MAIN}/main" '
        f'xmlns:c="{MAIN}/chart" xmlns:r="{RELATIONS}">'
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{1000 + number}" name="{_quoted(chart.title)}" descr="{_quoted(told)}"/>'
        f'<a:graphic><a:graphicData uri="{MAIN}/chart"><c:chart r:id="{place}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def _chart_xml(chart: PaperChart, bars: Sequence[tuple[str, Decimal]]) -> str:
    last = len(bars) + 1
    names = "".join(
        f'<c:pt idx="{i}"><c:v>{escape(name)}</c:v></c:pt>' for i, (name, _) in enumerate(bars)
    )
    values = "".join(
        f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>' for i, (_, value) in enumerate(bars)
    )
    count = f'<c:ptCount val="{len(bars)}"/>'
    form = "0.00" if chart.unit == "%" else "0"
    title = _words(f"{chart.title}（{chart.unit}）", 1200)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{MAIN}/chart" xmlns:a="{MAIN}/main" xmlns:r="{RELATIONS}">'
        '<c:roundedCorners val="0"/><c:chart>'
        f"<c:title><c:tx><c:rich><a:bodyPr/>{title}</c:rich></c:tx>"
        '<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        '<c:ser><c:idx val="0"/><c:order val="0"/>'
        f'<c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{escape(chart.title)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f'<c:spPr><a:solidFill><a:srgbClr val="{COLOUR}"/></a:solidFill></c:spPr>'
        '<c:invertIfNegative val="0"/>'
        f'<c:dLbls><c:numFmt formatCode="{form}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f"<c:txPr><a:bodyPr/>{_words('', 900)}</c:txPr>"
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache>{count}{names}"
        "</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>Sheet1!$B$2:$B${last}</c:f><c:numCache>"
        f"<c:formatCode>{form}</c:formatCode>{count}{values}</c:numCache></c:numRef></c:val>"
        '</c:ser><c:gapWidth val="45"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"<c:txPr><a:bodyPr/>{_words('', 900)}</c:txPr>"
        '<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/>'
        f'</c:scaling><c:delete val="1"/><c:axPos val="t"/>'
        f'<c:numFmt formatCode="{form}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="none"/><c:crossAx val="1"/>'
        '<c:crosses val="autoZero"/></c:valAx></c:plotArea><c:plotVisOnly val="1"/></c:chart>'
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _words(text: str, size: int) -> str:
    """A paragraph in DrawingML; without a text it only says how labels look."""
    look = '<a:latin typeface="Times New Roman"/><a:ea typeface="宋体"/>'
    if not text:
        return f'<a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}">{look}</a:defRPr></a:pPr></a:p>'
    return (
        f'<a:p><a:pPr><a:defRPr sz="{size}" b="0">{look}</a:defRPr></a:pPr>'
        f'<a:r><a:rPr lang="zh-CN" sz="{size}" b="0">{look}</a:rPr>'
        f"<a:t>{escape(text)}</a:t></a:r></a:p>"
    )


def _workbook(chart: PaperChart, bars: Sequence[tuple[str, Decimal]]) -> bytes:
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_row(0, 0, ["", chart.title])
        for row, (name, value) in enumerate(bars, 1):
            sheet.write_string(row, 0, name)
            sheet.write_number(row, 1, float(value))
    return written.getvalue()


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})
