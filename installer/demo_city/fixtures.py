"""What is wrong with walls, posts, lamps, trees and vehicles of a street."""

import numpy as np

from installer.demo_city import roadside, rubbish, vehicles
from installer.demo_city import textures as tx
from installer.demo_city.ground import Filling
from installer.demo_city.solids import (
    Array,
    Colour,
    Mask,
    box,
    card,
    ellipsoid,
    plain,
    rod,
    turned,
    vec,
)
from installer.demo_city.street import Street, lamp


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
                    street.add(*vehicles.bicycle(place, turned(8, 0), colour))
                continue
            fallen = float(rng.uniform(-80, -60)) if number % 4 else float(rng.uniform(-12, 10))
            px, py = (
                x + float(rng.uniform(-0.5, 0.9)),
                y + number * 0.42 + float(rng.uniform(-0.1, 0.1)),
            )
            turn = turned(float(rng.uniform(-38, 38)), fallen)
            street.add(*vehicles.bicycle((px, py, 0.10 + 0.05 * (number % 3)), turn, colour))

    return fill


def parked(x: float, y: float, yaw: float, colour: Colour) -> Filling:
    """Return a car on the footway."""

    def fill(street: Street, done: bool) -> None:
        if not done:
            street.add(*vehicles.car((x, y, 0), yaw, colour))

    return fill


def advertised_wall(x: float, y: float, count: int, seed: int) -> Filling:
    """Return a wall with small ads across the view; painted over when done."""

    def fill(street: Street, done: bool) -> None:
        wall = tx.plaster((0.56, 0.53, 0.47), 0.9, 6)
        paint = wall if done else roadside.posters(1.9, 0.75, count, seed, wall)
        street.add(box((x, y, 1.25), (6.6, 0.3, 2.5), paint))
        street.add(box((x, y, 2.56), (6.8, 0.45, 0.14), tx.worn((0.33, 0.32, 0.31))))
        if not done:
            street.add(*rubbish.litter((x, y - 0.5, 0), 1.0, 16, seed))

    return fill


def notice_board(street: Street, done: bool) -> None:
    """Put a notice board covered with small ads; clean, with tidy notices, when done."""
    steel = tx.worn((0.36, 0.38, 0.39), 0.1)
    for dx in (-1.25, 1.25):
        street.add(rod((2.8 + dx, 2.2, 0), (2.8 + dx, 2.2, 2.25), 0.04, steel, 0.4))
    back = tx.worn((0.10, 0.24, 0.30), 0.08, 3)
    ads = back if done else roadside.posters(1.1, 0.38, 22, 44, back)
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
            front = roadside.posters(0.01, 0.01, 1, number + 5, plain(colour))
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
                *roadside.cable(
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
            street.add(*roadside.cable(torn + curl, 0.022))
            street.add(
                *roadside.cable(
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
            street.add(*roadside.branch((x, y, 0), yaw, length, street.green, 12))
        street.add(*rubbish.litter((x + 0.8, y, 0), 1.0, 10 if done else 40, 12))

    return fill


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
        street.add(*roadside.barrier(start, end, fallen=82 if down else 0))
    street.add(*roadside.cone((-2.2, 3.2, 0)))


def hanging_lamp(street: Street, _done: bool) -> None:
    """Put a lamp post whose head hangs from its wire."""
    street.add(*lamp((0.5, 4.5, 0), broken=True))


def night(street: Street, _done: bool) -> None:
    """Leave the street as it is; its lamps are out."""
