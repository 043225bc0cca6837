"""The page of life cycles says what the tables say."""

from __future__ import annotations

from pathlib import Path

from seatapp.admin.diagram import life_cycles
from seatapp.domain.tables import load_workflow

PAGE = Path(__file__).parents[2] / "docs" / "life-cycles.md"


def test_the_page_is_not_older_than_the_tables() -> None:
    assert PAGE.read_text("utf-8") == life_cycles(load_workflow()), (
        "run: python -m seatapp.admin.diagram"
    )


def test_the_diagram_of_a_kind_holds_no_step_of_another() -> None:
    page = life_cycles(load_workflow())
    hotline = page.split("## case: 热线工单 (hotline)")[1].split("## case:")[0]
    assert "提交派单" in hotline
    assert "预立案" not in hotline
