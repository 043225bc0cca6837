"""How a person wants to see a queue: narrowed to some rows, and in another order.

Both happen in SQL over the queue's own statement. Rows that are equal in the column that was
asked for keep the order of the queue: what breaks its limit first stands first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from seatapp.domain.entries import canonical
from seatapp.local.named_lists import TITLES, NamedLists
from seatapp.local.subject_tables import VIEWS
from seatapp.local.words import bare, bare_in_sql, question

AREA_DIGITS = 6
SEARCHED = (
    *("acceptance_number", "case_number", "external_id", "address", "description"),
    *("category_text", "caller_phone_masked", "response", "answer"),
)
"""The texts of a case that are searched, as the index of words has them."""


@dataclass(frozen=True)
class _Whole:
    """What stands in a queue for the case where a subject belongs to none.

    `joins` brings the row of `kind` as `alias`; `texts` are those of its columns that are searched.
    """

    kind: str
    alias: str
    texts: tuple[str, ...]
    joins: str = ""

    def column(self, name: str) -> str:
        """A column of the case, or the same of what stands for it."""
        besides = self.kind != "case" and name in VIEWS[self.kind].c
        return f"coalesce(c.{name}, {self.alias}.{name})" if besides else f"c.{name}"

    @property
    def stamps(self) -> set[str]:
        """The columns that hold who took a step."""
        return {
            f"{alias}.{column.name}"
            for kind, alias in (("case", "c"), (self.kind, self.alias))
            for column in VIEWS[kind].c
            if column.name.endswith("_by")
        }


_OF_CASE = _Whole("case", "c", ())
_WHOLES: Mapping[str, _Whole] = {
    "callback": _Whole(
        "call",
        "k",
        ("number", "caller_phone_masked", "description", "note"),
        " LEFT JOIN call_row AS k ON k.id = s.root",
    ),
    "emergency": _Whole("emergency", "s", ("number", "title", "address", "cause", "course")),
    "component_change": _Whole(
        "component_change",
        "s",
        ("number", "component_name", "component_code", "address", "note"),
    ),
}
"""Subjects of queues that may belong to no case: a missed call, and what is its own root."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a queue; empty parts ask nothing.

    `words` are parts of texts, numbers or names, all of which must be there; `place` is the code
    of an area, or the beginning of a grid code; `handled` is the log-in of somebody who has taken
    one of the steps that leave a stamp. `sort` is one of `SORTS`.
    """

    words: str = ""
    unit: str = ""
    title: str = ""
    place: str = ""
    source: str = ""
    urgency: str = ""
    kind: str = ""
    handled: str = ""
    sort: str = ""
    descending: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether some rows may be left out."""
        return any(getattr(self, name) for name in NARROWING) or bool(self.words.strip())


NARROWING = ("unit", "title", "place", "source", "urgency", "kind", "handled")
"""The parts of `Asked` that leave rows out, besides `words`."""

SORTS: Mapping[str, str] = {
    "number": "coalesce(c.case_number, c.acceptance_number)",
    "time": "asked.due_at",
    "title": "coalesce(c.class_code, c.matter_code)",
    "stage": "s.stage",
    "address": "c.address",
    "place": "coalesce(c.grid_code, c.area)",
    "source": "c.source",
    "unit": "c.unit",
    "urgency": "coalesce(s.urgency, c.urgency)",
    "kind": "c.case_kind",
    "reported": "c.reported_at",
}
"""What a column is sorted by; columns of codes go by the place of the code in its list."""


