"""Why a photo was not taken, as codes for the child and sentences for people."""

from __future__ import annotations

from seatapp.errors import InputFileError
from seatapp.text import _

NOT_A_PHOTO = "not_a_photo"
TOO_BIG = "too_big"
TOO_LARGE = "too_large"
UNREADABLE = "unreadable"
TIME_OUT = "time_out"
CODES = (NOT_A_PHOTO, TOO_BIG, TOO_LARGE, UNREADABLE, TIME_OUT)


class PhotoRefused(InputFileError):
    """A file that is not taken as a photo; the file itself was not touched."""

    code = UNREADABLE


class CannotLook(Exception):
    """The child's way to say why it cannot look; `code` is one of `CODES`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def refused(code: str) -> PhotoRefused:
    """The refusal for a code, with its sentence; an unknown code is an unreadable photo."""
    sentences = {
        NOT_A_PHOTO: _("这个文件不是 JPEG、PNG、WebP 或 HEIC 照片，没有收下。请另选一张照片。"),
        TOO_BIG: _("照片文件超过 64 MB，没有收下。请让对方缩小后再发。"),
        TOO_LARGE: _("图片尺寸过大，没有打开。原文件未改动，请让对方缩小后再发。"),
        TIME_OUT: _("照片在规定时间内没有打开，已停止读取。原文件未改动，可在手机上转换后再试。"),
    }
    unreadable = _("照片无法读取。原文件未改动，可在手机上转换为 JPEG 后再试。")
    return PhotoRefused(sentences.get(code, unreadable), code if code in CODES else UNREADABLE)
