"""The streets of the demo pictures: weather, ground, houses, trees, kerbs and lamp posts."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from installer.demo_city import textures as tx
from installer.demo_city.render import Camera, Ground, Light, Picture
from installer.demo_city.solids import (
    Array,
    Colour,
    Solid,
    box,
    ellipsoid,
    frustum,
    plain,
    rod,
    turned,
    vec,
)
from installer.demo_city.vehicles import car

Change = Callable[[Array, Array, Array, Array, Array], tuple[Array, Array]]
"""A change of the ground: x, y, distance, colours and heights to new colours and heights."""


def light(weather: str, azimuth: float, height: float) -> Light:
    """Return a weather: clear, soft, warm, grey or dusk; the sun by compass and height."""
    a, h = np.radians([azimuth, height])
    sun_from = vec(np.sin(a) * np.cos(h), np.cos(a) * np.cos(h), np.sin(h))
    kinds: dict[str, tuple[Colour, Colour, Colour, float, float]] = {
        "clear": ((2.3, 2.15, 1.9), (0.66, 0.76, 0.86), (0.20, 0.40, 0.72), 320, 0.55),
        "soft": ((1.5, 1.42, 1.3), (0.78, 0.82, 0.86), (0.45, 0.57, 0.72), 200, 0.2),
        "warm": ((2.4, 1.75, 1.15), (0.92, 0.78, 0.62), (0.36, 0.46, 0.64), 170, 0.45),
        "grey": ((0.35, 0.35, 0.35), (0.80, 0.82, 0.84), (0.66, 0.70, 0.75), 120, -0.2),
        "dusk": ((0.10, 0.08, 0.08), (0.16, 0.13, 0.14), (0.05, 0.07, 0.13), 150, 0.5),
    }
    sun, low, high, haze, least = kinds[weather]

    def clouds(rays: Array) -> Array:
        z = np.maximum(rays[:, 2], 0.03) + 0.12
        pattern = tx.noise(rays[:, 0] / z, rays[:, 1] / z, 6.0, 41, 0.012)
        cover = tx.step(pattern, least, 1.1) * np.clip(rays[:, 2] * 6, 0, 1)
        seen: Array = (cover * (0.75 if weather != "dusk" else 0.08)).astype(np.float32)
        return seen

    return Light(sun_from, vec(*sun), vec(*low), vec(*high), haze, clouds)


@dataclass
class Street:
    """A street along y: road left of the kerb at x = 0, footway right of it up to the wall."""

    seed: int
    eye: Colour = (1.2, -4.5, 1.6)
    yaw: float = 0.0
    pitch: float = -10.0
    view: float = 62.0
    weather: str = "clear"
    sun: tuple[float, float] = (230, 42)
    footway: float = 4.6
    stone: Colour = (0.42, 0.39, 0.35)
    stone_size: tuple[float, float] = (0.6, 0.3)
    tactile: float = 2.6
    wall: str = "block"
    wall_colour: Colour = (0.50, 0.44, 0.36)
    road_width: float = 11.0
    trees: tuple[float, ...] = (-2.0, 5.0, 12.0, 19.0, 27.0)
    green: Colour = (0.13, 0.21, 0.05)
    lamps: tuple[float, ...] = (9.0, 30.0)
    parked: bool = True
    wet: bool = False
    solids: list[Solid] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def add(self, *solids: Solid) -> None:
        """Put solids into the street."""
        self.solids.extend(solids)

    def picture(self) -> Picture:
        """Return the picture with everything in it."""
        self._walls()
        self._kerb()
        for place in self.trees:
            self.solids.extend(tree((0.75, place, 0), self.green, self.seed + int(place)))
        for place in self.lamps:
            self.solids.extend(lamp((0.4, place, 0)))
        for place in range(-1, 5):
            self.solids.extend(
                tree((-self.road_width - 1.2, place * 9.0 + 3, 0), self.green, self.seed + place)
            )
        if self.parked:
            for number, place in enumerate((14.0, 22.0, 33.0)):
                paint = tx.SIGNS[(self.seed + number * 2) % 6]
                pale = tuple(0.35 + 0.3 * part for part in paint)
                self.solids.extend(car((-1.3, place, 0), 0, (pale[0], pale[1], pale[2])))
        camera = Camera(vec(*self.eye), self.yaw, self.pitch, self.view)
        return Picture(camera, light(self.weather, *self.sun), self._ground(), self.solids)

    def _walls(self) -> None:
        rng = np.random.default_rng(self.seed)
        if self.wall == "block":
            start = -30.0
            for number in range(6):
                deep = float(rng.uniform(14, 22))
                tint = rng.uniform(0.8, 1.15, 3)
                colour = tuple(float(a * b) for a, b in zip(self.wall_colour, tint, strict=True))
                high = float(rng.choice([9, 12, 15, 18]))
                self._house(
                    self.footway, start, deep, high, (colour[0], colour[1], colour[2]), number
                )
                start += deep
        elif self.wall == "garden":
            self.add(
                box(
                    (self.footway + 0.15, 20, 1.15),
                    (0.3, 120, 2.3),
                    tx.plaster(self.wall_colour, 0.8),
                ),
                box((self.footway + 0.15, 20, 2.36), (0.5, 120, 0.14), tx.worn((0.34, 0.33, 0.32))),
            )
            for place in range(12):
                self.solids.extend(
                    tree((self.footway + 2.5, place * 5.0 - 8, 0), self.green, self.seed + place)
                )
            self._house(self.footway + 14, -30, 130, 21, self.wall_colour, 3)
        start = -25.0
        for number in range(6):
            deep = float(rng.uniform(14, 24))
            pale = tuple(float(part) for part in rng.uniform(0.35, 0.55, 3) * (1.05, 1.0, 0.92))
            high = float(rng.choice([12, 15, 18, 24]))
            self._house(
                -self.road_width - 4 - 12,
                start,
                deep,
                high,
                (pale[0], pale[1], pale[2]),
                number + 9,
            )
            start += deep + float(rng.choice([0, 4]))
        for number in range(5):
            self.add(
                box(
                    (-24 + number * 13.0, 105 + number * 6.0, 14 + number % 3 * 5),
                    (9, 9, 28 + number % 3 * 10),
                    tx.block((0.46, 0.46, 0.47), number + 30, half=4.5, shops=False),
                )
            )

    def _house(
        self, x: float, start: float, deep: float, high: float, colour: Colour, seed: int
    ) -> None:
        centre = (x + 6, start + deep / 2, high / 2)
        body = box(centre, (12, deep - 0.05, high), tx.block(colour, self.seed + seed))
        self.add(body)
        top = (x + 6, start + deep / 2, high + 0.2)
        self.add(box(top, (12.5, deep + 0.3, 0.5), tx.worn((0.40, 0.39, 0.37))))

    def _kerb(self) -> None:
        stone = tx.worn((0.46, 0.45, 0.43), 0.2)
        self.add(box((0.0, 30, -0.08), (0.24, 140, 0.36), stone, bevel=0.03))

    def _ground(self) -> Ground:
        def ground(x: Array, y: Array, distance: Array) -> tuple[Array, Array]:
            road = self._road(x, y, distance)
            walk = tx.paving(y, x, distance, self.stone, *self.stone_size)
            band = tx.step(-np.abs(x - self.tactile), -0.15, 0.01)
            walk = tx.mix(walk, self._tactile(x, y, distance), band)
            pits = self._pits(x, y)
            soil = (
                tx.flat((0.12, 0.085, 0.06), len(x)) * (1 + 0.5 * tx.noise(x, y, 1.1, 12))[:, None]
            )
            walk = tx.mix(walk, soil, pits)
            inside = tx.step(x, 0.06, 0.04)
            far_side = tx.step(-x, self.road_width, 0.04)
            colour = tx.mix(road, walk, np.maximum(inside, far_side))
            height = np.zeros(len(x), dtype=np.float32)
            for change in self.changes:
                colour, height = change(x, y, distance, colour, height)
            return colour.astype(np.float32), _slope(self.changes, x, y, distance, height)

        return ground

    def _road(self, x: Array, y: Array, distance: Array) -> Array:
        tone = 0.075 if self.wet else 0.15
        road = tx.asphalt(x, y, distance, tone)
        worn = 0.75 + 0.4 * tx.noise(x, y, 2.0, 15)
        lines = tx.step(-np.abs(x + 0.45), -0.07, 0.02)
        dash = tx.step(-np.abs((y / 9.0) % 1 - 0.4), -0.24, 0.01)
        lines = np.maximum(lines, dash * tx.step(-np.abs(x + self.road_width / 3), -0.07, 0.02))
        middle = np.abs(np.abs(x + self.road_width * 2 / 3) - 0.12)
        yellow = tx.step(-middle, -0.06, 0.02)
        road = tx.mix(road, tx.flat((0.62, 0.62, 0.60), len(x)), lines * np.clip(worn, 0, 1) * 0.85)
        road = tx.mix(
            road, tx.flat((0.62, 0.42, 0.06), len(x)), yellow * np.clip(worn, 0, 1) * 0.85
        )
        gutter = tx.step(-np.abs(x + 0.12), -0.16, 0.2)
        return road * (1 - 0.35 * gutter[:, None])

    def _tactile(self, x: Array, y: Array, distance: Array) -> Array:
        ribs = 0.5 + 0.5 * np.cos((x - self.tactile) * 2 * np.pi / 0.075)
        seam = tx.step(np.abs((y / 0.3) % 1 - 0.5), 0.47, 0.03)
        value = 0.9 + 0.2 * ribs * tx.fading(distance, 7) - 0.3 * seam * tx.fading(distance, 12)
        value = value * (1 + 0.2 * tx.noise(x, y, 3.0, 14))
        return vec(0.55, 0.40, 0.12)[None, :] * value[:, None]

    def _pits(self, x: Array, y: Array) -> Array:
        pits = np.zeros(len(x), dtype=np.float32)
        for place in self.trees:
            inside = np.maximum(np.abs(x - 0.75), np.abs(y - place))
            pits = np.maximum(pits, tx.step(-inside, -0.55, 0.02))
        return pits


def _slope(changes: list[Change], x: Array, y: Array, distance: Array, height: Array) -> Array:
    """Return the slopes of the changed ground by small differences, plus a fine grain."""
    grain = 0.10 * tx.fading(distance, 8)
    rough = np.stack(
        [tx.noise(x, y, 0.6, 51, 0.001) * grain, tx.noise(x, y, 0.6, 52, 0.001) * grain], axis=1
    )
    if not changes:
        return rough.astype(np.float32)
    near = 0.012
    slopes = []
    for dx, dy in ((near, 0.0), (0.0, near)):
        moved = np.zeros(len(x), dtype=np.float32)
        blank = np.zeros((len(x), 3), dtype=np.float32)
        for change in changes:
            blank, moved = change(x + dx, y + dy, distance, blank, moved)
        slopes.append((moved - height) / near)
    return (np.stack(slopes, axis=1) + rough).astype(np.float32)


def tree(foot: Colour, green: Colour, seed: int) -> list[Solid]:
    """Return a street tree with a whitewashed trunk."""
    rng = np.random.default_rng(abs(seed) + 5)
    x, y, _z = foot
    high = float(rng.uniform(2.6, 3.2))
    lean = float(rng.uniform(-0.15, 0.15))
    parts: list[Solid] = [rod((x, y, 0), (x + lean, y, high), 0.11, tx.bark())]
    for _ in range(3):
        aside = float(rng.uniform(-0.9, 0.9))
        end = (x + lean + aside, y + float(rng.uniform(-0.8, 0.8)), high + 1.3)
        parts.append(rod((x + lean, y, high - 0.15), end, 0.055, tx.bark()))
    for number in range(7):
        place = rng.normal(0, 1, 3) * (0.75, 0.8, 0.45)
        size = float(rng.uniform(0.75, 1.25))
        tint = float(rng.uniform(0.75, 1.25))
        leaf = (green[0] * tint, green[1] * tint, green[2] * tint)
        crown = ellipsoid(
            (x + lean + float(place[0]), y + float(place[1]), high + 1.35 + float(place[2])),
            (size, size, size * 0.8),
            tx.leaves(leaf, 0.45, seed=number % 4 + 60),
            rough=0.12,
        )
        crown.occludes = 0
        parts.append(crown)
    return parts


def lamp(foot: Colour, broken: bool = False) -> list[Solid]:
    """Return a lamp post with an arm over the road; when broken its head hangs by a wire."""
    x, y, _z = foot
    grey = tx.worn((0.40, 0.42, 0.43), 0.1)
    head_paint = plain((0.60, 0.61, 0.60))
    parts: list[Solid] = [
        frustum((x, y, 3.4), 0.10, 0.06, 6.8, grey, 0.2),
        box((x, y, 0.25), (0.34, 0.34, 0.5), grey, bevel=0.04),
        rod((x, y, 6.7), (x - 1.6, y, 7.1), 0.045, grey),
    ]
    if broken:
        parts += [
            rod((x - 1.55, y, 7.1), (x - 1.5, y, 6.25), 0.015, plain((0.05, 0.05, 0.05))),
            box((x - 1.45, y, 5.95), (0.24, 0.3, 0.75), head_paint, turned(0, 0, 22), 0.05),
        ]
    else:
        parts.append(
            box((x - 1.85, y, 7.12), (0.75, 0.26, 0.12), head_paint, turned(0, 0, 12), 0.03)
        )
    return parts
