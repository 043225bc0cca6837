"""排班: who answers for what now, who stands in for whom, the month at a glance, and swaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.posts import leads
from seatapp.domain.roster import Roster, Turn
from seatapp.local.duty_book import Stay
from seatapp.local.substitutes import Substitute, substitutes_of, who_can_grant, who_holds
from seatapp.text import _
from ui.dialogs.cover_dialog import CoverDialog
from ui.dialogs.swap_dialog import SwapDialog
from ui.durations import Level
from ui.layouts import empty
from ui.models.roster_model import NAMES, MonthSheet, RosterModel
from ui.panes.shift_page import ShiftPage
from ui.panes.standing_in import StandingIn
from ui.panes.substitute_cards import SubstituteCards
from ui.panes.swap_cards import SwapCards, WaitingSwap, waiting_swaps
from ui.shift_duty import ShiftDuty
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.wording import now_seconds
from ui.worker import Background

NARROW_DAY_PX, WIDE_DAY_PX = 22, 40
NAMES_PX = ((84, 130), (76, 130))
"""The least and the most room for people and posts; the words decide between."""
ROW_PX, HEAD_PX = 28, 40
DAY_SECONDS = 86_400
COVERED_AHEAD = 2 * DAY_SECONDS
"""Turns that begin within so many seconds can be covered without their person asking."""
SIDES = ("asked_by", "colleague")
"""Where a swap names its two people."""


@dataclass(frozen=True)
class Read:
    """The roster, who is here, the swaps, and the words for people."""

    roster: Roster
    stays: Sequence[Stay]
    swaps: Sequence[WaitingSwap]
    people: Mapping[str, str]
    now: int
    substitutes: Sequence[Substitute]
    grants: Mapping[str, str]
    """Those who hold a post from which requests are granted, by log-in."""
    able: Mapping[str, Mapping[str, str]]
    """Log-in and name of those who hold each post, without who works elsewhere."""
    elsewhere: frozenset[str]
    """Those whom the person here puts neither in nor out of a turn."""


class RosterPane(ShiftPage):
    """Today, the month, and swaps."""

    def __init__(self, duty: ShiftDuty, background: Background) -> None:
        super().__init__(duty, background, _("排班"))
        self._month = datetime.fromtimestamp(now_seconds(), CITY_TIME).date().replace(day=1)
        self._read: Read | None = None
        self.swap_dialog: SwapDialog | None = None
        self.cover_dialog: CoverDialog | None = None
        self.standing_in = StandingIn(duty, background, self)
        self.standing_in.told.connect(self.told)
        self.standing_in.failed.connect(self.failed)
        self.standing_in.changed.connect(self.refresh)
        self.substitutes = SubstituteCards()
        self.swaps = SwapCards(self)
        self.model = RosterModel()
        self.table = self._make_table()
        today = QWidget()
        self._today = QVBoxLayout(today)
        self._today.setContentsMargins(0, 0, 0, 0)
        self._today.setSpacing(6)
        for part in (today, self.swaps, self.substitutes):
            self.column.addWidget(part)
        self.column.addWidget(self._month_bar())
        self.column.addWidget(self.table, 1)
        self.foot.addWidget(pressed(_("申请换班…"), "primary", self.ask_swap))
        if self.may("cover_turn", "swap"):
            self.foot.addWidget(pressed(_("登记顶班…"), "", self.ask_cover))
        if self.standing_in.places:
            self.foot.addWidget(pressed(_("指定代批人…"), "", self.ask_substitute))
        self.foot.addStretch(1)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setObjectName("month")
        table.setAccessibleName(_("本月排班"))
        table.setShowGrid(True)
        table.setSelectionMode(QTableView.SelectionMode.NoSelection)
        table.setMinimumHeight(320)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_PX)
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setMinimumSectionSize(NARROW_DAY_PX)
        head.setFixedHeight(HEAD_PX)
        return table

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns the room there is."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """As much as the words need; what is left goes to the days alike."""
        table, days = self.table, range(NAMES, self.model.columnCount())
        if not days:
            return
        for column, (least, most) in enumerate(NAMES_PX):
            table.setColumnWidth(column, min(max(table.sizeHintForColumn(column), least), most))
        needed = [table.horizontalHeader().sectionSizeHint(day) for day in days]
        room = table.viewport().width() - sum(map(table.columnWidth, range(NAMES)))
        each = (room - max(needed)) // (len(days) - 1)
        wide = min(max(each, NARROW_DAY_PX), WIDE_DAY_PX)
        for day, words in zip(days, needed, strict=True):
            table.setColumnWidth(day, max(wide, words))

    def _month_bar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 6, 0, 0)
        self._month_words = labelled("", "strong")
        row.addWidget(self._month_words)
        row.addWidget(pressed(_("上月"), "quiet", partial(self.turn_month, -1)))
        row.addWidget(pressed(_("下月"), "quiet", partial(self.turn_month, 1)))
        row.addStretch(1)
        row.addWidget(labelled(_("带 * 的橙底是换过的班，绿底是跨零点的班"), "secondary"))
        return bar

    def turn_month(self, by: int) -> None:
        """Show an earlier or a later month."""
        middle = self._month.replace(day=15) + timedelta(days=31 * by)
        self._month = middle.replace(day=1)
        self.redraw()

    def refresh(self) -> None:
        """Look at the replica again."""
        self.background.look(self._look, self._take)

    def _look(self) -> Read:
        duty, now = self.duty, now_seconds()
        roster = duty.book.roster()
        stays = duty.book.stays(now - DAY_SECONDS, now + 1)
        swaps = waiting_swaps(duty)
        logins = {turn.person for turn in roster.turns} | {turn.instead_of for turn in roster.turns}
        logins |= {stay.person for stay in stays}
        logins |= {str(one.state.get(name, "")) for one in swaps for name in SIDES}
        substitutes = substitutes_of(duty.reader.references("substitute"))
        logins |= {login for one in substitutes for login in (one.person, one.named_by)}
        people = {login: duty.reader.words("person", login) for login in logins if login}
        rows = duty.reader.references("person")
        own = dict(rows).get(duty.person.id)
        elsewhere = frozenset(code for code, row in rows if not leads(duty.workflow, own, row))
        grants, able = who_can_grant(rows), who_holds(r for r in rows if r[0] not in elsewhere)
        return Read(roster, stays, swaps, people, now, substitutes, grants, able, elsewhere)

    def _take(self, read: Read) -> None:
        self._read = read
        self.draw_anew()

    def redraw(self) -> None:
        """Draw what was read last."""
        read = self._read
        if read is None:
            return
        today = datetime.fromtimestamp(read.now, CITY_TIME).date()
        posts = {post.name: _(post.label) for post in self.duty.workflow.posts.values()}
        self.model.show_month(MonthSheet(self._month, read.roster, read.people, posts, today))
        self._fit_columns()
        self._month_words.setText(
            _("{year}年{month}月").format(year=self._month.year, month=self._month.month)
        )
        empty(self._today)
        self._draw_now(read, posts)
        self.swaps.show_swaps(read.swaps, read.roster, read.people)
        may_end, end = self.standing_in.may_end, self.standing_in.end
        self.substitutes.show_substitutes(
            read.substitutes, read.people, posts, read.now, may_end, end
        )

    def _draw_now(self, read: Read, posts: Mapping[str, str]) -> None:
        on_duty = read.roster.on_duty(read.now)
        shifts = "、".join(dict.fromkeys(turn.shift.name for turn in on_duty))
        self.under.setText(
            _("现在是{shifts}").format(shifts=shifts) if shifts else _("现在没有排班")
        )
        self._today.addWidget(labelled(_("现在谁负责"), "heading"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for post, words in posts.items():
            turns = [turn for turn in on_duty if turn.post == post]
            if turns:
                row.addWidget(self._post_card(read, words, turns))
        row.addStretch(1)
        holder = QWidget()
        holder.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self._today.addWidget(holder)
        if not read.roster.turns:
            words = _("还没有排班表。请管理员用 seatapp import roster 导入。")
            self._today.addWidget(plain(words, "secondary"))

    def _post_card(self, read: Read, words: str, turns: Sequence[Turn]) -> QFrame:
        card = QFrame()
        card.setObjectName("box")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(labelled(words, "heading"))
        for turn in turns:
            line = QHBoxLayout()
            line.addWidget(labelled(read.people.get(turn.person, turn.person), "strong"))
            line.addWidget(Pill(*self._presence(read, turn.person)))
            line.addStretch(1)
            column.addLayout(line)
        column.addStretch(1)
        return card

    def _presence(self, read: Read, person: str) -> tuple[str, Level]:
        stays = [stay for stay in read.stays if stay.person == person]
        if not stays:
            return _("未登录"), Level.UNSET
        last = stays[-1]
        if last.stage == "present":
            return _("在席 {seat}").format(seat=last.seat_code), Level.IN_TIME
        return (_("离席"), Level.NEAR) if last.stage == "away" else (_("已退出"), Level.PAUSED)

    # --- asking --------------------------------------------------------------------------------

    def ask_substitute(self) -> None:
        """Ask who grants in the person's place."""
        if self._read is not None:
            self.standing_in.ask(self._read.grants, self._read.now)

    def ask_swap(self) -> None:
        """Ask which turn is given to whom, and hand the request in."""
        read = self._read
        if read is None:
            return
        later = [turn for turn in read.roster.turns if turn.starts_at > read.now]
        mine = [turn for turn in later if turn.person == self.duty.person.id]
        if not mine:
            self.failed.emit(_("排班表里没有您以后的班，不能申请换班。"))
            return
        others = [turn for turn in later if turn.person != self.duty.person.id]
        dialog = SwapDialog(mine, others, read.people, self.window())
        dialog.chosen.connect(self._hand_in)
        self.swap_dialog = dialog
        dialog.open()

    def ask_cover(self) -> None:
        """Ask who works a turn whose person cannot come, running ones included."""
        read = self._read
        if read is None:
            return
        until = read.now + COVERED_AHEAD
        me, turns = self.duty.person.id, read.roster.turns
        near = [one for one in turns if read.now < one.ends_at and one.starts_at < until]
        others = [turn for turn in near if turn.person not in {me, *read.elsewhere}]
        if not others:
            self.failed.emit(_("排班表里没有今明两天别人的班。"))
            return
        posts = {post.name: _(post.label) for post in self.duty.workflow.posts.values()}
        dialog = CoverDialog(others, read.roster, read.people, posts, read.able, self.window())
        dialog.chosen.connect(partial(self._hand_in, step="cover_turn"))
        dialog.finished.connect(self._forget_cover_dialog)
        self.cover_dialog = dialog
        dialog.open()

    def _forget_cover_dialog(self, _result: int) -> None:
        self.cover_dialog = None

    def _hand_in(self, values: dict[str, str], step: str = "ask_swap") -> None:
        def whole() -> dict[str, str]:
            return {**values, "area": self.duty.book.area(self.duty.posts)}

        def ask(found: dict[str, str]) -> None:
            self.do(step, "swap", None, found)

        self.background.run(whole, ask)
