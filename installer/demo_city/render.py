"""A small ray caster for the demo pictures: solids, sun, shadows, sky light and haze.

Space is in metres: x to the right, y away from the camera, z up. Colours are linear
red-green-blue between 0 and 1. All arrays are float32, one row a pixel.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]
Colour = tuple[float, float, float]
Point = tuple[float, float, float]

Surface = Callable[[Array, Array], tuple[Array, Mask]]
"""From positions on a solid (own axes; space) to colours and to what is not cut out."""
Ground = Callable[[Array, Array, Array], tuple[Array, Array]]
"""From x, y and distance to colours and to slopes (dz/dx, dz/dy)."""

Index = npt.NDArray[np.intp]

FAR = np.float32(1e9)
RUN = 128
"""Pixels are looked at in runs of this many neighbours, to skip most of them at once."""


def vec(*values: float) -> Array:
    """Return a float32 vector."""
    return np.array(values, dtype=np.float32)


def turned(yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> Array:
    """Return the matrix that turns by roll about y, pitch about x and yaw about z (degrees)."""
    a, b, c = np.radians([yaw, pitch, roll])
    about_z = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    about_y = np.array([[np.cos(c), 0, np.sin(c)], [0, 1, 0], [-np.sin(c), 0, np.cos(c)]])
    turn: Array = (about_z @ about_x @ about_y).astype(np.float32)
    return turn


def seen_from(place: Point, turn: Array) -> Callable[[float, float, float], Point]:
    """Return what tells where a point is that is named from a place, turned with it."""

    def at(x: float, y: float, z: float) -> Point:
        moved = turn @ vec(x, y, z)
        return place[0] + float(moved[0]), place[1] + float(moved[1]), place[2] + float(moved[2])

    return at


def plain(colour: Colour) -> Surface:
    """Return a surface of one colour."""

    def surface(own: Array, _space: Array) -> tuple[Array, Mask]:
        return np.tile(vec(*colour), (len(own), 1)), np.ones(len(own), dtype=bool)

    return surface


@dataclass
class Solid:
    """Something that can be hit: place, turn, look and a sphere that encloses it."""

    centre: Array
    turn: Array
    surface: Surface
    radius: float = 1.0
    gloss: float = 0.0
    occludes: float = 0.55
    shade: bool = True

    def own_hit(self, origin: Array, ray: Array) -> tuple[Array, Array]:
        """Return distance (FAR when missed) and outward normal, all in the solid's own axes."""
        raise NotImplementedError

    def hit(self, origin: Array, ray: Array) -> tuple[Array, Array, Array]:
        """Return distance, normal in space and position in own axes for each ray."""
        own_origin = (origin - self.centre) @ self.turn
        own_ray = ray @ self.turn
        distance, normal = self.own_hit(own_origin, own_ray)
        place = own_origin + own_ray * np.where(distance < FAR, distance, 0)[:, None]
        return distance, normal @ self.turn.T, place.astype(np.float32)


@dataclass
class Ellipsoid(Solid):
    """An ellipsoid with three half axes; ``rough`` disturbs its normals like crumpled foil."""

    half: Array = field(default_factory=lambda: vec(1, 1, 1))
    rough: float = 0.0

    def own_hit(self, origin: Array, ray: Array) -> tuple[Array, Array]:
        """See Solid.own_hit."""
        o, d = origin / self.half, ray / self.half
        a, b = (d * d).sum(1), (o * d).sum(1)
        c = (o * o).sum(1) - 1
        root = b * b - a * c
        t = (-b - np.sqrt(np.maximum(root, 0))) / a
        t = np.where((root > 0) & (t > 1e-3), t, FAR).astype(np.float32)
        place = (o + d * np.where(t < FAR, t, 0)[:, None]) / self.half
        if self.rough:
            k = place * self.half * 4.2
            place = place + self.rough / self.half.max() * np.stack(
                [
                    np.sin(5.1 * k[:, 1] + 3 * np.sin(2.3 * k[:, 2])),
                    np.sin(4.3 * k[:, 2] + 3 * np.sin(3.1 * k[:, 0])),
                    np.sin(4.7 * k[:, 0] + 3 * np.sin(2.7 * k[:, 1])),
                ],
                axis=1,
            )
        length = np.sqrt((place * place).sum(1, keepdims=True)) + 1e-9
        return t, (place / length).astype(np.float32)


