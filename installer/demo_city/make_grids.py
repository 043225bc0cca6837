"""Write city.json, grids.geojson and roads.geojson of the made demo city.

Run from the root of the project: ``python -m installer.demo_city.make_grids``.
"""

import json
from pathlib import Path

from installer.demo_city import lattice

DEMO = Path("resources/demo")

DISTRICTS = {"999001": "东湖区", "999002": "西山区"}
STREETS = {
    "999001001": "湖滨街道",
    "999001002": "文昌街道",
    "999001003": "柳湖街道",
    "999002001": "松岭街道",
    "999002002": "钟楼街道",
    "999002003": "石桥街道",
}


def city() -> dict[str, object]:
    """Return what city.json holds."""
    return {
        "code": "999000",
        "name": "宁川市",
        "note": "虚构城市，仅供演示。代码 99 开头，不属于任何省份。",
        "datum": "WGS-84",
        "centre": {"lat_e7": 390000000, "lon_e7": 1040000000},
        "centre_name": "宁川市城市运行管理服务中心",
        "hotlines": [
            {"number": "12345", "name": "政务服务便民热线", "source": "hotline_12345"},
            {"number": "12319", "name": "城市管理服务热线", "source": "hotline_12319"},
        ],
        "districts": [{"code": code, "name": name} for code, name in DISTRICTS.items()],
        "streets": [
            {"code": code, "name": name, "district": code[:6]} for code, name in STREETS.items()
        ],
        "communities": [
            {"code": found.code, "name": found.name, "street": found.code[:9]}
            for found in lattice.communities()
        ],
    }


def _degrees(position: tuple[int, int]) -> list[float]:
    return [position[0] / lattice.SCALE, position[1] / lattice.SCALE]


def grids() -> list[dict[str, object]]:
    """Return one GeoJSON feature for each grid cell."""
    corners = lattice.corners()
    features: list[dict[str, object]] = []
    for cell in lattice.cells():
        ring = [corners[place] for place in lattice.ring(cell.column, cell.row)]
        features.append(
            {
                "type": "Feature",
                "properties": {
                    "code": cell.code,
                    "name": f"{cell.community.name}{cell.code[12:]}网格",
                    "community": cell.community.code,
                    "area_m2": lattice.area_m2(ring),
                    "start_date": "20260101",
                    "end_date": None,
                },
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[_degrees(position) for position in ring]],
                },
            }
        )
    return features


def roads() -> list[dict[str, object]]:
    """Return one GeoJSON line for each named road; roads run along borders of cells."""
    corners = lattice.corners()
    within = {corner for cell in lattice.cells() for corner in lattice.ring(cell.column, cell.row)}
    lines = {
        name: [(column, row) for column in range(lattice.COLUMNS + 1)]
        for row, name in lattice.ROADS_WEST_EAST.items()
    } | {
        name: [(column, row) for row in range(lattice.ROWS + 1)]
        for column, name in lattice.ROADS_NORTH_SOUTH.items()
    }
    return [
        {
            "type": "Feature",
            "properties": {"name": name, "kind": "main" if name.endswith(("街", "道")) else "road"},
            "geometry": {
                "type": "LineString",
                "coordinates": [_degrees(corners[place]) for place in places if place in within],
            },
        }
        for name, places in lines.items()
    ]


def _write_features(path: Path, features: list[dict[str, object]]) -> None:
    """Write one feature a line, so that a change of one cell is a change of one line."""
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    path.write_text(
        f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n', encoding="utf-8"
    )


def main() -> None:
    """Write the three files."""
    DEMO.mkdir(parents=True, exist_ok=True)
    (DEMO / "city.json").write_text(
        json.dumps(city(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    _write_features(DEMO / "grids.geojson", grids())
    _write_features(DEMO / "roads.geojson", roads())


if __name__ == "__main__":
    main()
