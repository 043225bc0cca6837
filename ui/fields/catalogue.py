"""A reference list that can be searched as people type: by code, by name, by pinyin initials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pypinyin import Style, lazy_pinyin

from seatapp.text import _
from ui.wording import named

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """One line of a list: its code, its name, a word beside the name, and a longer text.

    `initials` and `also` are only searched in, `aside` is only shown in the open list.
    """

    code: str
    name: str
    beside: str
    text: str
    initials: str
    also: str
    row: Row
    aside: str = ""


@dataclass(frozen=True)
class Catalogue:
    """All items of one kind, in the order of their codes."""

    kind: str
    items: Sequence[Item]

    def find(self, code: str) -> Item | None:
        """The item with that code."""
        return next((item for item in self.items if item.code == code), None)

    def search(self, typed: str, limit: int = 60) -> list[Item]:
        """The items that fit what was typed, the best first; nothing typed gives the first ones."""
        wanted = "".join(typed.split()).lower()
        if not wanted:
            return list(self.items[:limit])
        ranked = [(_rank(item, wanted), place) for place, item in enumerate(self.items)]
        hits = sorted((rank, place) for rank, place in ranked if rank is not None)
        return [self.items[place] for _rank_of, place in hits[:limit]]


def _rank(item: Item, wanted: str) -> int | None:
    code, name = item.code.lower(), item.name.lower()
    tests = (
        wanted in (code, name),
        name.startswith(wanted) or item.initials.startswith(wanted),
        code.startswith(wanted) or code.endswith(wanted),
        wanted in name,
        wanted in item.initials or wanted in code,
        wanted in item.beside.lower() or wanted in item.also.lower(),
    )
    return next((rank for rank, passed in enumerate(tests) if passed), None)


def catalogue_of(kind: str, rows: Iterable[tuple[str, Row]]) -> Catalogue:
    """The catalogue of a kind of reference; pinyin is slow, so never on the GUI thread."""
    return Catalogue(kind, [_item(kind, code, row) for code, row in sorted(rows)])


def initials_of(words: str) -> str:
    """Pinyin initials: 占道经营 gives `zdjy`; what is not Chinese stays."""
    return "".join(lazy_pinyin(words, style=Style.FIRST_LETTER)).lower()


def _item(kind: str, code: str, row: Row) -> Item:
    name, beside, text = _words(kind, row)
    if kind == "component":  # of which many have the same name
        text = "  ".join(filter(None, (code, _said(row, "remark"))))
    also = _also(row)
    return Item(code, name, beside, text, initials_of(f"{name}{also}"), also, row)


def _words(kind: str, row: Row) -> tuple[str, str, str]:
    if kind == "class":
        return _said(row, "minor_name"), _said(row, "condition"), standard_text(row)
    if kind == "matter":
        return _said(row, "name"), _said(row, "limit_text"), ""
    if kind == "collector":
        beside = "  ".join(filter(None, (_said(row, "team"), _said(row, "load"))))
        return _said(row, "name"), beside, ""
    if kind == "reason":
        return _said(row, "sentence"), _said(row, "rule"), ""
    if kind == "assess_rule":
        beside = "  ".join(filter(None, (_said(row, "item"), _said(row, "title"))))
        return _said(row, "name"), beside, _said(row, "text")
    if kind == "contract":
        return _said(row, "name"), _said(row, "contractor"), ""
    if kind == "knowledge":
        return _said(row, "name"), _said(row, "rule"), _said(row, "text")
    named = {**row, "kind": unit_kind(_said(row, "kind"))} if kind == "unit" else row
    told = (_said(named, name) for name in ("beside", "kind", "duty", "hours", "capacity", "note"))
    text = "  ".join(words for words in told if words)
    return _said(row, "name"), _said(row, "beside"), text


def unit_kind(code: str) -> str:
    """The kind of a unit in words; what a city calls by a word of its own stays."""
    words = {
        "department": _("部门"),
        "district": _("区政府"),
        "street": _("街道"),
        "company": _("企业"),
        "utility": _("公用事业单位"),
    }
    return words.get(code, code)


def standard_text(row: Row) -> str:
    """The standard of a class in full: when it is filed and closed, how long it may take."""
    lines = (
        (_("立案条件"), _said(row, "condition")),
        (_("结案条件"), _said(row, "closing")),
        (_("处置时限"), _said(row, "limit_text")),
    )
    return "\n".join(named(label, words) for label, words in lines if words)


def _also(row: Row) -> str:
    aliases = row.get("aliases")
    return aliases.replace("|", " ") if isinstance(aliases, str) else _listed(aliases)


def _listed(aliases: object) -> str:
    return " ".join(str(alias) for alias in aliases) if isinstance(aliases, list) else ""


def _said(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)
