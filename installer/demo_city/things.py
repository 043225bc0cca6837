"""The things that cases are about: rubbish, stalls, bins, bicycles, cars, cables, barriers."""

import itertools

import numpy as np

from installer.demo_city import textures as tx
from installer.demo_city.render import (
    Array,
    Colour,
    Mask,
    Solid,
    Surface,
    box,
    card,
    ellipsoid,
    frustum,
    plain,
    rod,
    turned,
    vec,
)

Point = tuple[float, float, float]

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

    def at(x: float, y: float, z: float) -> Point:
        moved = turn @ vec(x, y, z)
        return place[0] + float(moved[0]), place[1] + float(moved[1]), place[2] + float(moved[2])

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
    x, y, z = place
    turn = turned(yaw)

    def at(ax: float, ay: float, az: float) -> Point:
        moved = turn @ vec(ax, ay, az)
        return x + float(moved[0]), y + float(moved[1]), z + float(moved[2])

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
    x, y, z = start

    def at(ax: float, ay: float, az: float) -> Point:
        moved = turn @ vec(ax, ay, az)
        return x + float(moved[0]), y + float(moved[1]), z + float(moved[2])

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
