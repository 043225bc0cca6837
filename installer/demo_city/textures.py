"""Noise and surfaces for the demo pictures: asphalt, paving, plaster, windows, leaves."""

import functools

import numpy as np

from installer.demo_city.solids import Array, Colour, Mask, Surface, vec

SIZE = 512


@functools.cache
def _tile(seed: int, smooth: float) -> Array:
    """Return a tileable field of noise between about -1 and 1."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft2(rng.standard_normal((SIZE, SIZE)))
    rows = np.fft.fftfreq(SIZE)[:, None] * SIZE
    columns = np.fft.rfftfreq(SIZE)[None, :] * SIZE
    radius = np.sqrt(rows**2 + columns**2) + 1e-6
    field = np.fft.irfft2(spectrum * np.exp(-radius * smooth) / radius**1.25, s=(SIZE, SIZE))
    field = (field - field.mean()) / field.std() / 2
    clipped: Array = np.clip(field, -1.5, 1.5).astype(np.float32)
    return clipped


def noise(x: Array, y: Array, scale: float, seed: int = 1, smooth: float = 0.004) -> Array:
    """Return smooth noise; ``scale`` is the length in metres of one repeat of the pattern."""
    tile = _tile(seed, smooth)
    u, v = x / scale * SIZE, y / scale * SIZE
    left, low = np.floor(u), np.floor(v)
    a, b = (u - left).astype(np.float32), (v - low).astype(np.float32)
    i, j = left.astype(np.int64) % SIZE, low.astype(np.int64) % SIZE
    i1, j1 = (i + 1) % SIZE, (j + 1) % SIZE
    top = tile[j, i] * (1 - a) + tile[j, i1] * a
    bottom = tile[j1, i] * (1 - a) + tile[j1, i1] * a
    result: Array = top * (1 - b) + bottom * b
    return result


def scatter(i: Array, j: Array, seed: int = 0) -> Array:
    """Return a number between 0 and 1 for each pair of whole numbers."""
    mixed = np.sin(i * 127.1 + j * 311.7 + seed * 74.7) * 43758.5453
    return (mixed - np.floor(mixed)).astype(np.float32)


def step(value: Array, edge: float | Array, soft: float) -> Array:
    """Return a soft step from 0 to 1 around ``edge``."""
    t = np.clip((value - edge) / soft + 0.5, 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def mix(a: Array, b: Array, share: Array) -> Array:
    """Return colours between two, ``share`` of the second."""
    result: Array = a * (1 - share[:, None]) + b * share[:, None]
    return result


def flat(colour: Colour, count: int) -> Array:
    """Return one colour for all pixels."""
    return np.tile(vec(*colour), (count, 1))


def _all(count: int) -> Mask:
    return np.ones(count, dtype=bool)


def fading(distance: Array, metres: float) -> Array:
    """Return how much of a fine pattern is left at a distance, against flicker."""
    result: Array = np.exp(-((distance / metres) ** 2))
    return result


def asphalt(x: Array, y: Array, distance: Array, tone: float = 0.13) -> Array:
    """Return the colour of a used road."""
    worn = noise(x, y, 9.0, 3) * 0.16
    grain = noise(x, y, 0.9, 4, 0.001) * 0.16 * fading(distance, 16)
    stain = step(noise(x, y, 5.0, 8), 0.5, 0.5) * -0.22
    value = tone * (1 + worn + grain + stain)
    return value[:, None] * vec(1.0, 0.99, 0.97)


def paving(
    x: Array,
    y: Array,
    distance: Array,
    colour: Colour = (0.42, 0.40, 0.37),
    length: float = 0.6,
    width: float = 0.3,
) -> Array:
    """Return the colour of paving stones laid in bond."""
    row = np.floor(y / width)
    shifted = x + (row % 2) * length / 2
    column = np.floor(shifted / length)
    edge_x = np.abs(shifted / length - column - 0.5) * length
    edge_y = np.abs(y / width - row - 0.5) * width
    joint = np.maximum(
        step(edge_x, length / 2 - 0.008, 0.012), step(edge_y, width / 2 - 0.008, 0.012)
    )
    joint = joint * fading(distance, 14)
    stone = 0.88 + 0.22 * scatter(column, row, 3)
    dirt = 1 + 0.12 * noise(x, y, 6.0, 5) + 0.10 * noise(x, y, 0.8, 6, 0.001) * fading(distance, 14)
    base = vec(*colour)[None, :] * (stone * dirt)[:, None]
    return base * (1 - 0.55 * joint[:, None])


def plaster(colour: Colour, dirt: float = 0.5, seed: int = 2) -> Surface:
    """Return a rendered wall, darker towards the ground."""

    def surface(own: Array, space: Array) -> tuple[Array, Mask]:
        along = space[:, 0] + space[:, 1] * 1.37
        streak = noise(along * 3, space[:, 2] * 0.35, 6.0, seed + 20) * 0.09
        cloud = noise(along, space[:, 2], 5.0, seed) * 0.10
        grain = noise(along, space[:, 2], 0.7, seed + 3, 0.001) * 0.06
        foot = 1 - 0.28 * dirt * np.exp(-np.maximum(space[:, 2], 0) / 0.5)
        value = (1 + dirt * (streak + cloud) + grain) * foot
        return vec(*colour)[None, :] * value[:, None], _all(len(own))

    return surface


def block(
    wall: Colour,
    seed: int,
    half: float = 6.0,
    floor: float = 3.0,
    bay: float = 3.3,
    shops: bool = True,
    glass: Colour = (0.10, 0.14, 0.18),
) -> Surface:
    """Return the front of a block of flats: windows, sills, air conditioners, shops below.

    ``half`` is half the width of the block along x; its sides at that distance face x.
    """

    def surface(own: Array, space: Array) -> tuple[Array, Mask]:
        flank = np.abs(np.abs(own[:, 0]) - half) < 0.02
        along = np.where(flank, space[:, 1], space[:, 0]) + seed * 1.7
        z = space[:, 2]
        level, place = np.floor(z / floor), np.floor(along / bay)
        u, v = along / bay - place, z / floor - level
        lot = scatter(place, level, seed)
        value = 1 + 0.10 * noise(along, z, 9.0, seed % 7 + 1) - 0.10 * step(v, 0.95, 0.06)
        colour = vec(*wall)[None, :] * value[:, None]
        window = (
            step(u, 0.20, 0.02)
            * step(-u, -0.72, 0.02)
            * step(v, 0.30, 0.02)
            * step(-v, -0.80, 0.02)
        )
        frame = window * np.maximum(
            np.maximum(
                step(np.abs(u - 0.46), 0.015, 0.01) * -1 + 1, step(np.abs(u - 0.46), 0.25, 0.01)
            ),
            np.maximum(step(np.abs(v - 0.55), 0.238, 0.01), 0),
        )
        shine = (
            vec(*glass)[None, :] * (0.6 + 1.3 * lot)[:, None]
            + (0.16 * step(v + u * 0.25, 0.62, 0.4))[:, None]
        )
        curtain = step(lot, 0.72, 0.02) * step(-u, -0.46, 0.02)
        shine = mix(shine, flat((0.50, 0.46, 0.40), len(own)), curtain * 0.7)
        colour = mix(colour, shine.astype(np.float32), window)
        colour = mix(colour, flat((0.62, 0.62, 0.60), len(own)), frame * 0.85)
        sill = step(u, 0.17, 0.02) * step(-u, -0.75, 0.02) * step(-np.abs(v - 0.275), -0.02, 0.01)
        colour = mix(colour, flat((0.55, 0.54, 0.52), len(own)), sill)
        cooler = (
            (step(np.abs(u - 0.87), 0.09, 0.01) * -1 + 1)
            * (step(np.abs(v - 0.30), 0.09, 0.01) * -1 + 1)
            * step(scatter(place, level, seed + 4), 0.45, 0.01)
        )
        fan = step(-np.hypot((u - 0.87) * bay, (v - 0.30) * floor), -0.20, 0.03)
        colour = mix(colour, flat((0.68, 0.68, 0.66), len(own)), cooler)
        colour = mix(colour, flat((0.25, 0.26, 0.27), len(own)), cooler * fan * 0.7)
        if shops:
            colour = _shops(colour, along, z, seed)
        return colour.astype(np.float32), _all(len(own))

    return surface


SIGNS: list[Colour] = [
    (0.50, 0.07, 0.06),
    (0.05, 0.16, 0.36),
    (0.60, 0.42, 0.05),
    (0.06, 0.28, 0.20),
    (0.55, 0.52, 0.46),
    (0.30, 0.08, 0.22),
]


def _shops(colour: Array, along: Array, z: Array, seed: int) -> Array:
    """Put a row of shop fronts with signs on the lowest 3.6 metres."""
    wide = 4.6
    place = np.floor(along / wide)
    u = along / wide - place
    sign = np.array(SIGNS, dtype=np.float32)[
        (scatter(place, place * 0, seed + 8) * len(SIGNS)).astype(np.int64)
    ]
    count = len(along)
    text = (
        (step(np.abs(u - 0.5), 0.34, 0.01) * -1 + 1)
        * step(-np.abs(z - 3.15), -0.17, 0.02)
        * step(noise(along * 5, z * 5, 6.0, seed + 2), 0.05, 0.12)
    )
    text = text * step(np.abs((u * 7) % 1 - 0.5), 0.38, 0.06) * -1 + text
    board = mix(sign, flat((0.85, 0.80, 0.66), count), text * 0.8)
    door = (
        flat((0.05, 0.06, 0.07), count)
        + (0.10 * step(noise(along, z, 14.0, seed + 5, 0.03), 0.1, 0.9))[:, None]
    )
    shelf, item = np.floor(z / 0.42), np.floor(along / 0.16)
    pale = scatter(item, shelf, seed + 6)
    tint = np.array([[0.30, 0.20, 0.12], [0.24, 0.27, 0.26], [0.36, 0.30, 0.18]], dtype=np.float32)
    goods = (
        tint[(scatter(item // 4, shelf, seed) * 3).astype(np.int64)] * (0.25 + 0.8 * pale)[:, None]
    )
    goods = (
        goods * (0.35 + 0.65 * step(np.abs((z / 0.42) % 1 - 0.5), 0.42, 0.05) * -1 + 0.65)[:, None]
    )
    door = mix(
        door,
        goods,
        step(-z, -2.2, 0.3) * step(scatter(place, place * 0, seed + 1), 0.35, 0.01) * 0.6,
    )
    post = np.maximum(
        step(np.abs(u - 0.5), 0.47, 0.01), 1 - step(np.abs(np.abs(u - 0.5) - 0.22), 0.008, 0.006)
    )
    front = mix(door, flat((0.36, 0.35, 0.33), count), post)
    front = mix(front, flat((0.30, 0.29, 0.27), count), step(-z, -0.35, 0.03))
    front = mix(front, board, step(z, 2.75, 0.03))
    return mix(front, colour, step(z, 3.62, 0.03))


def leaves(colour: Colour, dense: float = 0.55, seed: int = 1) -> Surface:
    """Return foliage with holes in it."""

    def surface(own: Array, space: Array) -> tuple[Array, Mask]:
        a = noise(
            space[:, 0] + space[:, 2] * 0.6, space[:, 1] + space[:, 2] * 0.8, 2.6, seed, 0.0015
        )
        b = noise(space[:, 0] - space[:, 2], space[:, 1] * 0.7 + space[:, 2], 1.1, seed + 1, 0.001)
        kept = a + 0.8 * b > 0.25 - dense
        tone = np.clip(0.9 + 0.7 * a + 0.5 * b, 0.3, 1.9)
        warm = vec(1.15, 1.05, 0.7)[None, :] ** (0.8 * b)[:, None]
        return vec(*colour)[None, :] * tone[:, None] * warm, kept

    return surface


def bark() -> Surface:
    """Return the bark of a street tree, whitewashed below one metre."""

    def surface(own: Array, space: Array) -> tuple[Array, Mask]:
        rough = noise(own[:, 0] * 4 + own[:, 1] * 3, space[:, 2] * 0.8, 1.2, 31, 0.001)
        brown = vec(0.17, 0.13, 0.10)[None, :] * (1 + 0.6 * rough)[:, None]
        white = vec(0.62, 0.62, 0.58)[None, :] * (1 + 0.15 * rough)[:, None]
        return mix(brown, white, step(-space[:, 2], -1.0, 0.05)), _all(len(own))

    return surface


def worn(colour: Colour, amount: float = 0.25, scale: float = 1.0, seed: int = 5) -> Surface:
    """Return a painted or plain material with uneven tone."""

    def surface(own: Array, space: Array) -> tuple[Array, Mask]:
        pattern = noise(
            own[:, 0] + own[:, 1] * 0.7, own[:, 2] + own[:, 1] * 0.4, scale, seed, 0.002
        )
        fine = noise(
            own[:, 0] * 1.3 + own[:, 2], own[:, 1] + own[:, 2], scale * 0.3, seed + 1, 0.001
        )
        value = 1 + amount * (pattern + 0.5 * fine)
        return vec(*colour)[None, :] * np.clip(value, 0.2, 2)[:, None], _all(len(own))

    return surface


def striped(first: Colour, second: Colour, period: float, axis: int = 2) -> Surface:
    """Return stripes across one own axis."""

    def surface(own: Array, space: Array) -> tuple[Array, Mask]:
        wave = np.abs((own[:, axis] / period) % 1 - 0.5)
        return mix(flat(first, len(own)), flat(second, len(own)), step(wave, 0.25, 0.03)), _all(
            len(own)
        )

    return surface
