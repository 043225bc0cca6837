"""The life cycles as a page of diagrams and tables, made from the step table alone.

`python -m seatapp.admin.diagram` writes `docs/life-cycles.md`; a test keeps the two in step.
"""

from __future__ import annotations

import sys
from pathlib import Path

from seatapp.domain.tables import load_workflow
from seatapp.domain.workflow import CREATION, STAYS, Step, Workflow

PAGE = Path("docs") / "life-cycles.md"
KINDS = (("grid", "城管案件"), ("hotline", "热线工单"), ("superior", "上级交办"))


def life_cycles(workflow: Workflow) -> str:
    """The whole page, in Markdown with Mermaid diagrams."""
    parts = [
        "# Life cycles",
        "Made from `db/workflow/*.csv` by `python -m seatapp.admin.diagram`; do not edit by hand.",
    ]
    for kind, label in KINDS:
        parts += [f"## case: {label} ({kind})", _diagram(workflow, "case", kind)]
    for subject in list(workflow.subjects)[1:]:
        parts += [f"## {subject}", _diagram(workflow, subject, "")]
    parts += ["## Every step", _table(workflow), "## What steps do to others", _effects(workflow)]
    return "\n\n".join(parts) + "\n"


def _diagram(workflow: Workflow, subject: str, kind: str) -> str:
    steps = [
        step
        for step in workflow.steps.values()
        if step.subject == subject and (not kind or step.suits_kind(kind))
    ]
    lines = [line for step in steps for line in _arrows(workflow, step)]
    reached = {step.target for step in steps} - {STAYS}
    stages = [
        stage
        for stage in workflow.stages.values()
        if stage.subject == subject and stage.name in reached
    ]
    names = [f'    state "{stage.label} {stage.name}" as {stage.name}' for stage in stages]
    ends = [f"    {stage.name} --> [*]" for stage in stages if stage.terminal]
    body = "\n".join(["stateDiagram-v2", *names, *lines, *ends])
    return f"```mermaid\n{body}\n```"


def _arrows(workflow: Workflow, step: Step) -> list[str]:
    if step.target == STAYS:
        return []
    order = [name for (subject, name) in workflow.stages if subject == step.subject]
    sources = sorted(step.sources, key=lambda name: -1 if name == CREATION else order.index(name))
    return [
        f"    {'[*]' if source == CREATION else source} --> {step.target}: {step.label}"
        for source in sources
    ]


def _table(workflow: Workflow) -> str:
    lines = [
        "| subject | step | 名称 | kinds | from | to | posts | must have | guards | clock |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for step in workflow.steps.values():
        guards = " ".join(f"{guard.name}:{guard.argument}".rstrip(":") for guard in step.guards)
        cells = (
            step.subject,
            step.name,
            step.label,
            " ".join(sorted(step.kinds)) or "all",
            " ".join(sorted(step.sources)),
            step.target,
            " ".join(sorted(step.posts)),
            " ".join(step.required),
            guards,
            step.clock,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _effects(workflow: Workflow) -> str:
    lines = ["| when | then | on |", "|---|---|---|"]
    for effect in workflow.effects:
        only = f" if {effect.when}" if effect.when else ""
        act = "new" if effect.act == "create" else "every open"
        lines.append(
            f"| {effect.subject}/{effect.step}{only} | {effect.target_step} "
            f"| {act} {effect.target} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(life_cycles(load_workflow()), "utf-8")
    sys.stdout.write(f"{PAGE}\n")
