"""What the decoder child may use at most, set by itself before it sees a photo.

On Linux the system holds these limits. On Windows there is none of this kind: a process cannot
limit itself without a job object, and SeatApp makes none. What holds there is the size of the
file, the check of the pixels before decoding, and the clock of the parent, which ends the child.
"""

from __future__ import annotations

import math
import sys

MEMORY_BYTES = 2 << 30
OPEN_FILES = 32


def limit_process() -> list[str]:
    """Limit this process for good; returns the names of the limits that hold now.

    Address space, no files written, few files open, no core dump (which would hold the photo).
    An empty list on Windows.
    """
    if sys.platform == "win32":
        return []
    import resource

    for which, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (most, most))
    return ["memory", "file_size", "open_files", "core", "cpu"]


def allow_cpu(seconds: int) -> None:
    """Let this process use `seconds` of processor time from now; then the system ends it.

    Does nothing on Windows, where the parent's clock has to do.
    """
    if sys.platform == "win32":
        return
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = math.ceil(usage.ru_utime + usage.ru_stime)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))
