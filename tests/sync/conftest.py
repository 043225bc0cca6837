from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall


@pytest.fixture
def hall(centre: Centre, tmp_path: Path) -> Iterator[Hall]:
    """Workstations at a real centre; everybody leaves at the end."""
    made = Hall(tmp_path, centre)
    yield made
    made.leave()
