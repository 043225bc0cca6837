"""What `api.since` hands out: every change once, in pages, to those who may see it."""

from __future__ import annotations

import json

import psycopg
import pytest

from seatapp.central.messages import Cursor, Page, Pages
from seatapp.errors import CentreRefused
from tests.fixtures.centre import Centre
from tests.helpers.seat_line import AREA, SeatLine, grid_report, phone_report, row_of

HERE = f"area:{AREA}"


def page_of(pages: Pages, scope: str) -> Page:
    return next(page for page in pages.pages if page.scope == scope)


def cursors_of(pages: Pages) -> dict[str, Cursor]:
    return {page.scope: page.cursor for page in pages.pages}


def everything(line: SeatLine, size: int, cursors: dict[str, Cursor] | None = None) -> list[Pages]:
    """All pages until nothing is left."""
    read = [line.gateway.since(cursors or {}, size)]
    while any(page.left for page in read[-1].pages):
        read.append(line.gateway.since(cursors_of(read[-1]), size))
    return read


def test_a_first_fill_brings_rows_history_and_references(line: SeatLine) -> None:
    report = line.entry("report", grid_report())
    answer = line.send(report)
    pages = line.gateway.since({}, 2000)
    here = page_of(pages, HERE)
    assert [row.row for row in here.rows] == [row_of(answer, report.subject_id)]
    assert [item.id for item in pages.story] == [report.id]
    assert pages.story == answer.story
    assert (here.left, here.gone) == (0, [])
    kinds = {row.kind for row in page_of(pages, "ref").rows}
    assert kinds == {"reference"}
    assert "unit/501" in {row.id for row in page_of(pages, "ref").rows}
    assert pages.epoch == line.session.epoch
    assert set(pages.scopes) == set(line.session.scopes) == {page.scope for page in pages.pages}


def test_after_the_last_page_there_is_nothing_new(line: SeatLine) -> None:
    line.send(line.entry("report", grid_report()))
    last = everything(line, 2000)[-1]
    again = line.gateway.since(cursors_of(last), 2000)
    assert all(not page.rows and not page.gone and page.left == 0 for page in again.pages)
    assert (list(again.story), cursors_of(again)) == ([], cursors_of(last))


@pytest.mark.parametrize("size", [1, 3, 50])
def test_pages_bring_every_line_once_and_count_what_is_left(line: SeatLine, size: int) -> None:
    reports = [line.entry("report", grid_report()) for _ in range(7)]
    line.send(*reports)
    start = {"ref": Cursor(10**12, "~"), HERE: Cursor(1)}
    read = everything(line, size, start)
    rows = [row.id for pages in read for row in page_of(pages, HERE).rows]
    assert rows == [report.subject_id for report in reports]
    left = [page_of(pages, HERE).left for pages in read]
    assert left == sorted(left, reverse=True)
    for pages, count in zip(read, left, strict=True):
        assert sum(len(page.rows) for page in pages.pages) <= size
        seen = [row.id for row in page_of(pages, HERE).rows]
        assert count == 7 - rows.index(seen[-1]) - 1


def test_a_page_from_the_midst_brings_the_whole_history_of_its_cases(line: SeatLine) -> None:
    first, other = (line.entry("report", grid_report()) for _ in range(2))
    state = row_of(line.send(first, other), first.subject_id)
    noted = line.entry("note", {"note": "一"}, state)
    line.send(noted)
    before, behind = everything(line, 1, {"ref": Cursor(10**12, "~"), HERE: Cursor(1)})
    assert {item.id for item in before.story} == {other.id}
    assert {item.id for item in behind.story} == {first.id, noted.id}


def test_a_subject_that_moves_between_two_pages_keeps_its_whole_history(line: SeatLine) -> None:
    """The line of the feed moves on with the subject, so its older entries come with the new."""
    reports = [line.entry("report", grid_report()) for _ in range(3)]
    states = [row_of(line.send(report), report.subject_id) for report in reports]
    read = everything(line, 2000)[-1]
    noted = line.entry("note", {"note": "一"}, states[1])
    line.send(noted, line.entry("note", {"note": "二"}, states[2]))
    first = line.gateway.since(cursors_of(read), 1)
    moved = line.entry("note", {"note": "三"}, states[2])
    last = line.entry("note", {"note": "四"}, states[1])
    line.send(moved, last)
    rest = everything(line, 1, cursors_of(first))
    told = {item.id for pages in (first, *rest) for item in pages.story}
    applied = {noted.id, moved.id, last.id}
    assert applied <= told


