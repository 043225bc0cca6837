"""Rubbish and what it is put into: bags, cartons, scraps, bins, rubble."""

import numpy as np

from installer.demo_city import textures as tx
from installer.demo_city.solids import (
    Colour,
    Point,
    Solid,
    box,
    ellipsoid,
    frustum,
    plain,
    rod,
    turned,
)

BAGS: list[Colour] = [
    (0.025, 0.025, 0.03),
    (0.03, 0.03, 0.035),
    (0.55, 0.55, 0.53),
    (0.42, 0.09, 0.07),
    (0.06, 0.14, 0.28),
    (0.10, 0.26, 0.16),
]


def bag(place: Point, size: float, colour: Colour, seed: int) -> list[Solid]:
    """Return a tied rubbish bag."""
    rng = np.random.default_rng(seed)
    x, y, z = place
    wide = size * float(rng.uniform(0.85, 1.2))
    high = size * float(rng.uniform(0.62, 0.85))
    turn = turned(
        float(rng.uniform(0, 180)), float(rng.uniform(-14, 14)), float(rng.uniform(-14, 14))
    )
    skin = tx.worn(colour, 0.25, 0.8)
    body = ellipsoid((x, y, z + high * 0.85), (wide, size, high), skin, turn, 0.17, 0.3)
    knot_turn = turned(float(rng.uniform(0, 180)), float(rng.uniform(-30, 30)))
    knot = ellipsoid(
        (x + size * 0.1, y, z + high * 1.72),
        (size * 0.22, size * 0.12, size * 0.24),
        skin,
        knot_turn,
        0.5,
        0.2,
    )
    knot.occludes = 0
    return [body, knot]


def carton(place: Point, size: Point, seed: int) -> list[Solid]:
    """Return a cardboard box, somewhat turned."""
    rng = np.random.default_rng(seed)
    x, y, z = place
    brown = tx.worn((0.36, 0.24, 0.13), 0.18, 1.4, seed % 9)
    turn = turned(float(rng.uniform(-50, 50)), float(rng.uniform(-6, 6)), float(rng.uniform(-6, 6)))
    tape = plain((0.50, 0.40, 0.25))
    return [
        box((x, y, z + size[2] / 2), size, brown, turn, 0.01),
        box((x, y, z + size[2] / 2 + 0.002), (size[0] * 1.003, 0.05, size[2] * 1.003), tape, turn),
    ]


def litter(middle: Point, spread: float, count: int, seed: int) -> list[Solid]:
    """Return small scraps on the ground: paper, peel, cups, leaves."""
    rng = np.random.default_rng(seed)
    colours: list[Colour] = [
        (0.62, 0.62, 0.58),
        (0.50, 0.42, 0.28),
        (0.20, 0.30, 0.07),
        (0.45, 0.12, 0.07),
        (0.60, 0.38, 0.06),
        (0.12, 0.22, 0.38),
        (0.30, 0.20, 0.11),
    ]
    parts: list[Solid] = []
    for _number in range(count):
        x = middle[0] + float(rng.normal(0, spread))
        y = middle[1] + float(rng.normal(0, spread * 0.8))
        size = float(rng.uniform(0.03, 0.09))
        turn = turned(*(float(part) for part in rng.uniform((0, -12, -12), (180, 12, 12))))
        paint = tx.worn(colours[int(rng.integers(len(colours)))], 0.3, 0.5)
        parts.append(
            ellipsoid((x, y, 0.016 + middle[2]), (size, size * 0.6, 0.02), paint, turn, 0.5)
        )
    return parts


