"""The look of the window: colours by name in three sets, fonts, one style sheet.

Widgets ask `current_tokens()` for colours and never name one themselves. Which set is in use is
kept by the application object, so that it can be changed while the window is open: what a widget
paints or takes from the sheet changes by itself, and what it made of colours it makes anew with
`ui/recoloured.py`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib.resources import files
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

LIGHT = "light"
DARK = "dark"
CONTRAST = "contrast"
SYSTEM = "system"

FAMILIES = ("Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
TEXT_PX = 13
SMALL_PX = 12
TITLE_PX = 17
ROW_PX = 34

COMPACT_ROW_PX = 28
THICK_PX = 2
STEP_KEY_PX = 28
"""Room at the right of a step's button for its key."""

_IN_USE = "seatapp_theme"
_COMPACT = "seatapp_compact"


@dataclass(frozen=True)
class Tokens:
    """Colours by what they are for, as `#RRGGBB`.

    `late`, `near` and `in_time` never carry meaning alone: a shape or a word stands with them.
    `accent_text` is what is written on `accent`; `hover` lies under the row below the pointer.
    """

    name: str
    ground: str
    panel: str
    head: str
    hover: str
    line: str
    strong_line: str
    text: str
    secondary: str
    faint: str
    accent: str
    accent_hover: str
    accent_ground: str
    accent_text: str
    rail: str
    rail_text: str
    rail_strong: str
    rail_faint: str
    rail_hover: str
    rail_selected: str
    rail_late: str
    rail_mark: str
    rail_button: str
    in_time: str
    in_time_ground: str
    near: str
    near_ground: str
    late: str
    late_ground: str


LIGHT_TOKENS = Tokens(
    name=LIGHT,
    ground="#F3F5F8",
    panel="#FFFFFF",
    head="#F7F9FB",
    hover="#F4F7FB",
    line="#E2E6EC",
    strong_line="#C3CBD7",
    text="#1C2430",
    secondary="#5B6678",
    faint="#667082",
    accent="#1B5FC1",
    accent_hover="#164F9F",
    accent_ground="#E8F0FC",
    accent_text="#FFFFFF",
    rail="#17263C",
    rail_text="#C9D4E5",
    rail_strong="#FFFFFF",
    rail_faint="#8C9CB5",
    rail_hover="#1E3150",
    rail_selected="#274064",
    rail_late="#B3261E",
    rail_mark="#6EA8FF",
    rail_button="#1B5FC1",
    in_time="#187A4E",
    in_time_ground="#E5F5EC",
    near="#9A5B00",
    near_ground="#FFF3DC",
    late="#B3261E",
    late_ground="#FDE9E7",
)

DARK_TOKENS = Tokens(
    name=DARK,
    ground="#12171F",
    panel="#1A212B",
    head="#1E2631",
    hover="#202936",
    line="#2B3542",
    strong_line="#435063",
    text="#E6EBF2",
    secondary="#A3AFC0",
    faint="#8591A8",
    accent="#6EA8FF",
    accent_hover="#8DBBFF",
    accent_ground="#1E3354",
    accent_text="#0D1626",
    rail="#0D1219",
    rail_text="#A9B6C9",
    rail_strong="#FFFFFF",
    rail_faint="#7D8AA1",
    rail_hover="#151E2B",
    rail_selected="#1F3350",
    rail_late="#B3261E",
    rail_mark="#6EA8FF",
    rail_button="#2A5DA8",
    in_time="#5CC792",
    in_time_ground="#16332A",
    near="#F0B75A",
    near_ground="#3A2C12",
    late="#FF8A80",
    late_ground="#421C1A",
)

