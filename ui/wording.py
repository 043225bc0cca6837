"""Values as an office colleague would write them: moments, choices, references, lists."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from seatapp.domain.checks.names import check_words, result_words
from seatapp.domain.checks.record import recorded
from seatapp.domain.figures import QUOTIENT
from seatapp.domain.workflow import Field, Workflow
from seatapp.reports.figure_words import EDITION, POINTS
from seatapp.text import _, in_turn, listed
from ui.durations import moment

if TYPE_CHECKING:
    from seatapp.reports.figure_tables import Chart, Table

Names = Mapping[tuple[str, str], str]
"""Words for reference codes, found by kind and code."""


def now_seconds() -> int:
    """This moment, in seconds since 1970."""
    return int(time.time())


def called(names: Names, kind: str, code: object) -> str:
    """What a code of a list is called; nothing for none."""
    return names.get((kind, str(code)), str(code)) if code else ""


def yes_no(value: bool) -> str:
    """是 or 否."""
    return _("是") if value else _("否")


def choice_words(workflow: Workflow, name: str, code: str) -> str:
    """The label of a choice; a code that this program does not know stands as it is."""
    choice = workflow.choices.get((name, code))
    return _.of(name, choice.label) if choice else code


PER_CENT = "（%）"


def figure_words(text: str) -> str:
    """A heading, a label or a word of a report in the language in use; of a quotient, both."""
    if QUOTIENT in text:
        return QUOTIENT.join(map(figure_words, text.split(QUOTIENT)))
    if text.endswith(POINTS):
        return _("{n} 个百分点").format(n=text.removesuffix(POINTS))
    if edition := EDITION.fullmatch(text):
        return _("第 {n} 版").format(n=edition[1])
    plain = text.removesuffix(PER_CENT)
    words = _.of("figure", plain)
    return words if plain == text else _("{words}（%）").format(words=words)


def note_words(table: Table) -> str:
    """What stands under a table of figures."""
    words = ""
    for one in table.notes:
        facts = {name: figure_words(fact) for name, fact in one.facts.items()}
        words = in_turn(words, _.of("figure", one.words).format(**facts)).strip()
    return words


def chart_words(chart: Chart) -> str:
    """What a chart shows, and in what."""
    words, unit = figure_words(chart.title), figure_words(chart.unit)
    return _("{words}（{unit}）").format(words=words, unit=unit)


def named(label: str, words: str) -> str:
    """`words` behind the name of what they tell."""
    return _("{label}：{words}").format(label=label, words=words)


def missing_words(workflow: Workflow, label: str) -> str:
    """The sentence under a required input that was left empty."""
    refusal = workflow.refusals["missing_field"]
    return _(refusal.sentence).format(field=label)


def caller_label(workflow: Workflow, source: object, field: Field) -> str:
    """What a field about the caller is called: who wrote a message or a letter did not call."""
    if source in workflow.marked("source", "phone"):
        return _(field.label)
    written = {
        "caller_name": _("反映人"),
        "caller_phone": _("联系电话"),
        "caller_address": _("反映人住址"),
    }
    return written[field.name]


def value_words(workflow: Workflow, field: Field, value: Any, names: Names) -> str:
    """What stands in `field`, in words; empty for nothing."""
    if value is None or value == []:
        return ""
    if field.type == "choice":
        return choice_words(workflow, field.of, str(value))
    if field.type == "ref":
        name = names.get((field.of, str(value)), str(value))
        alike = field.of == "component" and name != str(value)  # many have the same name
        return f"{name}  {value}" if alike else name
    if field.type == "boolean":
        return yes_no(bool(value))
    if field.type == "time":
        return moment(int(value), now_seconds())
    if field.type == "photos":
        return _("{count} 张").format(count=len(value))
    if field.origin == "clock" and field.type == "list":
        return listed(clock_words(workflow, str(clock)) for clock in value)
    if field.name == "checks":
        return checks_in_words(value)
    if field.type == "list":
        return listed(str(item) for item in value)
    return str(value)


def checks_in_words(lines: Iterable[object]) -> str:
    """The record of the checks in one line: what was not in order, else that all was."""
    found = recorded(lines)
    parts = [
        _("{name}{answer}").format(name=check_words(one.check), answer=result_words(one.result))
        for one in found
        if one.result in ("reject", "warn")
    ]
    return listed(parts) or _("{n} 项，没有问题").format(n=len(found))


def post_words(workflow: Workflow, post: str) -> str:
    """The label of a post; `system` is the program itself."""
    known = workflow.posts.get(post)
    return _(known.label) if known else _("系统")


def clock_words(workflow: Workflow, clock: str) -> str:
    """The name of a clock, as it stands before 时限."""
    return choice_words(workflow, "clock", clock)
