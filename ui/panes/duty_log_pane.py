"""值班日志: what happened on a shift, faults that go on, notices and who has read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from seatapp.domain.entries import Values
from seatapp.local.duty_log import LogLine
from seatapp.text import _, listed
from ui.durations import Level, local, short_moment
from ui.layouts import empty
from ui.panes.shift_page import ShiftPage, offered_names
from ui.shift_duty import ShiftDuty
from ui.widgets.day_edit import DayEdit, date_of
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.wording import choice_words, now_seconds
from ui.worker import Background

DAY_SECONDS = 86_400
SEARCH_MS = 250
NOTICE = "notice"
PHOTOS_IN_A_ROW = 6
STANDING = {
    "fault": Level.LATE,
    "ended": Level.DONE,
    "posted": Level.NEAR,
    "withdrawn": Level.PAUSED,
}


@dataclass(frozen=True)
class Read:
    """Lines of a day or of a search, what is open besides, and the words for people.

    `unread` are those who were here while a notice stood and have not seen it, by the notice;
    `offered` the steps that the person can take on each line.
    """

    lines: Sequence[LogLine]
    open_lines: Sequence[LogLine]
    people: Mapping[str, str]
    unread: Mapping[str, Sequence[str]]
    offered: Mapping[str, frozenset[str]]
    found: bool


class DutyLogPane(ShiftPage):
    """One day of the log, or what a search found."""

    def __init__(
        self,
        duty: ShiftDuty,
        background: Background,
        clock: Callable[[], int] = now_seconds,
    ) -> None:
        super().__init__(duty, background, _("值班日志"))
        self._read: Read | None = None
        self._clock = clock
        self.day = DayEdit(_("日期"), clock())
        self._today = self.day.date()
        self.day.dateChanged.connect(self.refresh)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("搜索全部日志"))
        self.search.setAccessibleName(_("搜索全部日志"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(220)
        self._soon = QTimer(self, singleShot=True, interval=SEARCH_MS)
        self._soon.setObjectName("log searched")
        self._soon.timeout.connect(self.refresh)
        self.search.textChanged.connect(self._soon.start)
        self.head.addWidget(self.day)
        self.head.addWidget(self.search)
        self._make_form()

    def _make_form(self) -> None:
        workflow = self.duty.workflow
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("类别"))
        for name in ("log_kind", "fault_kind"):
            for choice in workflow.choices_of(name):
                self.kind.addItem(_.of(name, choice.label), (name, choice.code))
        if self.may("post_notice", "log_note"):
            self.kind.addItem(_("通知"), (NOTICE, ""))
        self.words = QPlainTextEdit()
        self.words.setFixedHeight(58)
        self.words.setTabChangesFocus(True)
        self.words.setPlaceholderText(_("记一笔：时间自动记下，记下后只可补记"))
        self.words.setAccessibleName(_("内容"))
        self.photos = self.photos_input("log_note", "attachments", PHOTOS_IN_A_ROW)
        self.photos.setAccessibleName(_("附件照片"))
        middle = QVBoxLayout()
        middle.setSpacing(6)
        middle.addWidget(self.words)
        middle.addWidget(self.photos)
        self.foot.addWidget(self.kind, 0, Qt.AlignmentFlag.AlignTop)
        self.foot.addLayout(middle, 1)
        for button in (
            pressed(_("记下"), "primary", self.write, "Ctrl+Return"),
            pressed(_("打印预览"), "", self._look_at_day, "Ctrl+P"),
            pressed(_("导出当日 Word…"), "", self._save),
        ):
            self.foot.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    # --- reading -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the replica again; who looks at today still does after midnight."""
        before, self._today = self._today, date_of(self._clock())
        if self.day.date() == before != self._today:
            self.day.setDate(self._today)
            return
        self.background.look(
            partial(self._look, self.day.begins, self.search.text().strip()), self._take
        )

    def _look(self, begins: int, text: str) -> Read:
        book = self.duty.book
        lines = book.search(text) if text else book.notes(begins, begins + DAY_SECONDS)
        shown = {line.id for line in lines}
        others = [] if text else [line for line in book.open_notes() if line.id not in shown]
        unread = {line.id: self._unread(line) for line in [*lines, *others]}
        people = {who for line in [*lines, *others] for who in _people_of(line)}
        people |= {who for those in unread.values() for who in those}
        names = {who: self.duty.reader.words("person", who) for who in people}
        states = [line.state for line in [*lines, *others]]
        offered = offered_names(self.duty, "log_note", states)
        return Read(lines, others, names, unread, offered, bool(text))

    def _unread(self, line: LogLine) -> list[str]:
        if line.stage != "posted":
            return []
        seen = {line.written_by, *(who for who, _at in line.readers)}
        stays = self.duty.book.stays(line.written_at, now_seconds() + 1)
        return sorted({stay.person for stay in stays} - seen)

    def _take(self, read: Read) -> None:
        if read != self._read:
            self._read = read
            self.draw_anew()

    # --- drawing -------------------------------------------------------------------------------

    def redraw(self) -> None:
        """Draw what was read last."""
        read = self._read
        if read is None:
            return
        empty(self.column)
        self.under.setText(_("{n} 条").format(n=len(read.lines)))
        if read.open_lines:
            self.column.addWidget(labelled(_("还没有结束的"), "heading"))
            for line in read.open_lines:
                self.column.addWidget(self._card(read, line, dated=True))
            self.column.addWidget(labelled(_("当日"), "heading"))
        for line in read.lines:
            self.column.addWidget(self._card(read, line, dated=read.found))
        if not read.lines:
            words = (
                _("没有找到。")
                if read.found
                else _("当日还没有记录。来访、故障、领导指示都记在这里。")
            )
            self.column.addWidget(plain(words, "secondary"))
        self.column.addStretch(1)

    def _card(self, read: Read, line: LogLine, dated: bool) -> QFrame:
        card = QFrame()
        card.setObjectName("box")
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 8, 10, 8)
        row.setSpacing(12)
        at = local(line.occurred_at)
        row.addWidget(labelled(f"{at:%m-%d %H:%M}" if dated else f"{at:%H:%M}", "strong"))
        row.addWidget(Pill(self._kind_words(line), STANDING.get(line.stage, Level.UNSET)))
        said = QVBoxLayout()
        said.setSpacing(3)
        said.addWidget(plain(line.words))
        for words in self._more(read, line):
            said.addWidget(plain(words, "secondary"))
        if line.attachments:
            said.addWidget(self.strip(line.attachments, PHOTOS_IN_A_ROW))
        row.addLayout(said, 1)
        row.addWidget(labelled(read.people.get(line.written_by, line.written_by), "secondary"))
        for button in self._buttons(line, read.offered[line.id]):
            row.addWidget(button)
        return card

    def _kind_words(self, line: LogLine) -> str:
        workflow = self.duty.workflow
        if line.stage in ("posted", "withdrawn"):
            return _("通知") if line.stage == "posted" else _("已撤下")
        name = "fault_kind" if line.stage in ("fault", "ended") else "log_kind"
        words = choice_words(workflow, name, line.kind)
        return _("{fault} 未恢复").format(fault=words) if line.stage == "fault" else words

    def _more(self, read: Read, line: LogLine) -> list[str]:
        now = now_seconds()
        found = []
        if line.ended_at is not None:
            words = _("{time} 恢复 {result}")
            found.append(words.format(time=short_moment(line.ended_at, now), result=line.result))
        for who, at, words in line.addenda:
            told = _("补记 {time} {name}：{words}")
            name = read.people.get(who, who)
            found.append(told.format(time=short_moment(at, now), name=name, words=words))
        if line.readers:
            names = listed(read.people.get(who, who) for who, _at in line.readers)
            found.append(_("已阅 {n} 人：{names}").format(n=len(line.readers), names=names))
        elif line.stage == "posted":
            found.append(_("还没有人签阅"))
        late = read.unread.get(line.id, ())
        if late:
            names = listed(read.people.get(who, who) for who in late)
            found.append(_("到过岗还没签阅 {n} 人：{names}").format(n=len(late), names=names))
        return found

    def _buttons(self, line: LogLine, offered: frozenset[str]) -> list[QPushButton]:
        found = []
        if "end_fault" in offered:
            end = partial(self.ask, "end_fault", "log_note", line.state)
            found.append(pressed(_("已恢复…"), "", end))
        if "read_notice" in offered and self.duty.person.id not in dict(line.readers):
            read = partial(self.do, "read_notice", "log_note", line.id, {})
            found.append(pressed(_("已阅"), "primary", read))
        if "withdraw_notice" in offered:
            down = partial(self.do, "withdraw_notice", "log_note", line.id, {})
            found.append(pressed(_("撤下"), "", down))
        if "amend_note" in offered:
            add = partial(self.ask, "amend_note", "log_note", line.state)
            found.append(pressed(_("补记…"), "quiet", add))
        return found

    # --- writing -------------------------------------------------------------------------------

    def write(self) -> None:
        """Write what was typed into the log."""
        words = self.words.toPlainText().strip()
        if not words:
            self.failed.emit(_("还没有写内容，没有记下。"))
            return
        name, code = self.kind.currentData()
        step = {"log_kind": "write_note", "fault_kind": "report_fault"}.get(name, "post_notice")
        if self.photos.busy:
            self.failed.emit(_("照片还在保存，请稍等再记。"))
            return
        photos = self.photos.value()
        values: Values = {
            "words": words,
            **({name: code} if code else {}),
            **({"attachments": photos} if photos else {}),
        }

        def whole() -> Values:
            return {**values, "area": self.duty.book.area(self.duty.posts)}

        self.background.run(whole, partial(self.do, step, "log_note", None, then=self._written))

    def _written(self, _note_id: str) -> None:
        self.words.clear()
        self.photos.set_value(None)
        self.day.setDate(date_of(self._clock()))  # what was just written is to be seen

    def _look_at_day(self) -> None:
        self.look_at_paper(partial(self.duty.papers.duty_log, self.day.day))

    def _save(self) -> None:
        day = self.day.day
        title = _("值班日志 {day}").format(day=day.isoformat())
        self.save_paper(title, partial(self.duty.papers.duty_log, day))


def _people_of(line: LogLine) -> set[str]:
    return {
        line.written_by,
        *(who for who, _at, _words in line.addenda),
        *(who for who, _at in line.readers),
    }
