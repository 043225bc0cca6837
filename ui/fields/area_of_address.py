"""Fills in the area that an address names, as long as nobody has chosen another one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from seatapp.domain.named_area import AreaNames, area_names
from seatapp.text import _
from ui.fields.catalogue import Catalogue
from ui.fields.form import FieldForm

ADDRESS, AREA, GRID = "address", "area", "grid"


class AreaOfAddress(QObject):
    """Follows the address of a form: a caller says 学府社区东门 and names no district."""

    def __init__(self, form: FieldForm) -> None:
        super().__init__(form)
        self._form = form
        self._names = AreaNames({}, {})
        self._put: str | None = None
        form.asked[ADDRESS].input.edited.connect(self._look)

    def take(self, catalogues: Mapping[str, Catalogue]) -> None:
        """These are the areas and grids of the city now."""
        areas, grids = ([(i.code, i.row) for i in catalogues[kind].items] for kind in (AREA, GRID))
        self._names = area_names(areas, grids)

    def _look(self) -> None:
        held = self._form.values()
        if held.get(AREA) not in (None, self._put):
            return
        found = self._names.area_of(str(held.get(ADDRESS) or ""))
        if found is not None:
            self._put = found
            self._form.fill({AREA: found})
            self._form.tell(AREA, _("按地址填入，不对请改。"))