def test_a_page_from_the_end_brings_new_history_only(line: SeatLine) -> None:
    report = line.entry("report", grid_report())
    state = row_of(line.send(report), report.subject_id)
    read = everything(line, 2000)[-1]
    note = line.entry("note", {"note": "已核对"}, state)
    line.send(note)
    pages = line.gateway.since(cursors_of(read), 2000)
    assert [item.id for item in pages.story] == [note.id]


def test_the_smallest_rest_comes_first(line: SeatLine) -> None:
    line.send(line.entry("report", grid_report()))
    pages = line.gateway.since({}, 5)
    assert len(page_of(pages, HERE).rows) == 1
    assert page_of(pages, "ref").left > 0


def test_only_ones_own_scopes_are_answered(centre: Centre) -> None:
    author, elsewhere = SeatLine(centre, "u1001"), SeatLine(centre, "u1004")
    author.send(author.entry("report", phone_report()))
    asked = {HERE: Cursor(), "person:u1001": Cursor()}
    pages = elsewhere.gateway.since(asked, 2000)
    assert {page.scope for page in pages.pages} == {"area:999002", "person:u1004", "ref"}
    assert list(pages.story) == []
    told = json.dumps([row.row for page in pages.pages for row in page.rows], ensure_ascii=False)
    assert "13800001234" not in told


def test_contacts_come_and_go_with_the_duty(line: SeatLine) -> None:
    report = line.entry("report", phone_report())
    state = row_of(line.send(report), report.subject_id)
    mine = page_of(everything(line, 2000)[-1], "person:u1001")
    assert [(row.kind, row.id, row.row["caller_phone"]) for row in mine.rows] == [
        ("contact", report.subject_id, "13800001234")
    ]
    line.send(line.entry("answer", {"answer": "已答复", "nature": "consult"}, state))
    after = page_of(line.gateway.since({"person:u1001": mine.cursor}, 2000), "person:u1001")
    assert (list(after.rows), list(after.gone)) == ([], [("contact", report.subject_id)])


def test_a_new_right_is_a_new_scope_with_a_fill_of_its_own(centre: Centre) -> None:
    author, other = SeatLine(centre, "u1001"), SeatLine(centre, "u1004")
    report = author.entry("report", grid_report())
    author.send(report)
    read = everything(other, 2000)[-1]
    centre.superuser().execute(
        "INSERT INTO core.member_post (person, post, area) VALUES ('u1004', 'monitor', '999001')"
    )
    pages = other.gateway.since(cursors_of(read), 2000)
    assert HERE in pages.scopes
    assert [row.id for row in page_of(pages, HERE).rows] == [report.subject_id]


def test_a_person_who_was_disabled_reads_nothing(centre: Centre, line: SeatLine) -> None:
    centre.superuser().execute("UPDATE core.member SET active = false WHERE person = 'u1001'")
    with pytest.raises(CentreRefused) as refused:
        line.gateway.since({}, 10)
    assert refused.value.code == "SA002"


def test_cursors_of_another_form_are_refused(line: SeatLine) -> None:
    wire = line.gateway._connection
    for cursors in ("", "7", '{"ref": ["x", ""]}', '{"ref": "\\u0000"}', "[" * 9000):
        with pytest.raises(psycopg.Error) as refused:
            wire.execute("SELECT api.since(%s, 10)", (cursors,))
        assert refused.value.sqlstate == "SA005"


def test_what_is_found_by_the_log_in_can_be_found_by_an_index(centre: Centre) -> None:
    """An index in another collation than that of session_user is passed by."""
    leading = centre.superuser().execute(
        """
        SELECT i.indexrelid::regclass::text, i.indcollation[0]::regcollation::text
        FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid::regclass::text LIKE 'core.%' AND a.attname IN ('person', 'scope')
        """
    )
    found: dict[str, str] = dict(leading.fetchall())
    assert {"core.member_pkey", "core.courier_key_of_person", "core.feed_order"} <= found.keys()
    assert set(found.values()) == {'"C"'}
