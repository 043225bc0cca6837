"""Tells who works here at once of a step that the centre did not take, until they have looked.

A step that somebody else has overtaken looked done to its author, who would not go and look.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QObject, Signal

from seatapp.local.views import RefusalItem, SyncStatus
from seatapp.text import _
from ui.attention import Attention
from ui.frame_duty import FrameDuty
from ui.worker import Background


class RefusalNews(QObject):
    """Reads what stands refused whenever that may have changed, and tells of what is new.

    Signals: `told(str)` a sentence about what came; `unseen(int)` how many nobody has looked at yet
    since the person sat down here.
    """

    told = Signal(str)
    unseen = Signal(int)

    def __init__(
        self, duty: FrameDuty, background: Background, attention: Attention, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._duty, self._background, self._attention = duty, background, attention
        self._read_at: tuple[int, int | None] = (0, None)
        self._standing: set[str] = set()
        self._looked_at: set[str] = set()

    def hear(self, status: SyncStatus) -> None:
        """Read again if another number stands there than before, or a round has passed since."""
        read_at = (status.refused, status.last_round)
        if read_at != self._read_at and (status.refused or self._standing):
            self._read_at = read_at
            self._background.look(self._duty.reader.refusals, self._take)

    def look(self, entry_ids: Collection[str]) -> None:
        """The person has these refused entries before them."""
        self._looked_at.update(entry_ids)
        self._count()

    def _take(self, items: Sequence[RefusalItem]) -> None:
        standing = {item.entry_id for item in items}
        came = standing - self._standing - self._looked_at
        self._standing = standing
        self._count()
        if came:
            self.told.emit(news_words([item for item in items if item.entry_id in came]))
            self._attention.call(_("有 {n} 步中心未接收").format(n=len(came)))

    def _count(self) -> None:
        self.unseen.emit(len(self._standing - self._looked_at))


def news_words(items: Sequence[RefusalItem]) -> str:
    """What did not come into effect, why, and where it is settled."""
    if len(items) > 1:
        words = _("有 {n} 步没有生效，填写的内容都在。请到“中心未接收”处理。")
        return words.format(n=len(items))
    item = items[0]
    words = _("“{label}”{number} 没有生效：{why}请到“中心未接收”处理。")
    if not item.own:
        words = _("{name} 的“{label}”{number} 没有生效：{why}请到“中心未接收”处理。")
    return words.format(
        name=item.author_name, label=item.label, number=item.number, why=item.sentence
    )
