"""An address tells its area where it names one, and says nothing where it names none or several."""

from __future__ import annotations

import pytest

from seatapp.domain.named_area import area_names

NAMES = area_names(
    [
        ("999000", {"name": "宁川市"}),
        ("999001", {"name": "东湖区", "parent": "999000"}),
        ("999002", {"name": "西山区", "parent": "999000"}),
    ],
    [
        ("999001002001001", {"name": "学府社区001网格", "area": "999001"}),
        ("999001002001002", {"name": "学府社区002网格", "area": "999001"}),
        ("999001002002001", {"name": "新华社区001网格", "area": "999001"}),
        ("999002001001001", {"name": "新华社区001网格", "area": "999002"}),
        ("999002001002001", {"area": "999002"}),
    ],
)


@pytest.mark.parametrize(
    ("address", "area"),
    [
        ("宁川市东湖区文汇大街76号", "999001"),
        ("西山区学府社区对面", "999002"),
        ("学府社区东门", "999001"),
        ("新华社区活动室", None),
        ("东湖区与西山区交界处", None),
        ("宁川市", None),
        ("东湖路１２号", None),
        ("", None),
    ],
)
def test_the_one_area_that_an_address_names(address: str, area: str | None) -> None:
    assert NAMES.area_of(address) == area