CONTRAST_TOKENS = Tokens(
    name=CONTRAST,
    ground="#FFFFFF",
    panel="#FFFFFF",
    head="#FFFFFF",
    hover="#EDEDED",
    line="#767676",
    strong_line="#000000",
    text="#000000",
    secondary="#1F1F1F",
    faint="#4A4A4A",
    accent="#003A9B",
    accent_hover="#002B73",
    accent_ground="#D5E4FF",
    accent_text="#FFFFFF",
    rail="#000000",
    rail_text="#FFFFFF",
    rail_strong="#FFFFFF",
    rail_faint="#D0D0D0",
    rail_hover="#303030",
    rail_selected="#00337F",
    rail_late="#A80000",
    rail_mark="#FFFFFF",
    rail_button="#003A9B",
    in_time="#004D2C",
    in_time_ground="#FFFFFF",
    near="#643600",
    near_ground="#FFFFFF",
    late="#980000",
    late_ground="#FFFFFF",
)
"""For poor light and poor eyes: 7 to 1 for every text, black lines, and a thick mark of focus."""

TOKEN_SETS = {LIGHT: LIGHT_TOKENS, DARK: DARK_TOKENS, CONTRAST: CONTRAST_TOKENS}


class Colours(QObject):
    """Tells that another set of colours is in use. Signals: `changed()`."""

    changed = Signal()


def colours() -> Colours:
    """The one that the application has."""
    app = QApplication.instance()
    assert app is not None
    return app.findChild(Colours) or Colours(app)


def current_tokens() -> Tokens:
    """The colours in use; the light ones before a theme was chosen."""
    app = QApplication.instance()
    return TOKEN_SETS[(app.property(_IN_USE) if app else None) or LIGHT]


def use_theme(app: QApplication, wanted: str = SYSTEM) -> Tokens:
    """Give the application its style, palette, font and style sheet; returns the colours.

    `wanted` is `light`, `dark`, `contrast` or `system` (what the desktop asks for).
    """
    name = _system_choice(app) if wanted == SYSTEM else wanted
    tokens = TOKEN_SETS[name]
    former = app.property(_IN_USE)
    if former == name:
        return tokens  # a style sheet set again would cost every open window a second
    app.setProperty(_IN_USE, name)
    if former is None:  # a style set again would dress every widget twice
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(font())
    app.setPalette(_palette(tokens))
    # Over another sheet Qt would dress every widget once for each of the widgets it stands in.
    app.setStyleSheet("")
    app.setStyleSheet(_style_sheet(tokens))
    colours().changed.emit()
    return tokens


def use_density(app: QApplication, compact: bool) -> None:
    """Make the rows of tables lower, or as high as usual; tables that stand are told by hand."""
    app.setProperty(_COMPACT, compact)


def row_px() -> int:
    """The height of a row of a table."""
    app = QApplication.instance()
    compact = bool(app.property(_COMPACT)) if app else False
    return COMPACT_ROW_PX if compact else ROW_PX


def font(pixels: int = TEXT_PX, bold: bool = False) -> QFont:
    """The one type face, in logical pixels, with figures of equal width.

    Families are named one by one: without a Chinese locale fontconfig would hand out the
    shapes of another region.
    """
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _system_choice(app: QApplication) -> str:
    dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for place, colour in (
        (role.Window, tokens.ground),
        (role.WindowText, tokens.text),
        (role.Base, tokens.panel),
        (role.AlternateBase, tokens.head),
        (role.Text, tokens.text),
        (role.PlaceholderText, tokens.faint),
        (role.Button, tokens.panel),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.late),
        (role.Light, tokens.panel),
        (role.Midlight, tokens.line),
        (role.Mid, tokens.strong_line),
        (role.Dark, tokens.secondary),
        (role.Shadow, tokens.rail),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.accent_text),
        (role.Accent, tokens.accent),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.ToolTipBase, tokens.rail),
        (role.ToolTipText, tokens.rail_strong),
    ):
        palette.setColor(place, QColor(colour))
    for place in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, place, QColor(tokens.faint))
    return palette


def _style_sheet(tokens: Tokens) -> str:
    sheet = Template((files("resources") / "style" / "window.qss").read_text("utf-8"))
    icons = str(files("resources") / "icons").replace("\\", "/")
    focus = THICK_PX if tokens.name == CONTRAST else 1
    sizes = {"small": SMALL_PX, "title": TITLE_PX, "focus": focus, "step_key": STEP_KEY_PX + 8}
    return sheet.substitute(asdict(tokens) | sizes, icons=icons)
