"""What the window remembers between two log-ins: place and size, widths, theme; per person."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from ui.theme import SYSTEM, TOKEN_SETS

WORKSTATION = "workstation"
"""The name under which stands what holds for everybody here."""

SCALES = ("100", "110", "125", "150", "175")


class Remembered:
    """Layout of the window for one person, kept in a small file beside the seat's own."""

    def __init__(self, file: Path, person: str) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)
        self._person = person

    @property
    def theme(self) -> str:
        """The theme chosen last."""
        value = str(self._get("theme", SYSTEM))
        return value if value == SYSTEM or value in TOKEN_SETS else SYSTEM

    @theme.setter
    def theme(self, name: str) -> None:
        self._set("theme", name)

    @property
    def narrow_rail(self) -> bool | None:
        """Whether the person folded the rail; None when they never chose."""
        value = self._get("narrow_rail", None)
        return None if value is None else value == "yes"

    @narrow_rail.setter
    def narrow_rail(self, narrow: bool | None) -> None:
        self._set("narrow_rail", "yes" if narrow else "no")

    @property
    def compact(self) -> bool:
        """Whether the rows of tables are low."""
        return self.text("compact") == "yes"

    @compact.setter
    def compact(self, compact: bool) -> None:
        self._set("compact", "yes" if compact else "no")

    @property
    def taking_first(self) -> bool:
        """Whether what a new shift has to take stands first after the log-in."""
        return self.text("taking_first") != "no"

    @taking_first.setter
    def taking_first(self, wanted: bool) -> None:
        self._set("taking_first", "yes" if wanted else "no")

    @property
    def sounds(self) -> bool:
        """Whether a call or a deadline may be heard."""
        return self.text("sounds") == "yes"

    @sounds.setter
    def sounds(self, wanted: bool) -> None:
        self._set("sounds", "yes" if wanted else "no")

    @property
    def language(self) -> str:
        """The language chosen for this workstation; empty for that of the computer."""
        return self.text("language")

    @language.setter
    def language(self, language: str) -> None:
        self._set("language", language)

    @property
    def scale(self) -> str:
        """How large everything is drawn, in per cent; empty for what the system says."""
        value = self.text("scale")
        return value if value in SCALES else ""

    @scale.setter
    def scale(self, scale: str) -> None:
        self._set("scale", scale)

    def of_workstation(self) -> Remembered:
        """What is remembered for everybody at this workstation, in the same file."""
        return Remembered(Path(self._settings.fileName()), WORKSTATION)

    @property
    def login(self) -> str:
        """Who signed in here last."""
        return str(self._get("login", ""))

    @login.setter
    def login(self, name: str) -> None:
        self._set("login", name)

    def text(self, name: str) -> str:
        """What was kept under that name; nothing when nothing was."""
        return str(self._get(name, ""))

    def keep_text(self, name: str, text: str) -> None:
        """Keep a line of text."""
        self._set(name, text)

    def keep(self, name: str, state: QByteArray) -> None:
        """Keep what a part of the window says about its layout."""
        self._set(name, state)

    def kept(self, name: str) -> QByteArray | None:
        """What was kept under that name."""
        value = self._get(name, None)
        return value if isinstance(value, QByteArray) else None

    def _get(self, name: str, otherwise: object) -> object:
        return self._settings.value(f"{self._person}/{name}", otherwise)

    def _set(self, name: str, value: object) -> None:
        self._settings.setValue(f"{self._person}/{name}", value)
