"""What the centre's files say about the life cycles is what `db/workflow` says."""

from __future__ import annotations

import pytest

from seatapp.admin.seed import seed_file, seed_sql
from seatapp.domain.tables import load_workflow
from seatapp.domain.workflow import Workflow
from tests.helpers.central_columns import central_columns
from tests.helpers.columns import expected_columns

SUBJECTS = tuple(load_workflow().subjects)


@pytest.fixture(scope="module")
def workflow() -> Workflow:
    return load_workflow()


def test_the_seed_has_not_drifted(workflow: Workflow) -> None:
    told = "run `python -m seatapp.admin.seed`"
    assert seed_file().read_text(encoding="utf-8") == seed_sql(workflow), told


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_columns_of_the_centre_are_those_of_the_fields(
    workflow: Workflow, subject: str
) -> None:
    assert central_columns(subject) == expected_columns(workflow, subject)


def test_a_step_moves_each_child_once(workflow: Workflow) -> None:
    """Effects of one step are worked out on the children as they were before it."""
    moves = [(e.subject, e.step, e.target) for e in workflow.effects if e.act == "move"]
    assert len(set(moves)) == len(moves)
