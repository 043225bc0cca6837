"""Where the packed program begins; the same as the command `seatapp` of the wheel."""

from __future__ import annotations

import sys
from types import ModuleType

# pyqtgraph imports it by name and asks nothing of it unless it draws with OpenGL, which nobody lets
# it do; the real one would be a twentieth of the package.
sys.modules["PySide6.QtOpenGL"] = ModuleType("PySide6.QtOpenGL")

from seatapp.cli import main  # noqa: E402  # after the line above

main()
