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
from seatapp.domain.references import State
from seatapp.domain.roster import Roster, Turn
from seatapp.errors import WorldError
from seatapp.local.duty_book import Stay
from seatapp.local.substitutes import PLACES, Substitute, substitutes_of, who_can_grant, who_holds
from seatapp.text import _
from ui.dialogs.cover_dialog import CoverDialog
from ui.dialogs.substitute_dialog import Named, SubstituteDialog
from ui.dialogs.swap_dialog import SwapDialog
from ui.durations import Level
from ui.layouts import empty
from ui.models.roster_model import NAMES, MonthSheet, RosterModel
from ui.panes.shift_page import ShiftPage
from ui.panes.substitute_cards import SubstituteCards
from ui.shift_duty import ShiftDuty
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.wording import now_seconds
from ui.worker import Background

NARROW_DAY_PX, WIDE_DAY_PX, NAME_PX, POST_PX = 22, 40, 84, 76
ROW_PX, HEAD_PX = 28, 40
DAY_SECONDS = 86_400
COVERED_AHEAD = 2 * DAY_SECONDS
"""Turns that begin within so many seconds can be covered without their person asking."""
ADMIN = "admin"
OPEN_SWAPS = ("asked", "agreed")


@dataclass(frozen=True)
class Read:
    """The roster, who is here, the swaps, and the words for people."""

    roster: Roster
    stays: Sequence[Stay]
    swaps: Sequence[State]
    people: Mapping[str, str]
    now: int
    substitutes: Sequence[Substitute]
    grants: Mapping[str, str]
    """Those who hold a post from which requests are granted, by log-in."""
    able: Mapping[str, Mapping[str, str]]
    """Log-in and name of those who hold each post."""