@dataclass
class Convex(Solid):
    """A convex body: what lies behind all of its planes (normals and offsets)."""

    normals: Array = field(default_factory=lambda: np.zeros((0, 3), dtype=np.float32))
    offsets: Array = field(default_factory=lambda: vec())

    def own_hit(self, origin: Array, ray: Array) -> tuple[Array, Array]:
        """See Solid.own_hit."""
        count = len(ray)
        near = np.full(count, -FAR, dtype=np.float32)
        far = np.full(count, FAR, dtype=np.float32)
        face = np.zeros(count, dtype=np.int32)
        for at, (normal, offset) in enumerate(zip(self.normals, self.offsets, strict=True)):
            slope = ray @ normal
            slope = np.where(np.abs(slope) < 1e-7, np.float32(1e-7), slope)
            t = (offset - origin @ normal) / slope
            enters = slope < 0
            later = enters & (t > near)
            near = np.where(later, t, near)
            face = np.where(later, at, face)
            far = np.where(~enters & (t < far), t, far)
        found = (near < far) & (near > 1e-3)
        return np.where(found, near, FAR).astype(np.float32), self.normals[face]


@dataclass
class Cylinder(Solid):
    """An open round tube along its own z axis."""

    thick: float = 0.05
    half: float = 1.0

    def own_hit(self, origin: Array, ray: Array) -> tuple[Array, Array]:
        """See Solid.own_hit."""
        o, d = np.broadcast_to(origin, ray.shape), ray
        a = d[:, 0] ** 2 + d[:, 1] ** 2 + 1e-9
        b = o[:, 0] * d[:, 0] + o[:, 1] * d[:, 1]
        c = o[:, 0] ** 2 + o[:, 1] ** 2 - self.thick**2
        root = b * b - a * c
        t = (-b - np.sqrt(np.maximum(root, 0))) / a
        z = o[:, 2] + t * d[:, 2]
        found = (root > 0) & (t > 1e-3) & (np.abs(z) < self.half)
        t = np.where(found, t, FAR).astype(np.float32)
        x = (o[:, 0] + np.where(found, t, 0) * d[:, 0]) / self.thick
        y = (o[:, 1] + np.where(found, t, 0) * d[:, 1]) / self.thick
        return t, np.stack([x, y, np.zeros_like(x)], axis=1).astype(np.float32)


@dataclass
class Card(Solid):
    """A flat sheet in its own x-z plane, seen from both sides."""

    half_width: float = 1.0
    half_height: float = 1.0

    def own_hit(self, origin: Array, ray: Array) -> tuple[Array, Array]:
        """See Solid.own_hit."""
        o = np.broadcast_to(origin, ray.shape)
        slope = np.where(np.abs(ray[:, 1]) < 1e-7, np.float32(1e-7), ray[:, 1])
        t = -o[:, 1] / slope
        x, z = o[:, 0] + t * ray[:, 0], o[:, 2] + t * ray[:, 2]
        found = (t > 1e-3) & (np.abs(x) < self.half_width) & (np.abs(z) < self.half_height)
        normal = np.zeros(ray.shape, dtype=np.float32)
        normal[:, 1] = -np.sign(ray[:, 1])
        return np.where(found, t, FAR).astype(np.float32), normal


def ellipsoid(
    centre: Colour,
    half: Colour,
    surface: Surface,
    turn: Array | None = None,
    rough: float = 0.0,
    gloss: float = 0.0,
) -> Ellipsoid:
    """Return an ellipsoid."""
    turn = turned() if turn is None else turn
    return Ellipsoid(vec(*centre), turn, surface, max(half), gloss, half=vec(*half), rough=rough)


