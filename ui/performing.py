"""Taking a step off the GUI thread, and the words for what has become of it."""

from __future__ import annotations

from collections.abc import Callable

from seatapp.domain.running_clock import lacks_year
from seatapp.text import _, in_turn
from ui.duty import Duty, Taken

Perform = Callable[[], Taken]


def performed(duty: Duty, perform: Perform) -> tuple[Taken, str]:
    """Take a step, and say that it is safe here and what still happens. Waits for a disk."""
    taken = perform()
    sentence = safe_words(duty)
    detail = duty.reader.case(taken.subject_id, duty.person.id)
    if detail is not None and lacks_year(detail.state):
        words = _("日历没有加载到需要的年份，时限算不出来，请管理员导入。")
        sentence = in_turn(sentence, words)
    return taken, sentence


def safe_words(duty: Duty) -> str:
    """That what was just done is on this disk, and what still happens to it."""
    if duty.status().online:
        return _("已保存，待中心确认。")
    return _("已保存，未发送：联网后自动发送。")