class RosterPane(ShiftPage):
    """Today, the month, and swaps."""

    def __init__(self, duty: ShiftDuty, background: Background) -> None:
        super().__init__(duty, background, _("排班"))
        today = datetime.fromtimestamp(now_seconds(), CITY_TIME).date()
        self._month = today.replace(day=1)
        self._read: Read | None = None
        self.swap_dialog: SwapDialog | None = None
        self.substitute_dialog: SubstituteDialog | None = None
        self.cover_dialog: CoverDialog | None = None
        self.substitutes = SubstituteCards()
        self.model = RosterModel()
        self.table = self._make_table()
        self._today = QVBoxLayout()
        self._swaps = QVBoxLayout()
        self._today.setSpacing(6)
        self._swaps.setSpacing(6)
        for layout in (self._today, self._swaps):
            holder = QWidget()
            holder.setLayout(layout)
            layout.setContentsMargins(0, 0, 0, 0)
            self.column.addWidget(holder)
        self.column.addWidget(self.substitutes)
        self.column.addWidget(self._month_bar())
        self.column.addWidget(self.table, 1)
        self.foot.addWidget(pressed(_("申请换班…"), "primary", self.ask_swap))
        if self.may("cover_turn", "swap"):
            self.foot.addWidget(pressed(_("登记顶班…"), "", self.ask_cover))
        if self._places():
            self.foot.addWidget(pressed(_("指定代批人…"), "", self.ask_substitute))
        self.foot.addStretch(1)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
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
        """Give the days the room there is."""
        super().resizeEvent(event)
        self._fit_days()

    def _fit_days(self) -> None:
        days = self.model.columnCount() - NAMES
        if days > 0:
            room = self.table.viewport().width() - NAME_PX - POST_PX
            wide = min(max(room // days, NARROW_DAY_PX), WIDE_DAY_PX)
            for day in range(NAMES, NAMES + days):
                self.table.setColumnWidth(day, wide)

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
        swaps = duty.book.swaps()
        logins = {turn.person for turn in roster.turns} | {turn.instead_of for turn in roster.turns}
        logins |= {stay.person for stay in stays}
        logins |= {str(s[name]) for s in swaps for name in ("asked_by", "colleague") if s.get(name)}
        substitutes = substitutes_of(duty.reader.references("substitute"))
        logins |= {login for one in substitutes for login in (one.person, one.named_by)}
        people = {login: duty.reader.words("person", login) for login in logins if login}
        rows = duty.reader.references("person")
        grants, able = who_can_grant(rows), who_holds(rows)
        return Read(roster, stays, swaps, people, now, substitutes, grants, able)

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
        self.table.setColumnWidth(0, NAME_PX)
        self.table.setColumnWidth(1, POST_PX)
        self._fit_days()
        self._month_words.setText(
            _("{year} 年 {month} 月").format(year=self._month.year, month=self._month.month)
        )
        empty(self._today)
        empty(self._swaps)
        self._draw_now(read, posts)
        self._draw_swaps(read)
        self.substitutes.show_substitutes(
            read.substitutes, read.people, posts, read.now, self._may_end, self.end_substitute
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

    def _draw_swaps(self, read: Read) -> None:
        waiting = [swap for swap in read.swaps if swap["stage"] in OPEN_SWAPS]
        if waiting:
            self._swaps.addWidget(labelled(_("换班"), "heading"))
        for swap in waiting:
            self._swaps.addWidget(self._swap_card(read, swap))

    def _swap_card(self, read: Read, swap: State) -> QFrame:
        card = QFrame()
        card.setObjectName("box")
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        stage = str(swap["stage"])
        label = _(self.duty.workflow.stage("swap", stage).label)
        row.addWidget(Pill(label, Level.NEAR if stage == "agreed" else Level.UNSET))
        row.addWidget(plain(self._swap_words(read, swap)), 1)
        for step, words, tone in self._swap_steps(swap):
            if step in ("refuse_swap",):
                act = partial(self.ask, step, "swap", swap)
            else:
                act = partial(self.do, step, "swap", str(swap["id"]), {})
            row.addWidget(pressed(words, tone, act))
        return card

    def _swap_words(self, read: Read, swap: State) -> str:
        asker, other = (read.people.get(str(swap.get(n)), "") for n in ("asked_by", "colleague"))
        words = _("{asker} 的 {given} 由 {other} 值").format(
            asker=asker, given=self._turn_words(read, swap.get("given")), other=other
        )
        if swap.get("taken"):
            words += _("，{asker} 值 {taken}").format(
                asker=asker, taken=self._turn_words(read, swap.get("taken"))
            )
        reason = str(swap.get("reason") or "")
        return f"{words}　{reason}" if reason else words

    def _turn_words(self, read: Read, code: object) -> str:
        turn = next((one for one in read.roster.turns if one.code == code), None)
        return str(code) if turn is None else turn_words(turn)

    def _swap_steps(self, swap: State) -> list[tuple[str, str, str]]:
        me, stage = self.duty.person.id, swap["stage"]
        found: list[tuple[str, str, str]] = []
        if stage == "asked" and swap.get("colleague") == me:
            found += [("agree_swap", _("同意"), "primary"), ("decline_swap", _("不同意"), "danger")]
        outside = me not in (swap.get("asked_by"), swap.get("colleague"))
        if stage == "agreed" and outside and self.may("approve_swap", "swap"):
            found += [
                ("approve_swap", _("批准"), "primary"),
                ("refuse_swap", _("不批准…"), "danger"),
            ]
        if swap.get("asked_by") == me:
            found.append(("withdraw_swap", _("撤回"), ""))
        return found

    # --- standing in ---------------------------------------------------------------------------

    def _places(self) -> list[str]:
        """The posts in whose place the person may name somebody; the centre judges it again."""
        mine = self.duty.posts
        return [post for post in PLACES if post in mine or ADMIN in mine]

    def _may_end(self, one: Substitute) -> bool:
        return one.post in self._places() or one.person == self.duty.person.id

    def ask_substitute(self) -> None:
        """Ask who grants in the person's place, and have the centre write it down."""
        read = self._read
        if read is None:
            return
        me, workflow = self.duty.person.id, self.duty.workflow
        posts = {post: _(workflow.posts[post].label) for post in self._places()}
        people = {login: name for login, name in read.grants.items() if login != me}
        dialog = SubstituteDialog(posts, people, read.now, self.window())
        dialog.chosen.connect(self._name)
        dialog.finished.connect(self._forget_substitute_dialog)
        self.substitute_dialog = dialog
        dialog.open()

    def _forget_substitute_dialog(self, _result: int) -> None:
        self.substitute_dialog = None

    def _name(self, chosen: Named) -> None:
        name = partial(
            self.duty.substitutes.name,
            *(chosen.post, chosen.person, chosen.from_at, chosen.until_at, chosen.reason),
        )
        self.background.run(name, self._named, self._not_named, self._stand_again)

    def _named(self, _nothing: None) -> None:
        if self.substitute_dialog is not None:
            self.substitute_dialog.accept()
        self.told.emit(_("已指定代批人，各席位下次同步后生效。"))
        self.refresh()

    def _stand_again(self) -> None:
        if self.substitute_dialog is not None:
            self.substitute_dialog.stand_again()

    def _not_named(self, fault: WorldError) -> None:
        if self.substitute_dialog is None:
            self.failed.emit(fault.sentence)
        else:
            self.substitute_dialog.say(fault.sentence)

    def end_substitute(self, one: Substitute) -> None:
        """Let somebody grant in another's place no longer."""

        def ended(_nothing: None) -> None:
            self.told.emit(_("代批已结束，以后的批准须由岗位本人办。"))
            self.refresh()

        end = partial(self.duty.substitutes.end, one.post, one.person)
        self.background.run(end, ended, lambda fault: self.failed.emit(fault.sentence))

    # --- asking for a swap ---------------------------------------------------------------------

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
        others = [turn for turn in near if turn.person != me]
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


def turn_words(turn: Turn) -> str:
    """A turn as people say it: `11-22 早班`."""
    return f"{turn.day:%m-%d} {turn.shift.name}"
