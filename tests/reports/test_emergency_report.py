"""The written report on an emergency says every element that was given."""

from __future__ import annotations

import io
from pathlib import Path

from docx import Document

from seatapp.domain.entries import Value
from seatapp.domain.tables import load_workflow
from seatapp.reports.emergencies import emergency_report
from seatapp.reports.filling import filled
from seatapp.reports.office import Office
from seatapp.reports.templates import Templates
from seatapp.reports.watch import Watch
from tests.helpers.replica_duty import ReplicaDuty

OFFICE = Office("宁川市城市管理监督指挥中心", "0990-1000120", "宁川市人民政府")
FOOT = {"number": "A01-261122-E001", "by": "甲", "at": "2026-11-22 12:00"}
ELEMENTS: dict[str, Value] = {
    "cause": "管网老化。",
    "course": "8 时 10 分主管爆裂，路面塌陷约 4 平方米。",
    "losses": "无人员伤亡。",
    "scope": "文昌街道三个小区停水。",
    "trend": "水位未再上涨。",
    "measures": "已关阀、围挡。",
    "next_steps": "夜间更换管段。",
    "commander": "现场负责人",
    "contact": "0990-1000501",
}


def test_the_first_report_tells_every_element(tmp_path: Path) -> None:
    duty = ReplicaDuty(tmp_path / "seat", load_workflow())
    began: dict[str, Value] = {
        **{"area": "999001", "level": "larger", "title": "东湖路供水主管爆裂"},
        **{"occurred_at": duty.now, "address": "东湖路口", "source": "热线来电"},
    }
    emergency = duty.desk.perform("begin_emergency", "emergency", None, began).subject_id
    duty.desk.perform("first_report", "emergency", emergency, ELEMENTS)
    paper = emergency_report(duty.workflow, duty.reader, duty.person.id, OFFICE, emergency)
    template = Templates(Path("none")).read(paper.template)
    made = filled(template, paper, FOOT, Watch())
    document = Document(io.BytesIO(made))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(part.text for part in document.paragraphs), *cells])
    assert "初报" in words
    assert "较大" in words
    for element in ELEMENTS.values():
        assert str(element) in words
    duty.replica.close()


def test_a_report_keeps_to_itself(tmp_path: Path) -> None:
    """What was said on the telephone is no part of it, and what is over has no trend any more."""
    duty = ReplicaDuty(tmp_path / "seat", load_workflow())
    began: dict[str, Value] = {
        **{"area": "999001", "level": "larger", "title": "东湖路供水主管爆裂"},
        **{"occurred_at": duty.now, "address": "东湖路口", "source": "热线来电"},
    }
    emergency = duty.desk.perform("begin_emergency", "emergency", None, began).subject_id
    phoned: dict[str, Value] = {"told": "市应急指挥中心", "note": "电话里约定半小时后再报。"}
    over: dict[str, Value] = {
        "losses": "无人员伤亡。",
        "measures": "已修复。",
        "note": "处置完毕。",
    }
    told = {}
    for step, values in (
        ("phone_report", phoned),
        ("first_report", ELEMENTS),
        ("final_report", over),
    ):
        duty.desk.perform(step, "emergency", emergency, values)
        if step != "phone_report":
            paper = emergency_report(duty.workflow, duty.reader, duty.person.id, OFFICE, emergency)
            told[step] = [part["name"] for part in paper.facts["parts"]]
    assert told["first_report"][-2:] == ["已采取措施", "下一步措施"]
    assert told["final_report"][-2:] == ["已采取措施", "说明"]
    assert "发展趋势" not in told["final_report"]
    duty.replica.close()
