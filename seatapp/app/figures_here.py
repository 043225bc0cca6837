"""Statistics of this workstation (本机范围) for the person in front, with and without a network."""

from __future__ import annotations

from seatapp.domain.workflow import Workflow
from seatapp.local.reader import Reader
from seatapp.reports.figure_tables import Naming
from seatapp.reports.local_figures import LocalFigures, local_figures, span_of
from seatapp.reports.own_list import OwnList, own_list


def own_list_here(workflow: Workflow, reader: Reader, days: int, now: int) -> OwnList:
    """What the person in front did in the last `days` days, and owes. Waits for a disk."""
    work = reader.own_work(span_of(days, now, reader.person).since)
    return own_list(workflow, reader.names, work, reader.refusals(), now)


def figures_here(workflow: Workflow, reader: Reader, days: int, now: int) -> LocalFigures:
    """What this workstation holds of the last `days` days, 1 for today. Waits for a disk."""
    span = span_of(days, now, reader.person)
    facts = reader.facts_here(span.since, now + 1)
    return local_figures(Naming(workflow, reader.words), facts, span)
