"""What an answer of the centre tells about the clock of this computer."""

from __future__ import annotations


def skew_told(asked: float, heard: float, server_time: float) -> float:
    """By how many seconds this computer's clock is ahead of the centre's.

    The centre looked at its clock at some moment between `asked` and `heard` (both by this
    computer's clock), so the truth lies between two bounds; told is the one nearest to none, since
    a slow line is no wrong clock.
    """
    least, most = sorted((asked - server_time, heard - server_time))
    return min(max(0.0, least), most)