def statement(listed: str, subject: str, asked: Asked, lists: NamedLists) -> tuple[str, Any]:
    """The SQL for the keys of a queue (`listed`) as they were asked for, and its parameters."""
    parameters: dict[str, Any] = {}
    whole = _WHOLES.get(subject, _OF_CASE)
    conditions = [
        *_conditions(asked, whole, lists, parameters),
        *_words(asked.words, whole, lists, parameters),
    ]
    value, ranks = _sorting(asked, subject, lists)
    parameters["ranks"] = canonical(ranks or {})
    own = "" if subject == "case" else f" JOIN {subject}_row AS s ON s.key = asked.key"
    case = "c.key = asked.key" if subject == "case" else "c.id = s.root"
    rows = f"asked{own} LEFT JOIN case_row AS c ON {case}{whole.joins}"
    value = value if subject != "case" else value.replace("s.", "c.")
    if "urgency" not in VIEWS[subject].c:
        value = value.replace("coalesce(s.urgency, c.urgency)", "c.urgency")
    if ranks is not None:
        rows += f" LEFT JOIN rank ON rank.code = {value}"
        value = "rank.place"
    way = " DESC" if asked.descending else ""
    order = f"{value} IS NULL, {value}{way}, " if value else ""
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return (
        # In the order of the file, each page of a large one is read once and not once a row.
        f"WITH asked AS MATERIALIZED (SELECT key, due_at FROM ({listed}) ORDER BY key),"
        f" rank (code, place) AS MATERIALIZED"
        f" (SELECT key, value FROM json_each(:ranks))"
        f" SELECT asked.key FROM {rows}{where}"
        f" ORDER BY {order}asked.due_at IS NULL, asked.due_at, c.closed_at DESC, asked.key",
        parameters,
    )


def _sorting(asked: Asked, subject: str, lists: NamedLists) -> tuple[str, dict[str, int] | None]:
    """What to sort by, and the places of its codes where codes are sorted by their names."""
    ranks = {
        "title": lambda: lists.ranks(*TITLES),
        "unit": lambda: lists.ranks("unit"),
        "stage": lambda: lists.stages(subject),
        "source": lambda: lists.choices("source"),
        "urgency": lambda: lists.choices("urgency"),
        "kind": lambda: lists.choices("case_kind"),
    }.get(asked.sort)
    return SORTS.get(asked.sort, ""), ranks() if ranks else None


def _conditions(
    asked: Asked, whole: _Whole, lists: NamedLists, parameters: dict[str, Any]
) -> list[str]:
    found = []
    for name, column in (
        ("unit", "unit"),
        ("source", "source"),
        ("urgency", "urgency"),
        ("kind", "case_kind"),
    ):
        if getattr(asked, name):
            parameters[f"is_{name}"] = getattr(asked, name)
            found.append(f"{whole.column(column)} = :is_{name}")
    if asked.title:
        codes = [code for kind in TITLES for code in lists.called(kind, asked.title)]
        parameters["is_title"] = canonical(codes)
        codes_of = ("c.class_code", whole.column("matter_code"))
        found.append(_one_of(codes_of, "is_title"))
    if asked.place:
        parameters["is_place"] = asked.place
        district = len(asked.place) <= AREA_DIGITS
        is_area = f"{whole.column('area')} = :is_place"
        found.append(is_area if district else "instr(c.grid_code, :is_place) = 1")
    if asked.handled:
        parameters["is_handled"] = asked.handled
        found.append(f":is_handled IN ({', '.join(sorted(whole.stamps))})")
    return found


def _words(typed: str, whole: _Whole, lists: NamedLists, parameters: dict[str, Any]) -> list[str]:
    """Every word stands in a text of the case, or in the name of its class, matter or unit."""
    found = []
    for at, part in enumerate(typed.split()):
        word = bare(part)
        if not word:
            continue
        parameters[f"word_{at}"] = word
        parameters[f"match_{at}"] = question([word], only_open=False)
        codes = [code for kind in (*TITLES, "unit") for code in lists.holding(kind, word)]
        parameters[f"named_{at}"] = canonical(codes)
        texts = _holds((f"c.{name}" for name in SEARCHED), f"word_{at}")
        beside = _holds((f"{whole.alias}.{name}" for name in whole.texts), f"word_{at}")
        named = _one_of(("c.class_code", "c.matter_code", "c.unit"), f"named_{at}")
        found.append(
            f"(c.key IN (SELECT rowid FROM case_words WHERE case_words MATCH :match_{at})"
            f" AND ({texts}) OR {' OR '.join(filter(None, (named, beside)))})"
        )
    return found


def _holds(columns: Iterable[str], parameter: str) -> str:
    return " OR ".join(f"instr({bare_in_sql(column)}, :{parameter}) > 0" for column in columns)


def _one_of(columns: tuple[str, ...], parameter: str) -> str:
    codes = f"(SELECT value FROM json_each(:{parameter}))"
    return "(" + " OR ".join(f"{column} IN {codes}" for column in columns) + ")"