def box(
    centre: Colour,
    size: Colour,
    surface: Surface,
    turn: Array | None = None,
    bevel: float = 0.0,
    gloss: float = 0.0,
    taper: float = 0.0,
) -> Convex:
    """Return a box; ``bevel`` cuts its edges (metres), ``taper`` leans its sides inward."""
    half = [side / 2 for side in size]
    normals: list[list[float]] = []
    offsets: list[float] = []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            normal = [0.0, 0.0, 0.0]
            normal[axis] = sign
            if axis < 2:
                normal[2] = taper
            length = float(np.hypot(1.0, normal[2])) if axis < 2 else 1.0
            normals.append([part / length for part in normal])
            offsets.append(half[axis] / length)
    if bevel:
        for first, second in ((0, 1), (0, 2), (1, 2)):
            for sign_1 in (-1.0, 1.0):
                for sign_2 in (-1.0, 1.0):
                    normal = [0.0, 0.0, 0.0]
                    normal[first], normal[second] = sign_1 * 0.70711, sign_2 * 0.70711
                    normals.append(normal)
                    offsets.append((half[first] + half[second] - bevel) * 0.70711)
    turn = turned() if turn is None else turn
    radius = float(np.linalg.norm(half)) * (1 + taper)
    return Convex(
        vec(*centre),
        turn,
        surface,
        radius,
        gloss,
        normals=np.array(normals, dtype=np.float32),
        offsets=np.array(offsets, dtype=np.float32),
    )


def frustum(
    centre: Colour, low: float, high: float, height: float, surface: Surface, gloss: float = 0.0
) -> Convex:
    """Return a round body that narrows from radius ``low`` to ``high``; 20 sides."""
    lean = (low - high) / height
    length = float(np.hypot(1.0, lean))
    angles = np.arange(20) * np.pi / 10
    sides = np.stack(
        [np.cos(angles) / length, np.sin(angles) / length, np.full(20, lean / length)], axis=1
    )
    ends = np.array([[0, 0, 1.0], [0, 0, -1.0]])
    offsets = [*([(low + high) / 2 / length] * 20), height / 2, height / 2]
    return Convex(
        vec(*centre),
        turned(),
        surface,
        float(np.hypot(max(low, high), height / 2)),
        gloss,
        normals=np.concatenate([sides, ends]).astype(np.float32),
        offsets=np.array(offsets, dtype=np.float32),
    )


def rod(start: Colour, end: Colour, thick: float, surface: Surface, gloss: float = 0.0) -> Cylinder:
    """Return a round rod between two points."""
    a, b = np.array(start), np.array(end)
    along = b - a
    length = float(np.linalg.norm(along))
    z = along / length
    other = np.array([1.0, 0, 0]) if abs(z[0]) < 0.9 else np.array([0, 1.0, 0])
    x = np.cross(other, z)
    x /= np.linalg.norm(x)
    turn = np.stack([x, np.cross(z, x), z], axis=1).astype(np.float32)
    return Cylinder(
        ((a + b) / 2).astype(np.float32),
        turn,
        surface,
        length / 2 + thick,
        gloss,
        0.0,
        thick=thick,
        half=length / 2,
    )


def card(
    centre: Colour,
    width: float,
    height: float,
    surface: Surface,
    turn: Array | None = None,
    shade: bool = True,
) -> Card:
    """Return a flat sheet, upright and facing the camera unless turned."""
    turn = turned() if turn is None else turn
    radius = float(np.hypot(width, height)) / 2
    return Card(vec(*centre), turn, surface, radius, 0.0, 0.0, shade, width / 2, height / 2)


@dataclass
class Light:
    """The weather of a picture: sun, sky, haze."""

    sun_from: Array
    sun: Array
    sky_low: Array
    sky_high: Array
    haze_m: float
    clouds: Callable[[Array], Array]


@dataclass
class Camera:
    """Where the picture is taken from; angles in degrees."""

    eye: Array
    yaw: float
    pitch: float
    view: float

    def rays(self, width: int, height: int) -> Array:
        """Return one ray a pixel, row by row."""
        scale = np.tan(np.radians(self.view) / 2) / (width / 2)
        across = (np.arange(width, dtype=np.float32) - width / 2 + 0.5) * scale
        up = -(np.arange(height, dtype=np.float32) - height / 2 + 0.5) * scale
        grid_x, grid_z = np.meshgrid(across, up)
        rays = np.stack([grid_x, np.ones_like(grid_x), grid_z], axis=-1).reshape(-1, 3)
        rays = rays @ turned(self.yaw, self.pitch).T
        unit: Array = (rays / np.linalg.norm(rays, axis=1, keepdims=True)).astype(np.float32)
        return unit


