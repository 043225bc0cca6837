"""What each demo picture shows: a street and the things put into it.

Every scene is a function that puts its subject into a street; for scenes that have an
"after" picture the cleaned street is drawn without it, or with it repaired.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from installer.demo_city import textures as tx
from installer.demo_city import things
from installer.demo_city.render import (
    Array,
    Colour,
    Mask,
    Picture,
    box,
    card,
    ellipsoid,
    plain,
    rod,
    turned,
    vec,
)
from installer.demo_city.street import Change, Street, lamp

Filling = Callable[[Street, bool], None]
"""Puts the subject into a street; the flag tells whether it has been dealt with."""


@dataclass
class Scene:
    """One scene: how the street looks and what is put into it."""

    fill: Filling
    look: dict[str, object] = field(default_factory=dict)


def heap(x: float, y: float, count: int, seed: int, spread: float = 0.6) -> Filling:
    """Return rubbish bags on the footway."""

    def fill(street: Street, done: bool) -> None:
        if done:
            street.changes.append(damp(x, y, 1.3))
        else:
            street.add(*things.heap((x, y, 0), count, seed, spread))

    return fill


def rubbish_and_bins(street: Street, done: bool) -> None:
    """Put three wheeled bins and what does not fit into them."""
    for number, colour in enumerate(((0.06, 0.22, 0.12), (0.06, 0.14, 0.30), (0.20, 0.20, 0.21))):
        place = (2.6 + 0.72 * number, 2.6, 0.0)
        street.add(*things.wheelie(place, colour, open_lid=number == 1 and not done, turn_by=6))
    if not done:
        street.add(*things.heap((2.5, 1.3, 0), 8, 23, 0.55))
        street.add(*things.bag((3.35, 2.55, 0.95), 0.24, (0.03, 0.03, 0.03), 9))


def bins(x: float, y: float) -> Filling:
    """Return a litter bin that overflows."""

    def fill(street: Street, done: bool) -> None:
        street.add(*things.bin_pair((x, y, 0), full=not done, turn_by=-4))
        if done:
            street.changes.append(damp(x, y - 0.5, 1.0))

    return fill


def damp(x0: float, y0: float, size: float) -> Change:
    """Return freshly washed ground: darker, with a soft border."""

    def change(
        x: Array, y: Array, _distance: Array, colour: Array, height: Array
    ) -> tuple[Array, Array]:
        edge = np.hypot(x - x0, (y - y0) * 1.2) + 0.5 * tx.noise(x, y, 3.0, 90)
        wet = tx.step(-edge, -size, 0.5)
        return colour * (1 - 0.38 * wet[:, None]), height

    return change


def hole(x0: float, y0: float, size: float, cover: str) -> Change:
    """Return a round well in the road: ``missing``, ``broken`` or ``whole`` cover."""

    def change(
        x: Array, y: Array, _distance: Array, colour: Array, height: Array
    ) -> tuple[Array, Array]:
        radius = np.hypot(x - x0, y - y0)
        iron = tx.flat((0.10, 0.095, 0.09), len(x)) * (1 + 0.3 * tx.noise(x, y, 0.8, 92))[:, None]
        frame = tx.step(-radius, -size, 0.02)
        colour = tx.mix(
            colour, tx.flat((0.24, 0.235, 0.22), len(x)), tx.step(-radius, -size * 1.35, 0.05)
        )
        colour = tx.mix(colour, iron, frame)
        inner = tx.step(-radius, -size * 0.86, 0.015)
        if cover == "missing":
            # The near wall of the shaft is hidden, the far wall catches some light.
            depth = np.clip((y - y0) / size * 0.9 + 0.35, 0, 1) ** 3
            shaft = (0.006 + 0.09 * depth)[:, None] * vec(1.0, 0.92, 0.82)
            rungs = tx.step(np.abs(((y - y0) / size * 7) % 1 - 0.5), 0.40, 0.08) * 0.25 * depth
            return tx.mix(colour, shaft * (1 - rungs)[:, None], inner), height
        bars = np.maximum(
            tx.step(np.abs(((x - x0) / 0.07) % 1 - 0.5), 0.36, 0.06),
            tx.step(np.abs(((y - y0) / 0.07) % 1 - 0.5), 0.36, 0.06),
        )
        plate = iron * (1.25 - 0.5 * bars)[:, None]
        if cover == "broken":
            line = (x - x0) * 0.8 + (y - y0) * 0.5 + 0.09 * tx.noise(x, y, 1.4, 94)
            gone = tx.step(line, 0.05, 0.012) * tx.step(-line, -0.30, 0.012)
            plate = tx.mix(plate, tx.flat((0.006, 0.005, 0.005), len(x)), gone)
        return tx.mix(colour, plate, inner), height - 0.02 * bars * inner

    return change


def well(x: float, y: float, cover: str, cones: bool = False) -> Filling:
    """Return a well in the road whose cover is missing or broken, whole when done."""

    def fill(street: Street, done: bool) -> None:
        street.changes.append(hole(x, y, 0.42, "whole" if done else cover))
        if cones and not done:
            for dx, dy in ((-0.8, 0.5), (0.75, 0.6)):
                street.add(*things.cone((x + dx, y + dy, 0)))

    return fill


def pit(x0: float, y0: float, wide: float, long: float, wet: bool) -> Change:
    """Return a pothole: a ragged dip with broken edges, with water in it when wet."""

    def change(
        x: Array, y: Array, distance: Array, colour: Array, height: Array
    ) -> tuple[Array, Array]:
        ragged = 0.28 * tx.noise(x, y, 1.9, 96, 0.003)
        reach = np.hypot((x - x0) / wide, (y - y0) / long) + ragged
        deep = tx.step(-reach, -1.0, 0.16)
        gravel = 0.5 + 0.5 * tx.noise(x, y, 0.5, 97, 0.001)
        base = (0.13 + 0.17 * gravel)[:, None] * vec(1.0, 0.92, 0.80)
        shadow = 0.22 + 0.78 * tx.step((y - y0) / long + (x - x0) / wide * 0.5 + 1.0, 0.7, 1.0)
        floor = base * shadow[:, None]
        if wet:
            pool = tx.step(-reach, -0.80, 0.08)
            sky = vec(0.26, 0.30, 0.33)[None, :] * (0.8 + 0.2 * tx.noise(x, y, 3.0, 98))[:, None]
            floor = tx.mix(floor, sky, pool * 0.9)
        cracks = np.abs(tx.noise(x, y, 3.2, 99, 0.005))
        crack = tx.step(-cracks, -0.025, 0.03) * tx.step(-reach, -2.1, 0.8) * tx.fading(distance, 9)
        colour = colour * (1 - 0.65 * crack[:, None])
        return tx.mix(colour, floor, deep), height - 0.12 * deep

    return change


def patch(x0: float, y0: float, wide: float, long: float) -> Change:
    """Return a fresh rectangular patch of asphalt."""

    def change(
        x: Array, y: Array, distance: Array, colour: Array, height: Array
    ) -> tuple[Array, Array]:
        edge = np.maximum(np.abs(x - x0) / wide, np.abs(y - y0) / long)
        inside = tx.step(-edge, -1.25, 0.02)
        seam = tx.step(-np.abs(edge - 1.25), -0.025, 0.03)
        fresh = tx.asphalt(x * 1.3, y, distance, 0.055)
        colour = tx.mix(colour, fresh, inside)
        return colour * (1 - 0.5 * seam[:, None]), height

    return change


def pothole(x: float, y: float, wide: float, long: float, wet: bool = False) -> Filling:
    """Return a pothole; a patch when done."""

    def fill(street: Street, done: bool) -> None:
        change = patch(x, y, wide, long) if done else pit(x, y, wide, long, wet)
        street.changes.append(change)
        if not done:
            rng = np.random.default_rng(7)
            for _ in range(26):
                size = float(rng.uniform(0.015, 0.05))
                px, py = x + wide * float(rng.normal(0, 1.1)), y + long * float(rng.normal(0, 0.9))
                stone = tx.worn((0.20, 0.19, 0.18), 0.3, 0.3)
                street.add(box((px, py, size / 3), (size, size, size), stone, turned(px * 90, 20)))

    return fill


def bare_tiles(x0: float, y0: float, wide: float, long: float) -> Filling:
    """Return a footway with stones missing; whole, with brighter new stones, when done."""

    def fill(street: Street, done: bool) -> None:
        length, width = street.stone_size

        def change(
            x: Array, y: Array, distance: Array, colour: Array, height: Array
        ) -> tuple[Array, Array]:
            row = np.floor(x / width)
            column = np.floor((y + (row % 2) * length / 2) / length)
            middle_x = (row + 0.5) * width
            middle_y = (column + 0.5) * length - (row % 2) * length / 2
            ragged = 0.6 * tx.scatter(row, column, 5)
            reach = np.hypot((middle_x - x0) / wide, (middle_y - y0) / long) + ragged
            inside = tx.step(-reach, -1.2, 0.001) * tx.step(x, 0.2, 0.02)
            if done:
                return tx.mix(colour, colour * vec(1.28, 1.27, 1.25), inside * 0.7), height
            sand = (
                vec(0.30, 0.23, 0.15)[None, :]
                * (1 + 0.5 * tx.noise(x, y, 1.0, 101, 0.002))[:, None]
            )
            edge = tx.step(tx.noise(x, y, 0.7, 102, 0.002), 0.25, 0.2) * 0.3
            return tx.mix(colour, sand * (0.75 - edge)[:, None], inside), height - 0.05 * inside

        street.changes.append(change)
        if not done:
            rng = np.random.default_rng(3)
            for _ in range(7):
                px, py = (
                    x0 + float(rng.normal(0, wide * 0.9)),
                    y0 + float(rng.normal(0, long * 0.8)),
                )
                turn = turned(*(float(part) for part in rng.uniform((0, -12, -12), (180, 12, 12))))
                stone = tx.worn((0.38, 0.36, 0.33), 0.2)
                size = (float(rng.uniform(0.25, 0.55)), 0.28, 0.06)
                street.add(box((px, py, 0.05), size, stone, turn, 0.008))

    return fill


def fruit_stall(x: float, y: float, seed: int, shade: tuple[Colour, Colour]) -> Filling:
    """Return a stall with crates under umbrellas."""

    def fill(street: Street, done: bool) -> None:
        if done:
            street.changes.append(damp(x + 0.8, y, 1.4))
            return
        street.add(*things.crates((x, y, 0), 3, 3, seed))
        street.add(*things.umbrella((x + 1.7, y + 1.0, 0), shade))
        street.add(*things.umbrella((x + 0.3, y + 3.4, 0), (shade[1], shade[0])))
        street.add(*things.crates((x + 0.1, y + 2.6, 0), 2, 2, seed + 1))
        street.add(*things.litter((x + 0.3, y - 0.6, 0), 0.6, 22, seed))
        street.add(*things.carton((x - 0.55, y + 0.2, 0), (0.42, 0.5, 0.34), seed))

    return fill


def tables(x: float, y: float, count: int, colour: Colour, grill: bool = False) -> Filling:
    """Return tables and stools put outside, with a grill when asked."""

    def fill(street: Street, done: bool) -> None:
        if done:
            street.changes.append(damp(x, y + 0.6, 1.5))
            return
        for number in range(count):
            street.add(*things.table((x + 0.25 * (number % 2), y + number * 2.1, 0), colour))
        if grill:
            gx, gy = x + 1.5, y - 0.1
            steel = tx.worn((0.20, 0.19, 0.18), 0.3)
            street.add(box((gx, gy, 0.82), (0.42, 1.3, 0.2), steel, bevel=0.02))
            street.add(
                box((gx, gy, 0.925), (0.34, 1.2, 0.02), tx.worn((0.5, 0.10, 0.02), 0.9, 0.4))
            )
            for dx in (-0.17, 0.17):
                for dy in (-0.55, 0.55):
                    street.add(rod((gx + dx, gy + dy, 0), (gx + dx, gy + dy, 0.8), 0.02, steel))
        street.add(*things.litter((x, y, 0), 0.9, 14, 3))

    return fill


def fallen_bicycles(x: float, y: float, count: int, seed: int) -> Filling:
    """Return shared bicycles, most of them fallen; in a neat row when done."""
    colours: list[Colour] = [(0.05, 0.30, 0.55), (0.70, 0.50, 0.04), (0.08, 0.42, 0.28)]

    def fill(street: Street, done: bool) -> None:
        rng = np.random.default_rng(seed)
        for number in range(count):
            colour = colours[int(rng.integers(3))]
            if done:
                place = (0.85, y + number * 0.55 - 0.5, 0.0)
                if number < count * 2 // 3:
                    street.add(*things.bicycle(place, turned(8, 0), colour))
                continue
            fallen = float(rng.uniform(-80, -60)) if number % 4 else float(rng.uniform(-12, 10))
            px, py = (
                x + float(rng.uniform(-0.5, 0.9)),
                y + number * 0.42 + float(rng.uniform(-0.1, 0.1)),
            )
            turn = turned(float(rng.uniform(-38, 38)), fallen)
            street.add(*things.bicycle((px, py, 0.10 + 0.05 * (number % 3)), turn, colour))

    return fill


def parked(x: float, y: float, yaw: float, colour: Colour) -> Filling:
    """Return a car on the footway."""

    def fill(street: Street, done: bool) -> None:
        if not done:
            street.add(*things.car((x, y, 0), yaw, colour))

    return fill


def advertised_wall(x: float, y: float, count: int, seed: int) -> Filling:
    """Return a wall with small ads across the view; painted over when done."""

    def fill(street: Street, done: bool) -> None:
        wall = tx.plaster((0.56, 0.53, 0.47), 0.9, 6)
        paint = wall if done else things.posters(1.9, 0.75, count, seed, wall)
        street.add(box((x, y, 1.25), (6.6, 0.3, 2.5), paint))
        street.add(box((x, y, 2.56), (6.8, 0.45, 0.14), tx.worn((0.33, 0.32, 0.31))))
        if not done:
            street.add(*things.litter((x, y - 0.5, 0), 1.0, 16, seed))

    return fill


def notice_board(street: Street, done: bool) -> None:
    """Put a notice board covered with small ads; clean, with tidy notices, when done."""
    steel = tx.worn((0.36, 0.38, 0.39), 0.1)
    for dx in (-1.25, 1.25):
        street.add(rod((2.8 + dx, 2.2, 0), (2.8 + dx, 2.2, 2.25), 0.04, steel, 0.4))
    back = tx.worn((0.10, 0.24, 0.30), 0.08, 3)
    ads = back if done else things.posters(1.1, 0.38, 22, 44, back)
    street.add(box((2.8, 2.2, 1.45), (2.44, 0.08, 1.2), ads))
    street.add(
        box((2.8, 2.2, 2.2), (2.8, 0.5, 0.08), tx.worn((0.40, 0.09, 0.07)), turned(0, 8), 0.02)
    )
    if done:
        for number in range(4):
            sheet = tx.worn((0.66, 0.66, 0.62), 0.05, 0.5, number)
            street.add(card((1.95 + 0.56 * number, 2.15, 1.45), 0.42, 0.6, sheet))


def slips_on_post(street: Street, done: bool) -> None:
    """Put a lamp post close by with paper slips on it."""
    steel = tx.worn((0.30, 0.33, 0.34), 0.15, 2)
    street.add(rod((1.15, 0.6, 0), (1.15, 0.6, 7.0), 0.13, steel, 0.3))
    street.add(box((1.15, 0.6, 0.3), (0.42, 0.42, 0.6), steel, bevel=0.04))
    if not done:
        papers: list[Colour] = [(0.70, 0.68, 0.60), (0.74, 0.60, 0.20), (0.66, 0.36, 0.36)]
        for number, colour in enumerate(papers):
            front = things.posters(0.01, 0.01, 1, number + 5, plain(colour))
            place = (1.13 + 0.03 * number, 0.46, 1.72 - 0.3 * number)
            street.add(card(place, 0.20, 0.26, front, turned(4 * number, 2, 5 - 6 * number)))


def hanging_cable(x: float, y: float) -> Filling:
    """Return cables between posts, one of them torn down; all tied up when done."""

    def fill(street: Street, done: bool) -> None:
        wood = tx.worn((0.26, 0.23, 0.20), 0.3)
        street.add(rod((x, y, 0), (x, y, 6.5), 0.13, wood))
        street.add(rod((x, y + 14, 0), (x, y + 14, 6.5), 0.13, wood))
        for number in range(4):
            start, end = (x, y, 6.3 - number * 0.16), (x, y + 14, 6.3 - number * 0.16)
            middle = (x, y + 7, 5.8 - number * 0.2)
            street.add(
                *things.cable(
                    [(x - 0.1, y - 12, 6.2 - number * 0.1), (x, y - 6, 5.7), start, middle, end]
                )
            )
        street.add(
            box((x, y - 0.15, 3.4), (0.45, 0.22, 0.6), tx.worn((0.42, 0.43, 0.42)), bevel=0.03)
        )
        if not done:
            torn = [
                (x, y, 6.1),
                (x + 0.25, y - 0.2, 4.0),
                (x + 0.5, y - 0.5, 1.4),
                (x + 1.0, y - 0.9, 0.35),
            ]
            curl = [
                (x + 1.7, y - 1.2, 0.06),
                (x + 2.3, y - 0.6, 0.04),
                (x + 1.9, y + 0.2, 0.05),
                (x + 1.3, y - 0.3, 0.06),
            ]
            street.add(*things.cable(torn + curl, 0.022))
            street.add(
                *things.cable(
                    [
                        (x, y + 14, 5.9),
                        (x + 0.3, y + 8, 2.6),
                        (x + 0.9, y + 3, 0.5),
                        (x + 1.4, y + 1.2, 0.05),
                    ],
                    0.018,
                )
            )

    return fill


def fallen_branch(x: float, y: float, yaw: float, length: float) -> Filling:
    """Return a broken branch with its leaves on the ground."""

    def fill(street: Street, done: bool) -> None:
        if not done:
            street.add(*things.branch((x, y, 0), yaw, length, street.green, 12))
        street.add(*things.litter((x + 0.8, y, 0), 1.0, 10 if done else 40, 12))

    return fill


def rubble(x: float, y: float, size: float, count: int, half_done: bool = False) -> Filling:
    """Return builders' rubble against a wall; ``half_done`` leaves some of it when done."""

    def fill(street: Street, done: bool) -> None:
        if done:
            street.changes.append(damp(x, y, size * 1.4))
            if half_done:
                street.add(*things.rubble((x + 0.4, y + 0.2, 0), size * 0.5, count // 2, 31))
            return
        street.add(*things.rubble((x, y, 0), size, count, 31))
        for number in range(4):
            white = (0.56, 0.55, 0.50)
            street.add(
                *things.bag((x + 0.5 * number - 0.9, y - size - 0.05, 0), 0.27, white, 70 + number)
            )

    return fill


def furniture(street: Street, _done: bool) -> None:
    """Put an old sofa, a chair and a mattress."""
    cloth = tx.worn((0.30, 0.13, 0.10), 0.4, 1.2)
    turn = turned(-12)
    x, y = 2.6, 2.2
    street.add(box((x, y, 0.28), (1.8, 0.85, 0.34), cloth, turn, 0.06))
    street.add(
        box((x + 0.07, y + 0.38, 0.62), (1.8, 0.24, 0.62), cloth, turn @ turned(0, -9), 0.08)
    )
    for side in (-0.9, 0.9):
        street.add(box((x + side, y + side * -0.2, 0.45), (0.22, 0.85, 0.55), cloth, turn, 0.07))
    for side in (-0.38, 0.4):
        cushion = tx.worn((0.36, 0.17, 0.13), 0.35, 0.9)
        street.add(
            box(
                (x + side, y - 0.08, 0.50),
                (0.74, 0.64, 0.16),
                cushion,
                turned(-12 + side * 14, 3),
                0.06,
            )
        )
    street.add(
        box(
            (4.05, 3.2, 0.85),
            (0.2, 1.2, 1.75),
            tx.worn((0.58, 0.56, 0.50), 0.3, 1),
            turned(4, 0, 14),
            0.06,
        )
    )
    wood = tx.worn((0.24, 0.15, 0.08), 0.3, 0.6)
    street.add(box((1.2, 1.5, 0.30), (0.42, 0.42, 0.05), wood, turned(30, 70)))
    street.add(box((1.1, 1.8, 0.24), (0.42, 0.5, 0.04), wood, turned(30, 10)))
    for dx, dy in ((0, 0), (0.3, 0.15), (0.1, 0.34)):
        street.add(rod((1.05 + dx, 1.3 + dy, 0.05), (1.25 + dx, 0.95 + dy, 0.32), 0.022, wood))
    street.add(*things.litter((2.2, 1.1, 0), 0.7, 14, 8))


def banner(street: Street, _done: bool) -> None:
    """Put a red banner between a tree and the wall."""

    def cloth(own: Array, _space: Array) -> tuple[Array, Mask]:
        sag = 0.10 * np.cos(own[:, 0] * 0.8) + 0.03 * np.sin(own[:, 0] * 5)
        z = own[:, 2] + sag - 0.1
        fold = 0.85 + 0.3 * tx.noise(own[:, 0], own[:, 2] * 0.3, 3.0, 110)
        column = np.floor(own[:, 0] / 0.36)
        u, v = (own[:, 0] / 0.36) % 1 - 0.5, z / 0.3
        stroke = tx.noise(own[:, 0] * 6 + column, z * 6, 5.0, 112, 0.003)
        sign = tx.step(-np.maximum(np.abs(u), np.abs(v)), -0.4, 0.03) * tx.step(stroke, 0.0, 0.15)
        red = vec(0.52, 0.03, 0.03)[None, :] * fold[:, None]
        return tx.mix(red, tx.flat((0.75, 0.62, 0.20), len(own)), sign), np.abs(z) < 0.29

    street.add(card((2.55, 4.4, 2.3), 3.7, 1.0, cloth, turned(4, 0, 2)))
    street.solids[-1].occludes = 0.0


def hoarding(street: Street, _done: bool) -> None:
    """Put a leaning site hoarding with a crane-high building shell behind it."""
    for number in range(14):
        lean = (0, 0, 9, -14, 17, 6)[number % 6] if 2 < number < 7 else 0
        sheet = tx.striped((0.08, 0.26, 0.46), (0.10, 0.30, 0.52), 0.16, 1)
        street.add(
            box(
                (3.9 + 0.008 * lean, number * 1.55 - 2, 1.1),
                (0.05, 1.5, 2.2),
                sheet,
                turned(0, 0, lean),
            )
        )
        street.add(
            rod(
                (3.85, number * 1.55 - 2.77, 0),
                (3.85, number * 1.55 - 2.77, 2.3),
                0.04,
                plain((0.5, 0.5, 0.5)),
            )
        )
    grey = tx.worn((0.40, 0.39, 0.37), 0.2, 5)
    for level in range(5):
        street.add(box((16, 18, 3.4 + 3.2 * level), (14, 26, 0.35), grey))
        for place in range(5):
            street.add(box((9.5, 7 + place * 5.5, 1.8 + 3.2 * level), (0.6, 0.6, 3.2), grey))


def dust(street: Street, _done: bool) -> None:
    """Put heaps of bare earth behind a low hoarding."""
    earth = tx.worn((0.34, 0.24, 0.14), 0.35, 6)
    for number in range(7):
        size = 3.0 + number % 3
        street.add(
            ellipsoid(
                (7 + number % 2 * 5, 3 + number * 5.0, 0),
                (size, size * 1.2, 1.4 + 0.5 * (number % 3)),
                earth,
                rough=0.8,
            )
        )
    for number in range(10):
        sheet = tx.striped((0.10, 0.34, 0.20), (0.12, 0.38, 0.23), 0.16, 1)
        street.add(box((3.6, number * 2.0 + 1.5, 0.45), (0.05, 1.96, 0.9), sheet))
    yellow = tx.worn((0.62, 0.40, 0.04), 0.12, 2)
    street.add(box((8.0, 13.0, 3.3), (1.9, 2.4, 1.3), yellow, turned(25), 0.15))
    street.add(
        box((7.6, 12.2, 4.1), (1.0, 1.0, 1.1), tx.worn((0.08, 0.09, 0.1)), turned(25), 0.1, 0.8)
    )
    street.add(box((8.0, 13.0, 2.4), (2.6, 3.2, 0.7), plain((0.05, 0.05, 0.05)), turned(25), 0.2))
    street.add(
        rod((7.2, 12.2, 3.6), (5.2, 9.6, 6.0), 0.2, yellow),
        rod((5.2, 9.6, 6.0), (4.6, 8.2, 3.2), 0.15, yellow),
    )
    street.add(box((4.6, 8.1, 2.9), (0.8, 0.7, 0.7), plain((0.12, 0.11, 0.1)), turned(25, 30), 0.1))


def fallen_barrier(street: Street, _done: bool) -> None:
    """Put a railing along the road with three panels knocked over."""
    for number in range(9):
        y = 1.0 + number * 2.6
        down = 1 <= number <= 3
        aside = 0.35 * number if down else 0.0
        start, end = (-3.7 + aside, y, 0.0), (-3.7 + aside * 0.4, y + 2.5, 0.0)
        street.add(*things.barrier(start, end, fallen=82 if down else 0))
    street.add(*things.cone((-2.2, 3.2, 0)))


def hanging_lamp(street: Street, _done: bool) -> None:
    """Put a lamp post whose head hangs from its wire."""
    street.add(*lamp((0.5, 4.5, 0), broken=True))


def night(street: Street, _done: bool) -> None:
    """Leave the street as it is; its lamps are out."""


def spill(street: Street, _done: bool) -> None:
    """Put gravel spilled over the lane."""

    def change(
        x: Array, y: Array, distance: Array, colour: Array, height: Array
    ) -> tuple[Array, Array]:
        path = np.abs(x + 2.3 + 0.5 * np.sin(y * 0.5)) + 0.9 * tx.noise(x, y, 3.0, 120)
        cover = tx.step(-path, -0.75, 0.5) * tx.step(tx.noise(x, y, 0.8, 121, 0.001), -0.15, 0.4)
        sand = vec(0.40, 0.32, 0.21)[None, :] * (1 + 0.5 * tx.noise(x, y, 0.5, 122, 0.001))[:, None]
        return tx.mix(colour, sand, cover), height + 0.02 * cover

    street.changes.append(change)
    rng = np.random.default_rng(4)
    for _ in range(120):
        y = float(rng.uniform(-3, 9))
        x = -2.3 - 0.5 * float(np.sin(y * 0.5)) + float(rng.normal(0, 0.45))
        size = float(rng.uniform(0.02, 0.08))
        stone = tx.worn((0.36, 0.31, 0.25), 0.3, 0.4)
        street.add(box((x, y, size / 3), (size, size * 1.2, size), stone, turned(x * 99, 25, 15)))


def flood(street: Street, _done: bool) -> None:
    """Cover the lane with standing water that mirrors the sky."""

    def change(
        x: Array, y: Array, _distance: Array, colour: Array, height: Array
    ) -> tuple[Array, Array]:
        reach = np.hypot((x + 3.0) / 3.6, (y - 6.0) / 5.5) + 0.25 * tx.noise(x, y, 5.0, 125)
        pool = tx.step(-reach, -1.0, 0.08)
        ripple = 0.06 * np.sin(y * 5 + 3 * tx.noise(x, y, 2.0, 126))
        sky = (
            vec(0.36, 0.38, 0.38)[None, :]
            * (0.85 + 0.2 * tx.noise(x * 3, y, 4.0, 127) + ripple)[:, None]
        )
        return tx.mix(colour, sky, pool * 0.92), height

    street.changes.append(change)
    for dx, dy in ((-5.6, 3.0), (-1.0, 1.2)):
        street.add(*things.cone((dx, dy, 0)))


def _look(**values: object) -> dict[str, object]:
    return values


RED: tuple[Colour, Colour] = ((0.52, 0.05, 0.04), (0.62, 0.60, 0.55))
BLUE: tuple[Colour, Colour] = ((0.05, 0.16, 0.42), (0.60, 0.60, 0.58))
GREEN: tuple[Colour, Colour] = ((0.06, 0.30, 0.16), (0.64, 0.58, 0.30))

FACING = _look(
    eye=(2.6, -1.6, 1.55), yaw=-4.0, pitch=-9.0, view=60.0, trees=(5.5, 13.0, 20.0, 28.0)
)
DOWN = _look(
    eye=(-0.4, -0.9, 1.65), yaw=14.0, pitch=-27.0, view=62.0, trees=(7.0, 14.0, 21.0, 29.0)
)

SCENES: dict[str, Scene] = {
    "rubbish_kerb": Scene(
        heap(1.9, 1.2, 11, 5),
        _look(
            seed=11,
            eye=(0.9, -2.6, 1.6),
            yaw=-14.0,
            pitch=-14.0,
            sun=(220, 45),
            trees=(5.0, 12.0, 19.0, 27.0),
        ),
    ),
    "rubbish_kerb_2": Scene(
        heap(1.9, 1.2, 11, 5),
        _look(
            seed=11,
            eye=(3.6, -1.9, 1.7),
            yaw=22.0,
            pitch=-20.0,
            sun=(220, 45),
            trees=(5.0, 12.0, 19.0, 27.0),
        ),
    ),
    "rubbish_bins": Scene(
        rubbish_and_bins,
        _look(
            seed=14,
            wall="garden",
            wall_colour=(0.52, 0.42, 0.33),
            eye=(1.9, -2.2, 1.6),
            yaw=-9.0,
            pitch=-11.0,
            weather="soft",
            sun=(300, 50),
        ),
    ),
    "rubbish_tree": Scene(
        heap(1.0, 2.3, 9, 41),
        _look(
            seed=16,
            eye=(2.4, -1.6, 1.6),
            yaw=10.0,
            pitch=-16.0,
            weather="warm",
            sun=(262, 34),
            trees=(3.6, 10.0, 17.0, 25.0),
            stone=(0.44, 0.35, 0.30),
        ),
    ),
    "rubbish_gate": Scene(
        heap(3.0, 2.4, 13, 77, 0.75),
        _look(
            seed=18,
            wall="garden",
            wall_colour=(0.46, 0.44, 0.42),
            eye=(1.8, -1.7, 1.65),
            yaw=-12.0,
            pitch=-14.0,
            weather="grey",
        ),
    ),
    "rubbish_blur": Scene(
        heap(2.4, 1.8, 7, 91),
        _look(seed=21, eye=(1.8, -1.9, 1.6), yaw=-8.0, pitch=-15.0, weather="soft", sun=(200, 40)),
    ),
    "bin_full": Scene(bins(2.3, 2.0), _look(seed=23, weather="clear", sun=(210, 48), **FACING)),
    "bin_station": Scene(
        bins(1.9, 1.6),
        _look(
            seed=25,
            weather="grey",
            wet=True,
            eye=(1.0, -1.5, 1.6),
            yaw=-14.0,
            pitch=-13.0,
            view=58.0,
            trees=(6.0, 13.0, 20.0),
            stone=(0.33, 0.34, 0.35),
        ),
    ),
    "cover_missing": Scene(well(-1.3, 1.4, "missing"), _look(seed=27, sun=(188, 48), **DOWN)),
    "cover_missing_2": Scene(
        well(-2.3, 1.8, "broken", cones=True),
        _look(seed=29, weather="warm", sun=(188, 48), eye=(-1.6, -1.2, 1.6), yaw=6.0, pitch=-22.0),
    ),
    "cover_lane": Scene(
        well(-1.9, 1.7, "missing", cones=True),
        _look(seed=31, weather="soft", sun=(188, 48), eye=(-0.3, -1.2, 1.7), yaw=22.0, pitch=-23.0),
    ),
    "pothole": Scene(pothole(-1.6, 1.6, 0.55, 0.42), _look(seed=33, sun=(188, 48), **DOWN)),
    "pothole_lane": Scene(
        pothole(-2.5, 2.2, 0.62, 0.5, wet=True),
        _look(seed=35, weather="soft", sun=(188, 48), eye=(-1.2, -1.4, 1.6), yaw=18.0, pitch=-20.0),
    ),
    "paving_loose": Scene(
        bare_tiles(2.0, 1.6, 0.7, 0.8),
        _look(
            seed=37,
            eye=(1.4, -1.4, 1.65),
            yaw=-8.0,
            pitch=-22.0,
            weather="warm",
            sun=(255, 36),
            stone=(0.46, 0.36, 0.31),
        ),
    ),
    "paving_hole": Scene(
        bare_tiles(1.7, 2.0, 0.8, 0.9),
        _look(
            seed=39,
            eye=(2.7, -1.3, 1.65),
            yaw=16.0,
            pitch=-20.0,
            sun=(240, 48),
            stone=(0.36, 0.37, 0.38),
            stone_size=(0.4, 0.4),
        ),
    ),
    "lamp_off": Scene(
        night, _look(seed=41, eye=(1.6, -3.0, 1.6), yaw=4.0, pitch=3.0, weather="dusk")
    ),
    "lamp_hang": Scene(
        hanging_lamp,
        _look(
            seed=43,
            eye=(2.2, -2.6, 1.6),
            yaw=14.0,
            pitch=15.0,
            sun=(200, 40),
            lamps=(),
            trees=(9.0, 17.0, 25.0),
        ),
    ),
    "ads_wall": Scene(
        advertised_wall(2.6, 2.6, 26, 5),
        _look(
            seed=45,
            eye=(1.9, -1.2, 1.5),
            yaw=-11.0,
            pitch=-5.0,
            sun=(200, 42),
            trees=(-9.0,),
            lamps=(),
            footway=6.4,
        ),
    ),
    "ads_board": Scene(
        notice_board,
        _look(
            seed=47,
            eye=(2.5, -1.5, 1.55),
            yaw=-5.0,
            pitch=-3.0,
            weather="soft",
            sun=(200, 45),
            wall="garden",
            wall_colour=(0.50, 0.47, 0.42),
            trees=(6.0, 14.0, 22.0),
        ),
    ),
    "ads_small": Scene(
        slips_on_post,
        _look(
            seed=49,
            eye=(1.45, -1.6, 1.6),
            yaw=2.0,
            pitch=-3.0,
            view=56.0,
            weather="warm",
            sun=(210, 35),
            trees=(7.0, 14.0, 22.0),
            lamps=(),
        ),
    ),
    "stall_fruit": Scene(
        fruit_stall(1.5, 1.6, 6, RED),
        _look(
            seed=51,
            eye=(2.2, -2.2, 1.6),
            yaw=0.0,
            pitch=-7.0,
            sun=(215, 48),
            trees=(9.0, 17.0, 25.0),
        ),
    ),
    "stall_vegetable": Scene(
        fruit_stall(2.0, 1.7, 15, GREEN),
        _look(
            seed=53,
            eye=(1.6, -2.0, 1.6),
            yaw=-12.0,
            pitch=-9.0,
            weather="soft",
            sun=(300, 50),
            trees=(8.0, 15.0, 23.0),
            wall_colour=(0.42, 0.44, 0.46),
        ),
    ),
    "stall_smoke": Scene(
        tables(1.9, 1.9, 3, (0.10, 0.18, 0.42), grill=True),
        _look(
            seed=57,
            eye=(1.2, -2.0, 1.65),
            yaw=-14.0,
            pitch=-11.0,
            weather="warm",
            sun=(262, 32),
            trees=(9.0, 17.0),
        ),
    ),
    "shop_tables": Scene(
        tables(2.1, 1.8, 4, (0.50, 0.08, 0.05)),
        _look(
            seed=59,
            eye=(2.9, -2.2, 1.65),
            yaw=8.0,
            pitch=-11.0,
            sun=(200, 46),
            trees=(8.0, 16.0, 24.0),
            stone=(0.42, 0.36, 0.32),
        ),
    ),
    "bikes_fallen": Scene(
        fallen_bicycles(2.0, 1.0, 12, 8),
        _look(
            seed=61,
            eye=(3.0, -2.0, 1.7),
            yaw=10.0,
            pitch=-15.0,
            sun=(225, 44),
            trees=(8.0, 15.0, 23.0),
        ),
    ),
    "bikes_station": Scene(
        fallen_bicycles(2.2, 1.2, 13, 19),
        _look(
            seed=63,
            eye=(1.6, -1.9, 1.7),
            yaw=-6.0,
            pitch=-14.0,
            weather="soft",
            sun=(290, 50),
            trees=(9.0, 16.0, 24.0),
            stone=(0.36, 0.36, 0.36),
        ),
    ),
    "car_pavement": Scene(
        parked(2.4, 4.4, 0, (0.62, 0.63, 0.63)),
        _look(
            seed=65,
            eye=(1.3, -2.0, 1.6),
            yaw=-12.0,
            pitch=-8.0,
            sun=(215, 45),
            trees=(9.0, 16.0, 24.0),
        ),
    ),
    "car_corner": Scene(
        parked(2.3, 4.0, 24, (0.22, 0.24, 0.26)),
        _look(
            seed=67,
            eye=(3.2, -2.0, 1.65),
            yaw=10.0,
            pitch=-9.0,
            weather="grey",
            trees=(9.0, 16.0, 24.0),
            wall_colour=(0.50, 0.40, 0.34),
        ),
    ),
    "cable_down": Scene(
        hanging_cable(1.0, 3.4),
        _look(
            seed=69,
            eye=(2.4, -2.6, 1.6),
            yaw=4.0,
            pitch=2.0,
            weather="soft",
            sun=(200, 45),
            trees=(10.0, 24.0),
            lamps=(),
        ),
    ),
    "cable_tree": Scene(
        hanging_cable(0.9, 4.2),
        _look(
            seed=71,
            eye=(1.4, -2.4, 1.6),
            yaw=-4.0,
            pitch=4.0,
            sun=(225, 40),
            trees=(8.0, 15.0, 25.0),
            lamps=(),
            wall_colour=(0.42, 0.46, 0.48),
        ),
    ),
    "branch_down": Scene(
        fallen_branch(-0.7, 2.6, 12, 3.4),
        _look(
            seed=73,
            eye=(1.8, -2.2, 1.65),
            yaw=8.0,
            pitch=-15.0,
            weather="grey",
            wet=True,
            trees=(1.6, 9.0, 17.0, 25.0),
        ),
    ),
    "branch_lane": Scene(
        fallen_branch(-3.4, 2.8, 14, 3.0),
        _look(
            seed=75,
            eye=(-1.0, -2.2, 1.65),
            yaw=8.0,
            pitch=-15.0,
            weather="soft",
            sun=(188, 48),
            trees=(6.0, 13.0, 21.0),
        ),
    ),
    "debris_heap": Scene(
        rubble(3.1, 2.6, 1.0, 90),
        _look(
            seed=77,
            wall="garden",
            wall_colour=(0.48, 0.45, 0.40),
            eye=(1.7, -1.8, 1.65),
            yaw=-14.0,
            pitch=-11.0,
            sun=(220, 46),
            trees=(9.0, 17.0, 25.0),
        ),
    ),
    "debris_wall": Scene(
        rubble(2.7, 2.2, 0.75, 70, half_done=True),
        _look(
            seed=79,
            wall="garden",
            wall_colour=(0.40, 0.30, 0.25),
            eye=(2.2, -1.9, 1.6),
            yaw=-4.0,
            pitch=-12.0,
            weather="soft",
            sun=(300, 50),
            trees=(9.0, 17.0, 25.0),
        ),
    ),
    "furniture": Scene(
        furniture,
        _look(
            seed=81,
            wall="garden",
            wall_colour=(0.52, 0.48, 0.42),
            eye=(2.2, -1.6, 1.6),
            yaw=-6.0,
            pitch=-12.0,
            weather="soft",
            sun=(200, 42),
            trees=(9.0, 17.0),
            parked=False,
        ),
    ),
    "banner": Scene(
        banner,
        _look(
            seed=83,
            eye=(2.2, -0.9, 1.6),
            yaw=-2.0,
            pitch=4.0,
            sun=(215, 45),
            trees=(4.4, 11.0, 18.0, 26.0),
        ),
    ),
    "guardrail": Scene(
        fallen_barrier, _look(seed=85, eye=(-1.7, -2.2, 1.65), yaw=8.0, pitch=-13.0, sun=(188, 48))
    ),
    "site_hoarding": Scene(
        hoarding,
        _look(
            seed=87,
            wall="none",
            eye=(1.6, -2.4, 1.65),
            yaw=-16.0,
            pitch=0.0,
            weather="soft",
            sun=(240, 45),
            trees=(6.0, 15.0),
        ),
    ),
    "site_dust": Scene(
        dust,
        _look(
            seed=89,
            wall="none",
            eye=(0.4, -4.5, 6.0),
            yaw=-24.0,
            pitch=-14.0,
            weather="warm",
            sun=(230, 38),
            trees=(6.0, 14.0, 22.0),
        ),
    ),
    "road_blur": Scene(
        spill, _look(seed=93, eye=(0.4, -2.8, 1.65), yaw=14.0, pitch=-16.0, weather="grey")
    ),
    "water_road": Scene(
        flood,
        _look(
            seed=95,
            eye=(-0.6, -2.6, 1.7),
            yaw=16.0,
            pitch=-11.0,
            weather="grey",
            wet=True,
            trees=(6.0, 13.0, 21.0),
        ),
    ),
}


def scene(name: str, done: bool) -> Picture:
    """Return a scene as it was reported, or after it has been dealt with."""
    found = SCENES[name]
    street = Street(**found.look)  # type: ignore[arg-type]
    found.fill(street, done)
    return street.picture()
