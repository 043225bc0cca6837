"""Charts that Word draws itself (DrawingML), with the numbers in a workbook behind them.

Whoever opens the document can change colours and kind of the chart in Word, and with
"edit data" the numbers too.
"""

from __future__ import annotations

import io
from decimal import Decimal
from xml.sax.saxutils import escape

from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

from seatapp.reports.chart_pieces import Piece
from seatapp.reports.figure_tables import BARS, LINES, STACKED
from seatapp.reports.paper import PaperChart

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/drawingml/2006"
COLOURS = ("1B4F9C", "F2B134", "B3261E", "8FC3DA", "2E8B57", "C9B6E8", "5B6678", "E8C9A0")
"""Dark and light in turn, so that neighbours differ on a printer without colours too."""

LIGHT_INK, DARK_INK, LIGHT_FROM = "FFFFFF", "1C2430", 140
"""The ink of a label in a bar; bars that are lighter than the last take the dark one."""

DASHES = ("solid", "dash", "sysDot", "lgDashDot", "sysDash", "lgDash", "dashDot", "dot")
MARKS = ("circle", "square", "triangle", "diamond", "x", "star", "plus", "dash")
"""Lines are told apart without their colours by how they are drawn and by their points."""

BAR_EMU, TITLE_EMU, LEGEND_EMU, END_EMU = 165_000, 400_000, 260_000, 80_000
"""The height of a chart: its title, so much for each bar, a legend, and room at the end."""

LETTER_EMU, SIDE_EMU = 116_000, 180_000
"""The width of a letter of a name (9 points), and the room at both sides of the bars."""

SHOWN_NAMES = 8
"""So many names stand below lines; the others are left out evenly."""

FLAT_EMU = 2_100_000
"""The height of a chart of lines."""

ROOM_FOR_LABEL = Decimal("1.15")
"""The axis goes on behind the longest bar, so that its number has room."""

FULL_SCALE_FROM = 60
"""Lines of shares are drawn to 100 % unless all of them are small."""


def add_chart(document: Document, paragraph: Paragraph, piece: Piece, width: int) -> None:
    """Put a drawing into a paragraph, the first bar on top; `width` is in EMU."""
    package = document.part.package
    number = sum(part.content_type == CHART_TYPE for part in package.iter_parts()) + 1
    part = Part(
        PackURI(f"/word/charts/chart{number}.xml"),
        CHART_TYPE,
        _chart_xml(piece, width).encode(),
        package,
    )
    book = Part(
        PackURI(f"/word/embeddings/chart{number}.xlsx"), BOOK_TYPE, _workbook(piece.chart), package
    )
    part.relate_to(book, f"{RELATIONS}/package")
    place = document.part.relate_to(part, f"{RELATIONS}/chart")
    paragraph.add_run()._r.append(parse_xml(_drawing(piece.chart, place, number, width)))


def _height(chart: PaperChart) -> int:
    if chart.kind == LINES:
        return FLAT_EMU
    legend = LEGEND_EMU * (chart.kind == STACKED)
    return TITLE_EMU + BAR_EMU * len(chart.names) + legend + END_EMU