@dataclass
class Picture:
    """A scene with its camera, light, ground and solids."""

    camera: Camera
    light: Light
    ground: Ground
    solids: list[Solid]
    _runs: tuple[Array, float] | None = None

    def render(self, width: int, height: int) -> Array:
        """Return the picture as linear colours, height x width x 3; width is a multiple of RUN."""
        rays = self.camera.rays(width, height)
        colour, normal, distance, gloss = self._first_hits(rays)
        place = self.camera.eye + rays * distance[:, None]
        hit = distance < 400
        lit = np.zeros(len(rays), dtype=np.float32)
        lit[hit] = self._sunlit(place[hit], normal[hit])
        lit = _softened(lit, width, height)
        open_sky = np.ones(len(rays), dtype=np.float32)
        self._occlude(rays, place, normal, open_sky)
        shaded = self._shade(colour, normal, lit, open_sky, rays, gloss)
        thick = np.exp(-distance / self.light.haze_m)[:, None]
        air = self.light.sky_low * 0.85
        shaded = shaded * thick + air * (1 - thick)
        result = np.where(hit[:, None], shaded, self._sky(rays))
        return result.reshape(height, width, 3).astype(np.float32)

    def _sky(self, rays: Array) -> Array:
        up = np.clip(rays[:, 2:3] * 1.6, 0, 1) ** 0.7
        blue = self.light.sky_low * (1 - up) + self.light.sky_high * up
        clouds = self.light.clouds(rays)[:, None]
        shown: Array = (blue * (1 - clouds) + vec(0.92, 0.93, 0.95) * clouds).astype(np.float32)
        return shown

    def _first_hits(self, rays: Array) -> tuple[Array, Array, Array, Array]:
        count = len(rays)
        colour = np.zeros((count, 3), dtype=np.float32)
        normal = np.zeros((count, 3), dtype=np.float32)
        distance = np.full(count, FAR, dtype=np.float32)
        gloss = np.zeros(count, dtype=np.float32)
        down = np.flatnonzero(rays[:, 2] < -1e-3)
        t = -self.camera.eye[2] / rays[down, 2]
        place = self.camera.eye + rays[down] * t[:, None]
        colour[down], slope = self.ground(place[:, 0], place[:, 1], t)
        up = np.stack([-slope[:, 0], -slope[:, 1], np.ones(len(down))], axis=1)
        normal[down] = up / np.linalg.norm(up, axis=1, keepdims=True)
        distance[down] = t
        for solid in self.solids:
            near = self._towards(rays, solid, 1.0)
            if not len(near):
                continue
            t, own_normal, own = solid.hit(self.camera.eye[None, :], rays[near])
            closer = np.flatnonzero(t < distance[near])
            if not len(closer):
                continue
            at = near[closer]
            space = self.camera.eye + rays[at] * t[closer, None]
            paint, kept = solid.surface(own[closer], space)
            at, closer, paint = at[kept], closer[kept], paint[kept]
            colour[at], normal[at], distance[at] = paint, own_normal[closer], t[closer]
            gloss[at] = solid.gloss
        return colour, normal, distance, gloss

    def _towards(self, rays: Array, solid: Solid, wider: float) -> Index:
        """Return the rays that come within ``wider`` times the radius of a solid."""
        to = solid.centre - self.camera.eye
        squared = float(to @ to)
        reach = (solid.radius * wider) ** 2
        if squared <= reach:
            return np.arange(len(rays))
        if self._runs is None:
            self._runs = _runs_of_rays(rays)
        middles, opening = self._runs
        angle = np.arcsin(np.sqrt(reach / squared)) + opening
        close = np.flatnonzero(middles @ to > np.cos(np.minimum(angle, np.pi)) * np.sqrt(squared))
        picked = _members(close, len(rays))
        along = rays[picked] @ to
        found: Index = picked[(along > 0) & (squared - along * along < reach)]
        return found

    def _sunlit(self, place: Array, normal: Array) -> Array:
        """Return how much sun falls on each place: its angle, or nothing in a shadow."""
        sun = self.light.sun_from
        facing = normal @ sun
        lit = (facing > 0).astype(np.float32)
        start = place + normal * 0.01
        aside_1 = np.cross(sun, vec(0, 0, 1))
        aside_1 /= np.linalg.norm(aside_1)
        axes = np.stack([aside_1, np.cross(sun, aside_1), sun], axis=1).astype(np.float32)
        seen = start @ axes
        low, high = _bounds(seen)
        for solid in self.solids:
            if not solid.shade:
                continue
            at, radius = solid.centre @ axes, solid.radius
            runs = np.flatnonzero(
                (low[:, 0] < at[0] + radius)
                & (high[:, 0] > at[0] - radius)
                & (low[:, 1] < at[1] + radius)
                & (high[:, 1] > at[1] - radius)
                & (low[:, 2] < at[2] + radius)
            )
            picked = _members(runs, len(seen))
            away = (seen[picked, 0] - at[0]) ** 2 + (seen[picked, 1] - at[1]) ** 2
            before = seen[picked, 2] < at[2] + radius
            maybe = picked[(lit[picked] > 0) & before & (away < radius**2)]
            if not len(maybe):
                continue
            rays = np.tile(sun, (len(maybe), 1))
            t, _normal, own = solid.hit(start[maybe], rays)
            blocked = np.flatnonzero(t < FAR)
            if len(blocked):
                space = start[maybe[blocked]] + sun * t[blocked, None]
                _paint, kept = solid.surface(own[blocked], space)
                lit[maybe[blocked[kept]]] = 0.0
        strength: Array = lit * np.maximum(facing, 0).astype(np.float32)
        return strength

    def _occlude(self, rays: Array, place: Array, normal: Array, open_sky: Array) -> None:
        """Darken what lies close to solids, as if each were its enclosing ball."""
        for solid in self.solids:
            if not solid.occludes or solid.radius > 3:
                continue
            near = self._towards(rays, solid, 2.6)
            to = solid.centre - place[near]
            squared = (to * to).sum(1) + 1e-6
            ball = (solid.radius * solid.occludes) ** 2
            facing = (to * normal[near]).sum(1) / np.sqrt(squared)
            hidden = np.maximum(facing, 0) * np.minimum(ball / squared, 1.0)
            hidden = np.where(squared < (4 * solid.radius) ** 2, hidden, 0)
            open_sky[near] *= (1 - 0.8 * hidden).astype(np.float32)

    def _shade(
        self, colour: Array, normal: Array, lit: Array, open_sky: Array, rays: Array, gloss: Array
    ) -> Array:
        light = self.light
        up = (0.5 + 0.5 * normal[:, 2:3]) * open_sky[:, None]
        sky = (light.sky_high * 0.55 + light.sky_low * 0.45) * up
        bounce = light.sun * 0.10 * (0.5 - 0.5 * normal[:, 2:3]) + 0.05
        shaded = colour * (light.sun * lit[:, None] + sky + bounce * open_sky[:, None])
        half = light.sun_from - rays
        half /= np.linalg.norm(half, axis=1, keepdims=True) + 1e-9
        shine = np.maximum((half * normal).sum(1), 0) ** 40 * gloss * (lit > 0.02)
        edge = (1 - np.abs((rays * normal).sum(1))) ** 4 * gloss * 0.5
        result: Array = shaded + (light.sun * shine[:, None] + sky * edge[:, None]) * 0.8
        return result


