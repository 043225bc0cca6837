"""What stands in the street on wheels: bicycles and cars."""

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
    card,
    ellipsoid,
    plain,
    rod,
    seen_from,
    turned,
)


def ring(inner: float, outer: float, colour: Colour, spokes: int = 0) -> Surface:
    """Return a round sheet with a hole, for wheels; own x and z are used."""

    def surface(own: Array, _space: Array) -> tuple[Array, Mask]:
        radius = np.hypot(own[:, 0], own[:, 2])
        kept = (radius > inner) & (radius < outer)
        hub = radius < 0.045
        if spokes:
            angle = np.arctan2(own[:, 2], own[:, 0]) * spokes / (2 * np.pi)
            kept |= (np.abs(angle - np.round(angle)) * radius < 0.006 * spokes / 6) & (
                radius < inner
            )
        rim = tx.step(-radius, -(inner + 0.35 * (outer - inner)), 0.01)
        paint = tx.mix(tx.flat((0.02, 0.02, 0.02), len(own)), tx.flat(colour, len(own)), rim)
        return paint, kept | hub

    return surface


def bicycle(place: Point, turn: Array, colour: Colour) -> list[Solid]:
    """Return a shared bicycle; ``turn`` lays it down or sets it up."""
    at = seen_from(place, turn)

    frame, dark = plain(colour), plain((0.03, 0.03, 0.03))
    wheel = ring(0.265, 0.325, (0.5, 0.5, 0.5), 14)
    parts: list[Solid] = [
        card(at(-0.52, 0, 0.33), 0.68, 0.68, wheel, turn),
        card(at(0.52, 0, 0.33), 0.68, 0.68, wheel, turn),
    ]
    tubes: list[tuple[Point, Point, float]] = [
        ((-0.52, 0, 0.33), (-0.08, 0, 0.30), 0.018),
        ((-0.08, 0, 0.30), (0.40, 0, 0.72), 0.03),
        ((-0.08, 0, 0.30), (-0.20, 0, 0.82), 0.022),
        ((-0.17, 0, 0.62), (-0.52, 0, 0.33), 0.015),
        ((0.52, 0, 0.33), (0.36, 0, 0.95), 0.02),
    ]
    for start, end, thick in tubes:
        parts.append(rod(at(*start), at(*end), thick, frame, 0.4))
    parts.append(rod(at(0.34, -0.27, 0.98), at(0.34, 0.27, 0.98), 0.016, dark))
    parts.append(ellipsoid(at(-0.22, 0, 0.85), (0.13, 0.08, 0.035), dark, turn))
    parts.append(box(at(0.56, 0, 0.80), (0.26, 0.30, 0.2), tx.worn((0.08, 0.08, 0.08)), turn, 0.02))
    parts.append(card(at(-0.52, 0.012, 0.44), 0.66, 0.34, _mudguard(colour), turn))
    return parts


def _mudguard(colour: Colour) -> Surface:
    def surface(own: Array, _space: Array) -> tuple[Array, Mask]:
        radius = np.hypot(own[:, 0], own[:, 2] + 0.11)
        return tx.flat(colour, len(own)), (radius > 0.33) & (radius < 0.375) & (own[:, 2] > -0.02)

    return surface


def car(place: Point, yaw: float, colour: Colour) -> list[Solid]:
    """Return a car, nose towards +y before it is turned."""
    turn = turned(yaw)
    at = seen_from(place, turn)

    paint, dark = tx.worn(colour, 0.04, 3), plain((0.02, 0.02, 0.022))
    parts: list[Solid] = [
        box(at(0, 0, 0.58), (1.76, 4.35, 0.56), paint, turn, 0.16, 0.8),
        box(at(0, 0.05, 0.36), (1.70, 4.2, 0.34), dark, turn, 0.05),
        box(at(0, -0.25, 1.06), (1.62, 2.75, 0.58), _cabin(colour), turn, 0.10, 0.9, 0.42),
        box(at(0, -0.3, 1.36), (1.12, 1.75, 0.05), paint, turn, 0.02, 0.7),
    ]
    for side in (-0.80, 0.80):
        for along in (-1.32, 1.36):
            parts.append(
                rod(at(side - 0.09, along, 0.31), at(side + 0.09, along, 0.31), 0.31, dark)
            )
            face = 0.895 if side > 0 else -0.895
            parts.append(
                card(
                    at(face, along, 0.31),
                    0.62,
                    0.62,
                    ring(0.20, 0.31, (0.45, 0.46, 0.47), 5),
                    turn @ turned(90),
                )
            )
        parts.append(
            box(
                at(side * 0.82, -2.16, 0.68),
                (0.36, 0.06, 0.14),
                plain((0.45, 0.03, 0.02)),
                turn,
                0.01,
                0.6,
            )
        )
        parts.append(
            box(
                at(side * 0.82, 2.15, 0.62),
                (0.40, 0.06, 0.13),
                plain((0.75, 0.76, 0.74)),
                turn,
                0.01,
                0.9,
            )
        )
    parts.append(box(at(0, -2.18, 0.60), (0.44, 0.03, 0.13), plain((0.05, 0.13, 0.42)), turn))
    parts.append(box(at(0, -2.14, 0.40), (1.5, 0.1, 0.12), dark, turn, 0.02))
    return parts


def _cabin(colour: Colour) -> Surface:
    def surface(own: Array, _space: Array) -> tuple[Array, Mask]:
        x, y, z = own[:, 0], own[:, 1], own[:, 2]
        side = np.abs(x) * 1.55 > np.abs(y) * 0.93
        glass = (z > -0.2) & (z < 0.22)
        post = side & ((np.abs(y - 0.05) < 0.05) | (np.abs(y) > 1.02))
        edge = ~side & (np.abs(x) > 0.62)
        shown = glass & ~post & ~edge
        dark = tx.flat((0.03, 0.04, 0.05), len(own)) + (0.07 * tx.step(z, 0.05, 0.3))[:, None]
        return tx.mix(tx.flat(colour, len(own)), dark, shown.astype(np.float32)), np.ones(
            len(own), bool
        )

    return surface
