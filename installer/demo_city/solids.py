"""The solids of the demo pictures: what a ray can hit, and how they are made.

Space is in metres: x to the right, y away from the camera, z up. Colours are linear
red-green-blue between 0 and 1. All arrays are float32, one row a pixel.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]
Colour = tuple[float, float, float]
Point = tuple[float, float, float]

Surface = Callable[[Array, Array], tuple[Array, Mask]]
"""From positions on a solid (own axes; space) to colours and to what is not cut out."""

FAR = np.float32(1e9)


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