def _runs_of_rays(rays: Array) -> tuple[Array, float]:
    """Return the middle direction of every run of rays and the widest opening of a run."""
    middles = rays[np.minimum(np.arange(0, len(rays), RUN) + RUN // 2, len(rays) - 1)]
    whole = len(rays) // RUN
    parts = rays[: whole * RUN].reshape(whole, RUN, 3)
    along = (parts * middles[:whole, None, :]).sum(2)
    return middles, float(np.arccos(min(float(along.min()), 1.0)))


def _bounds(places: Array) -> tuple[Array, Array]:
    """Return the lowest and highest coordinates of every run of places."""
    starts = np.arange(0, len(places), RUN)
    return np.minimum.reduceat(places, starts), np.maximum.reduceat(places, starts)


def _members(runs: Index, count: int) -> Index:
    """Return the pixels of some runs."""
    pixels = (runs[:, None] * RUN + np.arange(RUN)[None, :]).reshape(-1)
    return pixels[pixels < count]


def _softened(lit: Array, width: int, height: int) -> Array:
    """Blur the borders of shadows a little."""
    values = np.clip(lit * 255, 0, 255).astype(np.uint8).reshape(height, width)
    image = Image.fromarray(values).filter(ImageFilter.GaussianBlur(1.6))
    return (np.asarray(image, dtype=np.float32) / 255).reshape(-1)