def _drawing(chart: PaperChart, place: str, number: int, width: int) -> str:
    told = "；".join(
        "，".join(f"{n} {v}{chart.unit}" for n, v in zip(chart.names, values, strict=True))
        for _name, values in chart.series
    )
    return (
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        f'xmlns:wp="{MAIN}/wordprocessingDrawing" xmlns:a="{MAIN}/main" '
        f'xmlns:c="{MAIN}/chart" xmlns:r="{RELATIONS}">'
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{_height(chart)}"/>'
        f'<wp:docPr id="{1000 + number}" name="{_quoted(chart.title)}" descr="{_quoted(told)}"/>'
        f'<a:graphic><a:graphicData uri="{MAIN}/chart"><c:chart r:id="{place}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def _chart_xml(piece: Piece, width: int) -> str:
    chart = piece.chart
    title = _words(f"{chart.title}（{chart.unit}）", 1200)
    lines = chart.kind == LINES
    drawn = _lines(piece) if lines else _bars(piece)
    layout = "<c:layout/>" if lines else _layout(piece, width)
    legend = (
        '<c:legend><c:legendPos val="b"/><c:overlay val="0"/>'
        f"<c:txPr><a:bodyPr/>{_words('', 900)}</c:txPr></c:legend>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{MAIN}/chart" xmlns:a="{MAIN}/main" xmlns:r="{RELATIONS}">'
        '<c:roundedCorners val="0"/><c:chart>'
        f"<c:title><c:tx><c:rich><a:bodyPr/>{title}</c:rich></c:tx>"
        '<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>'
        f"<c:plotArea>{layout}{drawn}</c:plotArea>{legend if chart.kind != BARS else ''}"
        '<c:plotVisOnly val="1"/></c:chart>'
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _layout(piece: Piece, width: int) -> str:
    """Where the bars stand: pieces of a chart below one another look like one."""
    height, bars = _height(piece.chart), BAR_EMU * len(piece.chart.names)
    left = LETTER_EMU * piece.letters + SIDE_EMU
    parts = {
        "x": left / width,
        "y": TITLE_EMU / height,
        "w": (width - left - SIDE_EMU) / width,
        "h": bars / height,
    }
    told = "".join(f'<c:{name} val="{part:.4f}"/>' for name, part in parts.items())
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/>'
        f'<c:xMode val="edge"/><c:yMode val="edge"/>{told}</c:manualLayout></c:layout>'
    )


def _bars(piece: Piece) -> str:
    """Lying bars, the first on top; stacked they stand behind one another."""
    chart = piece.chart
    stacked = chart.kind == STACKED
    series = "".join(
        f"{_series_head(chart, place)}{_fill(place)}"
        f'<c:invertIfNegative val="0"/>{_labels(chart, place)}{_data(chart, place)}</c:ser>'
        for place in range(len(chart.series))
    )
    overlap = '<c:overlap val="100"/>' if stacked else ""
    return (
        '<c:barChart><c:barDir val="bar"/>'
        f'<c:grouping val="{"stacked" if stacked else "clustered"}"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="45"/>{overlap}'
        f'<c:axId val="1"/><c:axId val="2"/></c:barChart>{_axes(piece, lying=True)}'
    )


def _lines(piece: Piece) -> str:
    chart = piece.chart
    series = "".join(_line(chart, place) for place in range(len(chart.series)))
    return (
        '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
        f'{series}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
        f"{_axes(piece, lying=False)}"
    )


def _line(chart: PaperChart, place: int) -> str:
    ink = f'<a:solidFill><a:srgbClr val="{_ink(place)}"/></a:solidFill>'
    dash, mark = DASHES[place % len(DASHES)], MARKS[place % len(MARKS)]
    return (
        f'{_series_head(chart, place)}<c:spPr><a:ln w="22225">{ink}<a:prstDash val="{dash}"/>'
        f'</a:ln></c:spPr><c:marker><c:symbol val="{mark}"/><c:size val="5"/>'
        f"<c:spPr>{ink}</c:spPr></c:marker>{_data(chart, place)}"
        '<c:smooth val="0"/></c:ser>'
    )


def _ink(place: int) -> str:
    """The colour of a line: a light one would be lost on white paper."""
    dark = [colour for colour in COLOURS if lightness(colour) < LIGHT_FROM]
    return dark[place % len(dark)]


def lightness(colour: str) -> float:
    """How light a colour comes out without colours, 0 to 255 (weights of ITU-R BT.601)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _series_head(chart: PaperChart, place: int) -> str:
    name = chart.series[place][0] or chart.title
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>'
        f"<c:tx><c:strRef><c:f>Sheet1!${_column(place)}$1</c:f><c:strCache>"
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(name)}</c:v></c:pt>'
        "</c:strCache></c:strRef></c:tx>"
    )


def _fill(place: int) -> str:
    colour = COLOURS[place % len(COLOURS)]
    return f'<c:spPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></c:spPr>'


def _labels(chart: PaperChart, place: int) -> str:
    """Numbers beside the bars; inside those that stand behind one another, where a zero is none."""
    form, ink = _form(chart), ""
    if chart.kind == STACKED:
        light = lightness(COLOURS[place % len(COLOURS)]) >= LIGHT_FROM
        form, ink = f"{form};;", DARK_INK if light else LIGHT_INK
    return (
        f'<c:dLbls><c:numFmt formatCode="{form}" sourceLinked="0"/>'
        '<c:spPr><a:noFill/></c:spPr><c:txPr><a:bodyPr wrap="none"/>'
        f"{_words('', 900, ink)}</c:txPr>"
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )


def _data(chart: PaperChart, place: int) -> str:
    """Names and values of a series, as the workbook behind the chart has them."""
    last, column = len(chart.names) + 1, _column(place)
    count = f'<c:ptCount val="{len(chart.names)}"/>'
    names = "".join(
        f'<c:pt idx="{i}"><c:v>{escape(name)}</c:v></c:pt>' for i, name in enumerate(chart.names)
    )
    values = "".join(
        f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>'
        for i, value in enumerate(chart.series[place][1])
    )
    return (
        f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache>{count}{names}"
        "</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${last}</c:f><c:numCache>"
        f"<c:formatCode>{_form(chart)}</c:formatCode>{count}{values}</c:numCache></c:numRef></c:val>"
    )


def _axes(piece: Piece, *, lying: bool) -> str:
    """Names on one side, and numbers only where no label tells them."""
    chart = piece.chart
    order, left, top = ("maxMin", "l", "t") if lying else ("minMax", "b", "l")
    grid = (
        ""
        if lying
        else '<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9DDE3"/>'
        "</a:solidFill></a:ln></c:spPr></c:majorGridlines>"
    )
    every = 1 if lying else max(1, -(-len(chart.names) // SHOWN_NAMES))
    skip = f'<c:tickLblSkip val="{every}"/>'
    whole = chart.unit == "%" and piece.reach > FULL_SCALE_FROM
    end = piece.reach * ROOM_FOR_LABEL if lying else Decimal(100) if whole else Decimal(0)
    most = f'<c:max val="{end}"/>' if end else ""
    return (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{left}"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"<c:txPr><a:bodyPr/>{_words('', 900)}</c:txPr>"
        f'<c:crossAx val="2"/><c:crosses val="autoZero"/>{skip}</c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{most}<c:min val="0"/>'
        f'</c:scaling><c:delete val="{int(lying)}"/><c:axPos val="{top}"/>{grid}'
        f'<c:numFmt formatCode="{_form(chart)}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="{"none" if lying else "nextTo"}"/>'
        f"<c:txPr><a:bodyPr/>{_words('', 900)}</c:txPr>"
        '<c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx>'
    )


def _form(chart: PaperChart) -> str:
    return "#,##0" if chart.unit == "件" else "0.00"


def _column(place: int) -> str:
    return "BCDEFGHIJ"[place]


def _words(text: str, size: int, ink: str = "") -> str:
    """A paragraph in DrawingML; without a text it only says how labels look."""
    fill = f'<a:solidFill><a:srgbClr val="{ink}"/></a:solidFill>' if ink else ""
    look = f'{fill}<a:latin typeface="Times New Roman"/><a:ea typeface="宋体"/>'
    if not text:
        return f'<a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}">{look}</a:defRPr></a:pPr></a:p>'
    return (
        f'<a:p><a:pPr><a:defRPr sz="{size}" b="0">{look}</a:defRPr></a:pPr>'
        f'<a:r><a:rPr lang="zh-CN" sz="{size}" b="0">{look}</a:rPr>'
        f"<a:t>{escape(text)}</a:t></a:r></a:p>"
    )


def _workbook(chart: PaperChart) -> bytes:
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_row(0, 0, ["", *(name or chart.title for name, _values in chart.series)])
        sheet.write_column(1, 0, chart.names)
        for column, (_name, values) in enumerate(chart.series, 1):
            sheet.write_column(1, column, [float(value) for value in values])
    return written.getvalue()


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})
