"""What the facts and verdicts of a 12-megapixel photo cost beside a bare decode by Pillow.

In the process itself, so that decoding is compared with decoding; the pipe to the child is told
apart.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from statistics import median
from time import perf_counter, process_time

import numpy as np
import pytest
from PIL import Image

from seatapp.domain.checks.thresholds import Thresholds
from seatapp.intake.meter import of_photo
from seatapp.media.child import Decoder
from seatapp.media.decoder import draw_smaller, looked, prepare_libraries

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
    draw_smaller(picture, PICTURE)
    picture.load()


def facts_and_verdicts(photo: bytes) -> None:
    facts = looked(photo, PICTURE).facts
    assert list(of_photo(facts, None, 0, Thresholds()))


def times(works: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Medians in milliseconds of processor time, the works in turn."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            begun = process_time()
            work()
            taken[name].append(1000 * (process_time() - begun))
    return {name: median(one) for name, one in taken.items()}


def test_facts_of_a_large_photo(photo: bytes) -> None:
    prepare_libraries()
    works = {"bare decode": partial(bare, photo), "facts": partial(facts_and_verdicts, photo)}
    found = times(works)
    begun = perf_counter()
    with Decoder() as decoder:
        decoder.look(photo, PICTURE)
        begun = perf_counter()
        decoder.look(photo, PICTURE)
    child = 1000 * (perf_counter() - begun)
    told = ", ".join(f"{name} {ms:.0f} ms" for name, ms in found.items())
    print(
        f"12-megapixel photo ({len(photo) / 1e6:.1f} MB): {told},"
        f" {found['facts'] / found['bare decode']:.2f} times the decode;"
        f" {child:.0f} ms by the clock through the child"
    )


def test_facts_beside_imagehash_and_opencv_at_full_size(photo: bytes) -> None:
    """SEATAPP_PEERS names a folder with both packages, which are not part of the project."""
    folder = os.environ.get("SEATAPP_PEERS", "")
    if folder:
        sys.path.append(folder)
    if any(importlib.util.find_spec(name) is None for name in ("imagehash", "cv2")):
        pytest.skip("imagehash and OpenCV: set SEATAPP_PEERS to the folder they are installed in")
    imagehash, cv2 = map(importlib.import_module, ("imagehash", "cv2"))
    cv2.setNumThreads(1)

    def peers() -> None:
        """Hash, sharpness and brightness as most programs get them."""
        imagehash.dhash(Image.open(io.BytesIO(photo)))
        pixels = cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR)
        grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
        assert cv2.Laplacian(grey, cv2.CV_64F).var() > 0
        assert grey.mean() > 0

    found = times({"ours": partial(facts_and_verdicts, photo), "peers": peers})
    print(
        f"facts {found['ours']:.0f} ms, imagehash and OpenCV at full size {found['peers']:.0f} ms:"
        f" {found['peers'] / found['ours']:.2f} times ours"
    )
