"""What happens to the ground of a street: holes, patches, damp, spills and floods."""

from collections.abc import Callable

import numpy as np

from installer.demo_city import roadside
from installer.demo_city import textures as tx
from installer.demo_city.solids import Array, box, turned, vec
from installer.demo_city.street import Change, Street

Filling = Callable[[Street, bool], None]
"""Puts the subject into a street; the flag tells whether it has been dealt with."""


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
                street.add(*roadside.cone((x + dx, y + dy, 0)))

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
        street.add(*roadside.cone((dx, dy, 0)))
