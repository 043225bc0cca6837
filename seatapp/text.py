"""Words for people: the one way to gettext, and the one way for text to come in.

Chinese is the language of the source; English is a catalogue under `resources/locale`.
"""

from __future__ import annotations

import gettext
import unicodedata
from collections.abc import Iterable


class Words:
    """The catalogue in use; a process has one, chosen once at its start."""

    def __init__(self) -> None:
        self._catalogue = gettext.NullTranslations()
        self.language = "zh_CN"

    def use(self, language: str) -> None:
        """Speak `language` (`zh_CN` or `en`) from now on; an unknown one means Chinese."""
        # Half the time in which a command in a hurry is done (see `seatapp.cli.ringing`).
        from importlib.resources import as_file, files

        with as_file(files("resources") / "locale") as folder:
            self._catalogue = gettext.translation(
                "seatapp", folder, languages=[language], fallback=True
            )
        self.language = language

    def __call__(self, message: str) -> str:
        """`message` in the language in use."""
        return self._catalogue.gettext(message) if message else ""

    def of(self, context: str, message: str) -> str:
        """`message` where it stands for a `context`: `step`, or the name of a list of choices.

        Chinese has one word for what one does, the phase and the result; English has several.
        """
        found = self._catalogue.pgettext(context, message)
        return self(message) if found == message else found


# gettext needs one catalogue per process: the one piece of state that is shared by design.
_ = Words()


def use_language(language: str) -> None:
    """Choose the language of this process (see `Words.use`)."""
    _.use(language)


def listed(words: Iterable[str]) -> str:
    """The words one after the other, as the language separates them."""
    return _("、").join(words)


def in_turn(sentence: str, following: str) -> str:
    """Two sentences one after the other; Chinese has no space between them, English does."""
    return _("{sentence}{following}").format(sentence=sentence, following=following)


def cleaned(raw: str) -> str:
    """`raw` as it may be stored: without NUL, lone surrogates and control characters.

    Line breaks and tabs stay; half a surrogate pair becomes U+FFFD; the text is composed (NFC)
    and stripped of surrounding white space.
    """
    whole = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", kept).strip()
