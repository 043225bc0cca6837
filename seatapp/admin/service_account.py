"""Which account a database server runs under, and what that account can reach.

PostgreSQL refuses to run as root. A person who is not root runs it under their own account; root
hands it to an account that exists already. No account is created and the rights of no folder
outside the server's own are changed.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ACCOUNTS_FOR_ROOT = ("postgres", "nobody")


@dataclass(frozen=True)
class ServiceAccount:
    """The account of a server; `uid` is None when it is simply the account of this process."""

    uid: int | None = None
    gid: int | None = None

    def process_options(self) -> Mapping[str, Any]:
        """Return the keywords of `subprocess.Popen` that start a process under this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "umask": 0o077}

    def own(self, path: Path) -> None:
        """Give `path`, without what is in it, to this account."""
        if sys.platform != "win32" and self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def own_tree(self, folder: Path) -> None:
        """Give `folder` and everything in it to this account."""
        self.own(folder)
        for path in folder.rglob("*"):
            if not path.is_symlink():
                self.own(path)

    def reaches(self, path: Path) -> bool:
        """Tell whether this account may read `path` and pass every folder on the way to it."""
        if self.uid is None:
            return True
        path = path.resolve()
        if any(not self._may(parent, stat.S_IXOTH) for parent in path.parents):
            return False
        needed = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() else 0)
        return self._may(path, needed)

    def _may(self, path: Path, needed: int) -> bool:
        """Tell whether the rights `needed`, given as those for others, hold for this account."""
        facts = path.stat()
        if facts.st_uid == self.uid:
            needed <<= 6
        elif facts.st_gid == self.gid:
            needed <<= 3
        return facts.st_mode & needed == needed


def account_for(data: Path) -> ServiceAccount:
    """Choose the account for the server whose data are, or will be, in `data`.

    Data that exist keep their owner, so that an account added to the machine later takes
    nothing away.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return ServiceAccount()
    import pwd

    if data.exists() and (owner := data.stat()).st_uid != 0:
        return ServiceAccount(owner.st_uid, owner.st_gid)
    for name in ACCOUNTS_FOR_ROOT:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServiceAccount(entry.pw_uid, entry.pw_gid)
    raise LookupError(f"none of the accounts {', '.join(ACCOUNTS_FOR_ROOT)} exists")
