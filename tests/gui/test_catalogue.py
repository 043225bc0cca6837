"""Reference lists are found by code, by name, by pinyin initials, by another name."""

from __future__ import annotations

import pytest

from tests.helpers.duty import demo_rows
from ui.fields.catalogue import Catalogue, catalogue_of, initials_of


def catalogue(kind: str) -> Catalogue:
    return catalogue_of(
        kind, [(code, row) for (of, code), row in demo_rows().items() if of == kind]
    )


def test_initials_are_those_of_the_words() -> None:
    assert initials_of("暴露垃圾") == "blLj".lower()
    assert initials_of("12345热线") == "12345rx"


@pytest.mark.parametrize("typed", ["E011001", "暴露垃圾", "bllj", "BLLJ", " bl lj "])
def test_a_class_is_found_by_code_name_and_initials(typed: str) -> None:
    assert catalogue("class").search(typed)[0].name == "暴露垃圾"


def test_a_unit_is_found_by_its_other_name() -> None:
    assert catalogue("unit").search("东湖区政府")[0].name == "东湖区人民政府"


def test_a_grid_cell_is_found_by_its_last_digits() -> None:
    found = catalogue("grid").search("001002001003")
    assert [item.code for item in found] == ["999001002001003"]


def test_names_that_begin_with_the_words_come_first() -> None:
    found = catalogue("class").search("雨水")
    assert found[0].name.startswith("雨水")


def test_nothing_typed_offers_the_first_ones_in_order() -> None:
    units = catalogue("unit")
    assert [item.code for item in units.search("", 3)] == [item.code for item in units.items[:3]]


def test_nothing_fits() -> None:
    assert catalogue("unit").search("zzzz不存在") == []


def test_a_class_tells_its_standard() -> None:
    found = catalogue("class").find("E011001")
    assert found is not None
    assert "立案条件：" in found.text
    assert "结案条件：" in found.text
    assert "处置时限：" in found.text
