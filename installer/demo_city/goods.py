"""What stands or lies in a street that should not: rubbish, stalls, tables, rubble, furniture."""

from installer.demo_city import rubbish, stalls
from installer.demo_city import textures as tx
from installer.demo_city.ground import Filling, damp
from installer.demo_city.solids import Colour, box, rod, turned
from installer.demo_city.street import Street


def heap(x: float, y: float, count: int, seed: int, spread: float = 0.6) -> Filling:
    """Return rubbish bags on the footway."""

    def fill(street: Street, done: bool) -> None:
        if done:
            street.changes.append(damp(x, y, 1.3))
        else:
            street.add(*rubbish.heap((x, y, 0), count, seed, spread))

    return fill


def rubbish_and_bins(street: Street, done: bool) -> None:
    """Put three wheeled bins and what does not fit into them."""
    for number, colour in enumerate(((0.06, 0.22, 0.12), (0.06, 0.14, 0.30), (0.20, 0.20, 0.21))):
        place = (2.6 + 0.72 * number, 2.6, 0.0)
        street.add(*rubbish.wheelie(place, colour, open_lid=number == 1 and not done, turn_by=6))
    if not done:
        street.add(*rubbish.heap((2.5, 1.3, 0), 8, 23, 0.55))
        street.add(*rubbish.bag((3.35, 2.55, 0.95), 0.24, (0.03, 0.03, 0.03), 9))


def bins(x: float, y: float) -> Filling:
    """Return a litter bin that overflows."""

    def fill(street: Street, done: bool) -> None:
        street.add(*rubbish.bin_pair((x, y, 0), full=not done, turn_by=-4))
        if done:
            street.changes.append(damp(x, y - 0.5, 1.0))

    return fill


def fruit_stall(x: float, y: float, seed: int, shade: tuple[Colour, Colour]) -> Filling:
    """Return a stall with crates under umbrellas."""

    def fill(street: Street, done: bool) -> None:
        if done:
            street.changes.append(damp(x + 0.8, y, 1.4))
            return
        street.add(*stalls.crates((x, y, 0), 3, 3, seed))
        street.add(*stalls.umbrella((x + 1.7, y + 1.0, 0), shade))
        street.add(*stalls.umbrella((x + 0.3, y + 3.4, 0), (shade[1], shade[0])))
        street.add(*stalls.crates((x + 0.1, y + 2.6, 0), 2, 2, seed + 1))
        street.add(*rubbish.litter((x + 0.3, y - 0.6, 0), 0.6, 22, seed))
        street.add(*rubbish.carton((x - 0.55, y + 0.2, 0), (0.42, 0.5, 0.34), seed))

    return fill


def tables(x: float, y: float, count: int, colour: Colour, grill: bool = False) -> Filling:
    """Return tables and stools put outside, with a grill when asked."""

    def fill(street: Street, done: bool) -> None:
        if done:
            street.changes.append(damp(x, y + 0.6, 1.5))
            return
        for number in range(count):
            street.add(*stalls.table((x + 0.25 * (number % 2), y + number * 2.1, 0), colour))
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
        street.add(*rubbish.litter((x, y, 0), 0.9, 14, 3))

    return fill


def rubble(x: float, y: float, size: float, count: int, half_done: bool = False) -> Filling:
    """Return builders' rubble against a wall; ``half_done`` leaves some of it when done."""

    def fill(street: Street, done: bool) -> None:
        if done:
            street.changes.append(damp(x, y, size * 1.4))
            if half_done:
                street.add(*rubbish.rubble((x + 0.4, y + 0.2, 0), size * 0.5, count // 2, 31))
            return
        street.add(*rubbish.rubble((x, y, 0), size, count, 31))
        for number in range(4):
            white = (0.56, 0.55, 0.50)
            street.add(
                *rubbish.bag((x + 0.5 * number - 0.9, y - size - 0.05, 0), 0.27, white, 70 + number)
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
    street.add(*rubbish.litter((2.2, 1.1, 0), 0.7, 14, 8))
