"""What street traders set up: umbrellas, crates, tables."""

import numpy as np

from installer.demo_city import textures as tx
from installer.demo_city.solids import (
    Array,
    Colour,
    Mask,
    Point,
    Solid,
    box,
    ellipsoid,
    frustum,
    plain,
    rod,
)


def umbrella(
    place: Point, colours: tuple[Colour, Colour], high: float = 2.1, wide: float = 1.3
) -> list[Solid]:
    """Return a stall umbrella of two colours."""
    x, y, z = place

    def surface(own: Array, _space: Array) -> tuple[Array, Mask]:
        angle = np.arctan2(own[:, 1], own[:, 0]) * 4 / np.pi
        share = tx.step(np.abs(angle / 2 % 1 - 0.5), 0.25, 0.02)
        return tx.mix(tx.flat(colours[0], len(own)), tx.flat(colours[1], len(own)), share), np.ones(
            len(own), bool
        )

    return [
        rod((x, y, z), (x, y, z + high + 0.5), 0.025, plain((0.5, 0.5, 0.5))),
        frustum((x, y, z + high + 0.25), wide, 0.05, 0.45, surface),
    ]


def crates(place: Point, columns: int, rows: int, seed: int) -> list[Solid]:
    """Return a sloping display of crates filled with fruit or vegetables."""
    rng = np.random.default_rng(seed)
    fruit: list[Colour] = [
        (0.55, 0.06, 0.04),
        (0.72, 0.34, 0.03),
        (0.22, 0.34, 0.06),
        (0.66, 0.52, 0.08),
        (0.28, 0.05, 0.15),
        (0.52, 0.46, 0.28),
    ]
    parts: list[Solid] = []
    x, y, z = place
    for row in range(rows):
        for column in range(columns):
            ax, ay, az = x + column * 0.52, y + row * 0.42, z + 0.28 + row * 0.22
            shell = tx.worn(
                ((0.09, 0.16, 0.32), (0.36, 0.25, 0.14))[(row + column + seed) % 2], 0.2
            )
            parts.append(box((ax, ay, az), (0.49, 0.39, 0.22), shell, bevel=0.015))
            colour = fruit[int(rng.integers(len(fruit)))]
            paint = tx.worn(colour, 0.25, 0.4)
            for i in range(4):
                for j in range(3):
                    parts.append(
                        ellipsoid(
                            (
                                ax - 0.17 + 0.113 * i,
                                ay - 0.12 + 0.12 * j,
                                az + 0.11 + float(rng.uniform(0, 0.03)),
                            ),
                            (0.062, 0.062, 0.056),
                            paint,
                            gloss=0.3,
                        )
                    )
        parts.append(
            box(
                (x + (columns - 1) * 0.26, y + row * 0.42, z + (0.17 + row * 0.22) / 2),
                (columns * 0.52, 0.34, 0.17 + row * 0.22),
                tx.worn((0.24, 0.22, 0.20)),
            )
        )
    return parts


def table(place: Point, colour: Colour, stools: int = 4) -> list[Solid]:
    """Return a folding table with stools round it."""
    x, y, z = place
    parts: list[Solid] = [
        box((x, y, z + 0.72), (0.9, 0.9, 0.04), tx.worn((0.50, 0.42, 0.30), 0.1), bevel=0.01)
    ]
    for dx in (-0.38, 0.38):
        for dy in (-0.38, 0.38):
            parts.append(
                rod(
                    (x + dx, y + dy, z),
                    (x + dx * 0.9, y + dy * 0.9, z + 0.7),
                    0.018,
                    plain((0.3, 0.3, 0.3)),
                )
            )
    for number in range(stools):
        angle = number * 2 * np.pi / stools + 0.4
        sx, sy = x + 0.78 * float(np.cos(angle)), y + 0.72 * float(np.sin(angle))
        parts.append(frustum((sx, sy, z + 0.21), 0.17, 0.13, 0.42, tx.worn(colour, 0.1), 0.3))
    parts += [
        frustum((x + 0.1, y - 0.1, z + 0.78), 0.06, 0.09, 0.07, plain((0.6, 0.6, 0.58)), 0.4),
        frustum((x - 0.2, y + 0.15, z + 0.84), 0.03, 0.025, 0.2, plain((0.06, 0.2, 0.08)), 0.6),
    ]
    return parts
