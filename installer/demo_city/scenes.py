"""What each demo picture shows: a street and the things put into it.

Every scene is a function that puts its subject into a street; for scenes that have an
"after" picture the cleaned street is drawn without it, or with it repaired.
"""

from dataclasses import dataclass, field

from installer.demo_city.fixtures import (
    advertised_wall,
    banner,
    dust,
    fallen_barrier,
    fallen_bicycles,
    fallen_branch,
    hanging_cable,
    hanging_lamp,
    hoarding,
    night,
    notice_board,
    parked,
    slips_on_post,
)
from installer.demo_city.goods import (
    bins,
    fruit_stall,
    furniture,
    heap,
    rubbish_and_bins,
    rubble,
    tables,
)
from installer.demo_city.ground import Filling, bare_tiles, flood, pothole, spill, well
from installer.demo_city.render import Picture
from installer.demo_city.solids import Colour
from installer.demo_city.street import Street


@dataclass
class Scene:
    """One scene: how the street looks and what is put into it."""

    fill: Filling
    look: dict[str, object] = field(default_factory=dict)


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
