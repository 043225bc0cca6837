"""What is wrong with a file, in words for people: those of system and libraries are English."""

from __future__ import annotations

import errno
import re

from seatapp.text import _

_TAKEN_ON_WINDOWS = (32, 33)
"""The errors of Windows where another program holds the file, which `errno` calls no right."""


def why_not(fault: OSError) -> str:
    """Why a file or folder could not be read or written; the system's words for what is rare."""
    if getattr(fault, "winerror", None) in _TAKEN_ON_WINDOWS:
        return _("正被别的程序占用")
    words = {
        errno.EACCES: _("没有权限"),
        errno.EPERM: _("没有权限"),
        errno.EROFS: _("磁盘只读"),
        errno.ENOSPC: _("磁盘已满"),
        errno.EDQUOT: _("磁盘配额已用完"),
        errno.EIO: _("磁盘读写出错"),
        errno.ENOENT: _("文件或文件夹不存在"),
        errno.EISDIR: _("这是文件夹"),
        errno.ENOTDIR: _("路径中有一段不是文件夹"),
        errno.EEXIST: _("已经存在"),
        errno.ENAMETOOLONG: _("名称太长"),
        errno.EBUSY: _("正被别的程序占用"),
        errno.ESTALE: _("网络盘已断开"),
    }
    return words.get(fault.errno or 0) or fault.strerror or str(fault)


def line_at_fault(fault: ValueError, text: str) -> int:
    """The line of TOML that its reader names in its own words, or else the last one of `text`."""
    named = re.search(r"at line (\d+)", str(fault))
    return int(named[1]) if named else max(1, len(text.splitlines()))