def heap(middle: Point, count: int, seed: int, spread: float = 0.6) -> list[Solid]:
    """Return a heap of bags with cartons and scraps around it."""
    rng = np.random.default_rng(seed)
    parts: list[Solid] = []
    for number in range(count):
        radius = spread * np.sqrt(number / count)
        angle = number * 2.4 + float(rng.uniform(-0.4, 0.4))
        x = middle[0] + 1.25 * radius * float(np.cos(angle))
        y = middle[1] + 0.8 * radius * float(np.sin(angle))
        size = float(rng.uniform(0.20, 0.31))
        z = middle[2] + (0.24 if number < count // 4 else 0.0)
        colour = BAGS[int(rng.integers(len(BAGS)))]
        parts += bag((x, y, z), size, colour, seed * 31 + number)
    parts += carton(
        (middle[0] - spread * 1.2, middle[1] - 0.15, middle[2]), (0.5, 0.36, 0.32), seed + 1
    )
    parts += carton(
        (middle[0] + spread * 1.1, middle[1] + 0.2, middle[2]), (0.4, 0.4, 0.26), seed + 2
    )
    parts += litter((middle[0], middle[1] - 0.5, middle[2]), spread, 26, seed + 3)
    return parts


def bin_pair(place: Point, full: bool, turn_by: float = 0.0) -> list[Solid]:
    """Return a street litter bin with two openings; when full, rubbish pours out."""
    x, y, z = place
    turn = turned(turn_by)
    steel, slate = tx.worn((0.33, 0.36, 0.36), 0.12, 2), tx.worn((0.10, 0.11, 0.12), 0.15)
    parts: list[Solid] = [box((x, y, z + 1.12), (1.15, 0.48, 0.06), slate, turn, 0.02, 0.3)]
    for side, colour in ((-0.29, (0.05, 0.17, 0.33)), (0.29, (0.28, 0.29, 0.29))):
        ax, ay = x + side * float(turn[0, 0]), y + side * float(turn[1, 0])
        paint = tx.worn((colour[0], colour[1], colour[2]), 0.15, 1.5)
        parts.append(box((ax, ay, z + 0.45), (0.50, 0.42, 0.78), paint, turn, 0.03, 0.3))
        mouth = ay - 0.2
        parts.append(
            box((ax, mouth, z + 0.95), (0.36, 0.06, 0.13), plain((0.01, 0.01, 0.01)), turn)
        )
        if full:
            parts += bag((ax, ay - 0.12, z + 0.82), 0.17, BAGS[2], int(x * 7) + int(side * 10) + 50)
    for side in (-0.55, 0.55):
        ax, ay = x + side * float(turn[0, 0]), y + side * float(turn[1, 0])
        parts.append(box((ax, ay, z + 0.56), (0.05, 0.44, 1.12), steel, turn, 0.01, 0.3))
    parts.append(box((x, y + 0.1, z + 0.97), (1.1, 0.2, 0.28), slate, turn))
    if full:
        parts += litter((x, y - 0.55, z), 0.5, 34, 17)
        for number in range(9):
            dx, colour = -0.45 + number * 0.115, tx.SIGNS[number % 6]
            cup = frustum(
                (x + dx, y - 0.08 + 0.1 * (number % 2), z + 1.23), 0.032, 0.045, 0.16, plain(colour)
            )
            parts.append(cup)
        parts += bag((x - 0.62, y - 0.38, z), 0.22, BAGS[0], 61) + bag(
            (x + 0.5, y - 0.45, z), 0.25, BAGS[3], 62
        )
    return parts


def wheelie(
    place: Point, colour: Colour, open_lid: bool = False, turn_by: float = 0.0
) -> list[Solid]:
    """Return a wheeled bin of 240 litres."""
    x, y, z = place
    turn = turned(turn_by)
    paint = tx.worn(colour, 0.2, 1.3)
    lid_turn = turn @ turned(0, -65 if open_lid else -4)
    parts: list[Solid] = [
        box((x, y, z + 0.53), (0.56, 0.62, 0.92), paint, turn, 0.05, 0.3, -0.06),
        box(
            (x, y + (0.4 if open_lid else 0), z + (1.3 if open_lid else 1.02)),
            (0.66, 0.74, 0.06),
            paint,
            lid_turn,
            0.02,
            0.3,
        ),
    ]
    for side in (-0.2, 0.2):
        parts.append(
            rod(
                (x + side - 0.04, y + 0.28, z + 0.1),
                (x + side + 0.04, y + 0.28, z + 0.1),
                0.1,
                plain((0.02, 0.02, 0.02)),
            )
        )
    return parts


def rubble(middle: Point, spread: float, count: int, seed: int) -> list[Solid]:
    """Return a heap of broken bricks, plaster and sacks."""
    rng = np.random.default_rng(seed)
    colours: list[Colour] = [
        (0.38, 0.17, 0.11),
        (0.46, 0.45, 0.43),
        (0.55, 0.53, 0.49),
        (0.30, 0.25, 0.20),
    ]
    x, y, z = middle
    parts: list[Solid] = [
        ellipsoid(
            (x, y, z - 0.05),
            (spread * 1.25, spread * 0.9, spread * 0.55),
            tx.worn((0.38, 0.35, 0.31), 0.5, 0.8),
            rough=0.5,
        ),
        ellipsoid(
            (x + spread * 0.7, y - 0.1, z - 0.05),
            (spread * 0.8, spread * 0.7, spread * 0.35),
            tx.worn((0.42, 0.38, 0.34), 0.5, 0.8),
            rough=0.5,
        ),
    ]
    for number in range(count):
        radius = spread * 1.35 * float(np.sqrt(rng.uniform(0, 1)))
        angle = float(rng.uniform(0, 2 * np.pi))
        high = max(0.0, spread * 0.52 * (1 - (radius / (spread * 1.3)) ** 2))
        size = rng.uniform((0.08, 0.06, 0.04), (0.26, 0.15, 0.10)) * (1.0 + 0.4 * spread)
        parts.append(
            box(
                (
                    x + radius * 1.15 * float(np.cos(angle)),
                    y + radius * 0.8 * float(np.sin(angle)),
                    z + high + 0.03,
                ),
                (float(size[0]), float(size[1]), float(size[2])),
                tx.worn(colours[int(rng.integers(4))], 0.25, 0.5, number % 7),
                turned(*(float(part) for part in rng.uniform((0, -35, -35), (180, 35, 35)))),
                0.01,
            )
        )
    return parts
