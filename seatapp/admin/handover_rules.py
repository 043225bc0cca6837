"""What a handover of each post holds, as a table that the site keeps.

Columns: post, kind (`queue` or `question`), code, how, words. For a queue `how` is `due` (late, or
due before the next shift ends) or `all`; for a question it is `required` or `optional`, and
`words` is what is asked. The rows of a post stand in the order of the handover.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from seatapp.admin.cells import CellFault, Cells
from seatapp.admin.reference_rows import Gathered, Reference, located
from seatapp.admin.tabular import read_table
from seatapp.domain.handover import ALL, DUE, REQUIRED
from seatapp.domain.workflow import Workflow
from seatapp.text import _, listed

QUEUE, QUESTION = "queue", "question"
HOW = {QUEUE: (DUE, ALL), QUESTION: (REQUIRED, "optional")}


@dataclass(frozen=True)
class _Line:
    """One row of the table."""

    post: str
    kind: str
    text: str


def read_handover_rules(path: Path, workflow: Workflow, version: str) -> Gathered:
    """One reference row a post. Raises `InputFileError` when the file cannot be read."""
    gathered, lines = Gathered(), list[_Line]()
    for row in read_table(path):
        try:
            lines.append(_line(Cells(row.cells), workflow))
        except CellFault as fault:
            gathered.faults.append(located(path, row.line, fault))
    for post in dict.fromkeys(line.post for line in lines):
        own = [line for line in lines if line.post == post]
        row_of_post = {
            "version": version,
            "parts": _texts(own, QUEUE),
            "questions": _texts(own, QUESTION),
        }
        gathered.rows.append(Reference("handover_rule", post, row_of_post))
    return gathered


def _line(cells: Cells, workflow: Workflow) -> _Line:
    post = cells.choice("post", {name: name for name in workflow.posts})
    kind = cells.choice("kind", {QUEUE: QUEUE, QUESTION: QUESTION})
    how = cells.choice("how", {word: word for word in HOW[kind]})
    code = cells.matching("code", r"[a-z0-9_]{1,40}", _("应为小写英文代码。"))
    if kind == QUESTION:
        return _Line(post, kind, f"{code}:{how}:{cells.text('words', 120)}")
    if code not in workflow.queues:
        raise CellFault("code", _("只能是：{allowed}。").format(allowed=listed(workflow.queues)))
    return _Line(post, kind, f"{code}:{how}")


def _texts(lines: Iterable[_Line], kind: str) -> list[str]:
    return [line.text for line in lines if line.kind == kind]
