"""Who writes the documents of a centre, and for whom its bulletins are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Office:
    """The centre, the telephone of its office, and whom it reports to.

    `copies_to`, `sent_to` and `signer` stand at the end of a bulletin (送, 发, 签发); empty they
    are left blank there, to be filled in by hand.
    """

    centre: str
    phone: str = ""
    report_to: str = ""
    copies_to: str = ""
    sent_to: str = ""
    signer: str = ""

    @classmethod
    def of(cls, settings: Mapping[str, Any], city_name: str) -> Office:
        """The office that the settings of the site name; else that of the city."""

        def setting(name: str, otherwise: str = "") -> str:
            return str(settings.get(name) or otherwise)

        return cls(
            centre=setting("centre_name", f"{city_name}城市管理监督指挥中心"),
            phone=setting("centre_phone"),
            report_to=setting("report_to", f"{city_name}人民政府"),
            copies_to=setting("bulletin_copies_to"),
            sent_to=setting("bulletin_sent_to"),
            signer=setting("bulletin_signer"),
        )
