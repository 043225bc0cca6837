"""A small ray caster for the demo pictures: sun, shadows, sky light and haze.

All arrays are float32, one row a pixel; space and colours are those of `solids`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from installer.demo_city.solids import FAR, Array, Solid, turned, vec

Ground = Callable[[Array, Array, Array], tuple[Array, Array]]
"""From x, y and distance to colours and to slopes (dz/dx, dz/dy)."""

Index = npt.NDArray[np.intp]

RUN = 128
"""Pixels are looked at in runs of this many neighbours, to skip most of them at once."""


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
