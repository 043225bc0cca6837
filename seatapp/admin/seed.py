"""Writes `db/central/0002_workflow_seed.sql`: the life cycles as the centre's tables hold them.

The file is generated from `db/workflow/*.csv` and committed; a test says when it has drifted.
`python -m seatapp.admin.seed` writes it anew. Rows carry the schema number, since the centre
judges an entry by the step table that it was made under.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from seatapp.domain.tables import load_workflow
from seatapp.domain.workflow import HANDED, SCHEMA, Effect, Step, Workflow

FILE = "0002_workflow_seed.sql"
GIVEN = "case_number"
"""The one field that only the centre gives out; `core.append_batch` knows it by name."""

Cell = str | int | bool | list[str] | dict[str, str | None] | None

HEAD = """\
-- The life cycles as data. Generated from db/workflow/*.csv by `python -m seatapp.admin.seed`;
-- change the tables there, not here.

SET LOCAL ROLE seat_owner;

CREATE TABLE core.schema_known (schema integer PRIMARY KEY);

-- `of` is empty for a subject that is its own root. `keeper` names the column of the person who
-- keeps the full personal values while the root is open, `owner` that of the only person who sees
-- the subject.
CREATE TABLE core.subject (
    schema integer, subject text, position integer NOT NULL, "of" text[] NOT NULL,
    keeper text NOT NULL, owner text NOT NULL,
    PRIMARY KEY (schema, subject)
);

CREATE TABLE core.stage (
    schema integer, subject text, stage text, terminal boolean NOT NULL,
    PRIMARY KEY (schema, subject, stage)
);

CREATE TABLE core.choice (
    schema integer, list text, code text, marks text[] NOT NULL,
    PRIMARY KEY (schema, list, code)
);

CREATE TABLE core.field (
    schema integer, subject text, name text, type text NOT NULL, "of" text NOT NULL,
    maximum bigint NOT NULL, mask text NOT NULL, origin text NOT NULL,
    PRIMARY KEY (schema, subject, name)
);

-- `kinds` is empty when every kind of case may take the step.
-- `handed` are the fields that the step only hands on.
CREATE TABLE core.step (
    schema integer, subject text, step text, kinds text[] NOT NULL, sources text[] NOT NULL,
    target text NOT NULL, posts text[] NOT NULL, creates boolean NOT NULL,
    root boolean NOT NULL, by_system boolean NOT NULL,
    guarded boolean NOT NULL, reaches boolean NOT NULL,
    sets jsonb NOT NULL, handed text[] NOT NULL, counts text[] NOT NULL,
    clock text NOT NULL, stamp text NOT NULL, gives boolean NOT NULL, fresh boolean NOT NULL,
    PRIMARY KEY (schema, subject, step)
);

-- The fields that a step may set, the required ones first, with what core.field says of them, and
-- what a closed list has: {code: 1}.
CREATE TABLE core.step_field (
    schema integer, subject text, step text, name text, position integer NOT NULL,
    required boolean NOT NULL, type text NOT NULL, "of" text NOT NULL, maximum bigint NOT NULL,
    mask text NOT NULL, codes jsonb,
    PRIMARY KEY (schema, subject, step, name)
);

CREATE TABLE core.step_guard (
    schema integer, subject text, step text, position integer, guard text NOT NULL,
    argument text NOT NULL,
    PRIMARY KEY (schema, subject, step, position)
);

-- A stage that ends by itself: when the moment in the column `until` has come, by `step`.
CREATE TABLE core.lapse (
    schema integer, subject text, stage text, until text NOT NULL, step text NOT NULL,
    target text NOT NULL,
    PRIMARY KEY (schema, subject, stage)
);

-- `copies` is a list of [into, how, what] with how one of '=', '<', ':', '@' and '*'.
CREATE TABLE core.effect (
    schema integer, subject text, step text, position integer, act text NOT NULL,
    target text NOT NULL, target_step text NOT NULL, condition text NOT NULL,
    argument text NOT NULL, copies jsonb NOT NULL,
    PRIMARY KEY (schema, subject, step, position)
);

GRANT SELECT ON core.schema_known, core.subject, core.stage, core.choice, core.field, core.step,
    core.step_field, core.step_guard, core.lapse,
    core.effect TO seat_writer;
"""

TAIL = """
RESET ROLE;
"""


def seed_sql(workflow: Workflow) -> str:
    """The whole text of the file."""
    lapses = workflow.lapses.values()
    tables: tuple[tuple[str, Sequence[Sequence[Cell]]], ...] = (
        ("schema_known", [[]]),
        ("subject", _subjects(workflow)),
        ("stage", _stages(workflow)),
        ("choice", _choices(workflow)),
        ("field", _fields(workflow)),
        ("step", [_step(workflow, step) for step in workflow.steps.values()]),
        ("step_field", _step_fields(workflow)),
        ("step_guard", _step_guards(workflow)),
        ("lapse", [[x.subject, x.stage, x.until, x.step, x.target] for x in lapses]),
        ("effect", _effects(workflow)),
    )
    return HEAD + "".join(_insert(name, rows) for name, rows in tables) + TAIL


def seed_file() -> Path:
    """Where the generated file stands in the project."""
    return Path(__file__).parents[2] / "db" / "central" / FILE


def _subjects(workflow: Workflow) -> list[list[Cell]]:
    return [
        [subject.name, position, list(subject.of), subject.keeper, subject.owner]
        for position, subject in enumerate(workflow.subjects.values(), 1)
    ]


def _stages(workflow: Workflow) -> list[list[Cell]]:
    return [[s.subject, s.name, s.terminal] for s in workflow.stages.values()]


def _choices(workflow: Workflow) -> list[list[Cell]]:
    return [[c.list, c.code, sorted(c.marks)] for c in workflow.choices.values()]


def _fields(workflow: Workflow) -> list[list[Cell]]:
    return [
        [f.subject, f.name, f.type, f.of, f.maximum, f.mask, f.origin]
        for f in workflow.fields.values()
    ]


def _step(workflow: Workflow, step: Step) -> list[Cell]:
    assert step.gives in ("", GIVEN), step.gives
    return [
        *(step.subject, step.name, sorted(step.kinds), sorted(step.sources), step.target),
        *(sorted(step.posts), step.creates, workflow.is_root(step.subject), step.by_system),
        *(bool(step.guards), _reaches(workflow, step), dict(step.sets)),
        _handed(workflow, step),
        *([f"{count.field}:{count.rule}" for count in step.counts], step.clock, step.stamp),
        *(bool(step.gives), step.fresh),
    ]


def _handed(workflow: Workflow, step: Step) -> list[str]:
    fields = (workflow.field(step.subject, name) for name in step.fields)
    return [field.name for field in fields if field.origin == HANDED]


def _reaches(workflow: Workflow, step: Step) -> bool:
    """Whether the step changes subjects of other roots."""
    return any(effect.act == "pass" for effect in workflow.effects_of(step.subject, step.name))


def _step_fields(workflow: Workflow) -> list[list[Cell]]:
    return [row for step in workflow.steps.values() for row in _fields_of(workflow, step)]


def _fields_of(workflow: Workflow, step: Step) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for position, name in enumerate(step.fields, 1):
        field = workflow.field(step.subject, name)
        described = (field.type, field.of, field.maximum, field.mask)
        required = name in step.required
        codes = _codes(workflow, field.of) if field.type == "choice" else None
        rows.append([step.subject, step.name, name, position, required, *described, codes])
    return rows


def _codes(workflow: Workflow, choices: str) -> str:
    codes = {choice.code: 1 for choice in workflow.choices_of(choices)}
    return json.dumps(codes, separators=(",", ":"))


def _step_guards(workflow: Workflow) -> list[list[Cell]]:
    return [
        [step.subject, step.name, position, guard.name, guard.argument]
        for step in workflow.steps.values()
        for position, guard in enumerate(step.guards, 1)
    ]


def _effects(workflow: Workflow) -> list[list[Cell]]:
    return [_effect(position, effect) for position, effect in enumerate(workflow.effects, 1)]


def _effect(position: int, effect: Effect) -> list[Cell]:
    copies = json.dumps([[copy.into, copy.how, copy.what] for copy in effect.copies])
    named = (effect.act, effect.target, effect.target_step, effect.when, effect.argument)
    return [effect.subject, effect.step, position, *named, copies]


def _insert(table: str, rows: Iterable[Sequence[Cell]]) -> str:
    lines = ",\n".join(
        "    (" + ", ".join(_literal(cell) for cell in (SCHEMA, *row)) + ")" for row in rows
    )
    return f"\nINSERT INTO core.{table} VALUES\n{lines};\n"


def _literal(cell: Cell) -> str:
    if cell is None:
        return "NULL"
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, list):
        return _quoted("{" + ",".join(cell) + "}")
    if isinstance(cell, dict):
        return _quoted(json.dumps(cell))
    return _quoted(cell)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    seed_file().write_text(seed_sql(load_workflow()), encoding="utf-8")
