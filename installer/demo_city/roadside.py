"""What stands, hangs, sticks or lies beside the road: cones, railings, cables, branches, ads."""

import itertools

import numpy as np

from installer.demo_city import textures as tx
from installer.demo_city.solids import (
    Array,
    Colour,
    Mask,
    Point,
    Solid,
    Surface,
    box,
    ellipsoid,
    frustum,
    plain,
    rod,
    seen_from,
    turned,
)


def cone(place: Point) -> list[Solid]:
    """Return a traffic cone."""
    x, y, z = place
    stripes = tx.striped((0.72, 0.13, 0.03), (0.75, 0.75, 0.72), 0.34)
    return [
        box((x, y, z + 0.02), (0.38, 0.38, 0.05), plain((0.05, 0.05, 0.05)), bevel=0.01),
        frustum((x, y, z + 0.38), 0.15, 0.03, 0.7, stripes, 0.1),
    ]


def barrier(start: Point, end: Point, fallen: float = 0.0) -> list[Solid]:
    """Return one panel of white traffic railing; ``fallen`` is its lean in degrees."""
    a, b = np.array(start), np.array(end)
    along = (b - a) / np.linalg.norm(b - a)
    aside = np.array([along[1], -along[0], 0]) * np.sin(np.radians(fallen))
    up = aside + np.array([0, 0, 1.0]) * np.cos(np.radians(fallen))
    white, blue = tx.worn((0.62, 0.63, 0.62), 0.1), tx.worn((0.07, 0.17, 0.36), 0.1)
    parts: list[Solid] = []

    def tube(low: Array, high: Array, thick: float, paint: Surface) -> None:
        first, second = [*low, 0, 0, thick], [*high, 0, 0, thick]
        parts.append(
            rod(
                (float(first[0]), float(first[1]), float(first[2])),
                (float(second[0]), float(second[1]), float(second[2])),
                thick,
                paint,
                0.3,
            )
        )

    for height in (0.12, 1.0):
        tube(a + up * height, b + up * height, 0.035, blue)
    for share in (0.0, 1.0):
        tube(a + (b - a) * share, a + (b - a) * share + up * 1.12, 0.045, blue)
    for share in np.linspace(0.07, 0.93, 13):
        tube(a + (b - a) * share + up * 0.12, a + (b - a) * share + up * 1.0, 0.015, white)
    return parts


def cable(
    points: list[Point], thick: float = 0.014, colour: Colour = (0.02, 0.02, 0.02)
) -> list[Solid]:
    """Return a cable that runs smoothly through points."""
    knots = np.array(points)
    shares = np.linspace(0, len(points) - 1, 14 * (len(points) - 1) + 1)
    line = np.stack([_smooth(knots[:, axis], shares) for axis in range(3)], axis=1)
    paint = plain(colour)
    return [
        rod(
            (float(a[0]), float(a[1]), float(a[2])),
            (float(b[0]), float(b[1]), float(b[2])),
            thick,
            paint,
        )
        for a, b in itertools.pairwise(line)
    ]


def _smooth(values: Array, shares: Array) -> Array:
    """Return a Catmull-Rom curve through values."""
    padded = np.concatenate([[2 * values[0] - values[1]], values, [2 * values[-1] - values[-2]]])
    at = np.minimum(np.floor(shares).astype(int), len(values) - 2)
    t = shares - at
    p0, p1, p2, p3 = (padded[at + shift] for shift in range(4))
    curve: Array = 0.5 * (
        2 * p1
        + (p2 - p0) * t
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
        + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return curve


def branch(start: Point, yaw: float, length: float, green: Colour, seed: int) -> list[Solid]:
    """Return a broken branch lying on the ground with its leaves."""
    rng = np.random.default_rng(seed)
    turn = turned(yaw)
    at = seen_from(start, turn)

    parts: list[Solid] = [
        rod(
            at(0, 0, 0.12), at(length * 0.55, 0.1, 0.3), 0.085, tx.worn((0.2, 0.15, 0.11), 0.4, 0.5)
        )
    ]
    parts.append(ellipsoid(at(0, 0, 0.12), (0.05, 0.085, 0.085), plain((0.62, 0.48, 0.28)), turn))
    for number in range(7):
        side, along = float(rng.uniform(-0.9, 0.9)), float(rng.uniform(0.45, 1.0))
        parts.append(
            rod(
                at(length * 0.4 * along, 0, 0.25),
                at(length * along, side, 0.3),
                0.025,
                tx.worn((0.2, 0.15, 0.11)),
            )
        )
        size = float(rng.uniform(0.35, 0.6))
        leaf = ellipsoid(
            at(length * along, side, 0.28),
            (size, size * 0.9, 0.34),
            tx.leaves((green[0] * 1.1, green[1] * 1.1, green[2]), 0.05, 60 + number % 4),
            rough=0.3,
        )
        parts.append(leaf)
    return parts


def posters(wide: float, high: float, count: int, seed: int, wall: Surface) -> Surface:
    """Return a wall with small ads stuck to it: sheets with a picture and lines of writing."""
    rng = np.random.default_rng(seed)
    papers: list[Colour] = [
        (0.72, 0.70, 0.62),
        (0.74, 0.62, 0.20),
        (0.66, 0.30, 0.32),
        (0.42, 0.60, 0.66),
        (0.70, 0.74, 0.70),
    ]
    sheets = []
    for number in range(count):
        sheets.append(
            (
                float(rng.uniform(-wide, wide)),
                float(rng.uniform(-high, high)),
                float(rng.uniform(0.10, 0.19)),
                float(rng.uniform(-0.16, 0.16)),
                papers[int(rng.integers(len(papers)))],
                number,
            )
        )

    def surface(own: Array, space: Array) -> tuple[Array, Mask]:
        colour, kept = wall(own, space)
        across, up = (
            (own[:, 0], own[:, 2])
            if np.ptp(own[:, 0]) > np.ptp(own[:, 1])
            else (own[:, 1], own[:, 2])
        )
        for x, z, size, lean, paper, number in sheets:
            u = (across - x) * np.cos(lean) + (up - z) * np.sin(lean)
            v = -(across - x) * np.sin(lean) + (up - z) * np.cos(lean)
            torn = 0.012 * tx.noise(u * 4, v * 4, 1.0, number % 5 + 70, 0.001)
            inside = tx.step(
                -np.maximum(np.abs(u) / size, np.abs(v) / (size * 1.35)), -1 + torn * 6, 0.03
            )
            ink = tx.step(-np.abs((v / size * 3.2) % 1 - 0.5), -0.22, 0.1)
            ink = ink * tx.step(
                tx.noise(u * 9, np.floor(v / size * 3.2) * 0.37 + number, 3.0, 73, 0.001), -0.1, 0.1
            )
            ink = ink * tx.step(-np.abs(u), -size * 0.8, 0.01)
            band = tx.step(v, size * 0.75, 0.01)
            sheet = tx.mix(
                tx.flat(paper, len(own)), tx.flat((0.10, 0.10, 0.14), len(own)), ink * 0.75
            )
            sheet = tx.mix(sheet, tx.flat(tx.SIGNS[number % 4], len(own)), band * 0.8)
            sheet = sheet * (0.9 + 0.2 * tx.noise(u * 3, v * 3, 2.0, 75))[:, None]
            colour = tx.mix(colour, sheet, inside)
        return colour.astype(np.float32), kept

    return surface
