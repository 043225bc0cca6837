"""The tables of the life cycle fit together, and a fault is named by file, line and column."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from seatapp.domain.tables import load_workflow
from seatapp.errors import TableFault


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the tables that a test may spoil."""
    with as_file(files("db") / "workflow") as folder:
        shutil.copytree(folder, tmp_path / "workflow")
    return tmp_path / "workflow"


def spoil(tables: Path, file: str, old: str, new: str) -> None:
    text = (tables / file).read_text("utf-8")
    assert old in text
    (tables / file).write_text(text.replace(old, new, 1), "utf-8")


def test_the_shipped_tables_are_sound() -> None:
    workflow = load_workflow()
    assert workflow.is_root("case")
    assert not workflow.is_root("assignment")
    assert {"case", "assignment"} <= set(workflow.kin("verification"))
    assert workflow.step("case", "prefile") is not None


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column"),
    [
        ("steps.csv", "case,answer,hotline,reported", "case,answer,hotline,nowhere", 4, "from"),
        ("steps.csv", "answered,acceptor|monitor", "answerd,acceptor|monitor", 4, "to"),
        ("steps.csv", "answered,acceptor|monitor", "answered,cleaner", 4, "posts"),
        ("steps.csv", "answer|nature,caller_told", "answr|nature,caller_told", 4, "required"),
        ("steps.csv", "text_or_category|caller", "text_or_nothing|caller", 2, "guards"),
        ("steps.csv", "start:register,reported", "start:lunch,reported", 2, "clock"),
        ("steps.csv", "subject,step,kinds", "subject,stepp,kinds", 1, "step"),
        ("steps.csv", "直接回复,A,", "直接回复,X,", 5, "key"),
        ("effects.csv", "verification,order,,", "verification,ordr,,", 2, "target_step"),
        ("effects.csv", "question<question", "question<qestion", 2, "values"),
        ("fields.csv", "case,source,choice:source", "case,source,choice:sorce", 3, "type"),
        ("fields.csv", "case,case_number,line", "case,source,line", 8, "name"),
        ("queues.csv", "to_accept,case,acceptor", "to_accept,case,aceptor", 2, "posts"),
        ("queues.csv", "核实中,受理,silent", "核实中,受理,silnt", 4, "marks"),
        ("stages.csv", "case,returned,待补充,no", "case,returned,待补充,maybe", 3, "terminal"),
    ],
)
def test_a_fault_names_its_place(
    tables: Path, file: str, old: str, new: str, line: int, column: str
) -> None:
    spoil(tables, file, old, new)
    with pytest.raises(TableFault) as caught:
        load_workflow(tables)
    assert (caught.value.file, caught.value.line, caught.value.column) == (file, line, column)


def test_a_missing_cell_is_a_fault(tables: Path) -> None:
    spoil(tables, "posts.csv", "acceptor,受理员,1", "acceptor,受理员")
    with pytest.raises(TableFault, match=r"posts\.csv 第 2 行"):
        load_workflow(tables)


def test_a_fault_is_a_sentence_for_people_and_facts_for_programs(tables: Path) -> None:
    spoil(tables, "steps.csv", "answered,acceptor|monitor", "answered,cleaner")
    with pytest.raises(TableFault) as caught:
        load_workflow(tables)
    assert "steps.csv 第 4 行 [posts] 列有误" in caught.value.sentence
    assert "cleaner" in caught.value.sentence
    assert caught.value.facts == {"file": "steps.csv", "line": 4, "column": "posts"}


def test_every_stage_can_be_left_or_is_terminal() -> None:
    workflow = load_workflow()
    stuck = [
        (subject, name)
        for (subject, name), stage in workflow.stages.items()
        if not stage.terminal
        and not any(
            name in step.sources and step.stage_after(name) != name
            for step in workflow.steps.values()
            if step.subject == subject
        )
    ]
    assert stuck == []


def test_every_stage_can_be_reached() -> None:
    workflow = load_workflow()
    reached = {(step.subject, step.target) for step in workflow.steps.values()}
    assert set(workflow.stages) <= reached


def test_only_a_decision_leaves_a_terminal_stage() -> None:
    workflow = load_workflow()
    terminal = {key for key, stage in workflow.stages.items() if stage.terminal}
    leaving = [
        (step.subject, step.name)
        for step in workflow.steps.values()
        for source in step.sources
        if (step.subject, source) in terminal
        and step.stage_after(source) != source
        and step.name != "unmerge"  # the leader takes a wrong merge apart
    ]
    assert set(leaving) == {("case", "return_from_above"), ("case", "reopen")}


def test_every_refusal_of_the_rules_has_a_sentence() -> None:
    source = "".join(
        (files("seatapp") / "domain" / name).read_text("utf-8")
        for name in ("judge.py", "guards.py", "callback_guards.py")
    )
    workflow = load_workflow()
    codes = {code for code in workflow.refusals if f'"{code}"' in source}
    assert {"stale", "wrong_stage", "same_person", "pair_missing", "not_tried"} <= codes
