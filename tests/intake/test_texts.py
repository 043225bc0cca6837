"""Similar texts: the figures on labelled messages, exact copies, and the index against all."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from seatapp.intake import text_index
from seatapp.intake.text_index import TextIndex
from seatapp.intake.texts import ALIKE, likeness, pieces, plain

LABELS = Path(__file__).parents[1] / "data" / "near_duplicates.csv"
ASKED = 32
Parts = Mapping[int, frozenset[str]]


def like(one: str, other: str) -> float:
    return likeness(pieces(plain(one)), pieces(plain(other)))


def labels() -> list[dict[str, str]]:
    with LABELS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def messages(outside_data: Path) -> Mapping[int, str]:
    with (outside_data / "texts" / "teddy_hotspots_messages.csv").open(
        encoding="utf-8-sig"
    ) as file:
        return {int(row["留言编号"]): row["留言详情"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def index(messages: Mapping[int, str]) -> TextIndex:
    made = TextIndex()
    made.put(messages.items())
    return made


@pytest.fixture(scope="module")
def parts(messages: Mapping[int, str]) -> Parts:
    return {number: pieces(plain(text)) for number, text in messages.items()}


def found(index: TextIndex, messages: Mapping[int, str], parts: Parts, number: int) -> set[int]:
    """What the index and the full comparison say together."""
    nearest = index.nearest(messages[number], ASKED)
    return {other for other in nearest if likeness(parts[number], parts[other]) >= ALIKE}


def test_a_text_is_like_itself_whatever_the_signs_and_widths() -> None:
    assert like("文汇大街76号门前，垃圾！", "文汇大街７６号门前垃圾") == 1.0
    assert like("", "垃圾") == 0.0
    assert like("路面积水严重影响通行请尽快处理", "树枝折断挂在电线上有危险") == 0.0


def test_a_message_sent_again_with_more_around_it_is_found() -> None:
    said = "文汇大街76号门前人行道上堆了七八袋生活垃圾，有两袋已经破开。"
    assert like(said, f"您好！{said}已经反映三次了，请尽快派人清理，谢谢领导。") >= ALIKE


def test_a_short_text_within_a_long_one_is_not_the_same() -> None:
    assert (
        like("路面积水严重", "路面积水严重的地方还有井盖松动和路灯不亮，请分别派人处理。") < ALIKE
    )


@pytest.mark.parametrize(
    ("half", "recall", "precision"), [("tuning", 0.93, 0.9), ("test", 0.9, 0.9)]
)
def test_near_duplicates_of_the_labelled_sample(
    index: TextIndex,
    messages: Mapping[int, str],
    parts: Parts,
    half: str,
    recall: float,
    precision: float,
) -> None:
    hits: dict[str, int] = defaultdict(int)
    totals: dict[str, int] = defaultdict(int)
    for row in labels():
        if row["half"] == half:
            totals[row["label"]] += 1
            first, second = int(row["first"]), int(row["second"])
            hits[row["label"]] += second in found(index, messages, parts, first)
    same_matter, everything = hits["near"] + hits["same_matter"], sum(hits.values())
    print(
        f"{half}: {hits['near']} of {totals['near']} near duplicates; of {everything} pairs found"
        f" {same_matter} tell the same matter, {hits['near']} in much the same words"
    )
    assert hits["near"] / totals["near"] >= recall
    assert same_matter / everything >= precision


def test_every_exact_copy_is_found(
    index: TextIndex, messages: Mapping[int, str], parts: Parts
) -> None:
    copies = defaultdict(list)
    for number, text in messages.items():
        copies[text].append(number)
    groups = [group for group in copies.values() if len(group) > 1]
    assert sum(len(group) - 1 for group in groups) == 105
    for first, *others in groups:
        assert set(others) <= found(index, messages, parts, first)


def test_the_index_loses_none_that_all_comparisons_would_find(
    index: TextIndex, messages: Mapping[int, str], parts: Parts
) -> None:
    near = [int(row["first"]) for row in labels() if row["label"] == "near"]
    lost = total = 0
    for number in near[:12]:
        alike = {other for other in messages if likeness(parts[number], parts[other]) >= ALIKE}
        lost += len(alike - found(index, messages, parts, number))
        total += len(alike)
    assert total >= 24
    assert lost == 0


def test_a_text_can_be_put_again() -> None:
    made = TextIndex()
    made.put((number, f"第{number}路公交站台广告牌破损掉落") for number in range(3000))
    made.put([(7, "公园长椅断了一条腿，坐上去会翻")])
    assert len(made) == 3000
    assert made.nearest("公园长椅断了一条腿", 1) == [7]
    assert made.nearest("", 5) == []


def test_so_many_texts_that_only_those_with_rare_parts_in_common_are_looked_at(
    messages: Mapping[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_index, "WAIT", 2_000)
    chance = Random(6)
    sentences = [
        part for text in messages.values() for part in text.split("。") if 6 < len(part) < 60
    ]
    others = ("。".join(chance.choices(sentences, k=2)) for _ in range(4_000))
    made = TextIndex()
    made.put(messages.items())
    made.put((-1 - place, text) for place, text in enumerate(others))
    near = [(int(row["first"]), int(row["second"])) for row in labels() if row["label"] == "near"]
    found = [second in made.nearest(messages[first], ASKED) for first, second in near]
    assert sum(found) >= 0.95 * len(near)
    made.put([(189245, "公园长椅断了一条腿，坐上去会翻")])
    assert made.nearest("公园长椅断了一条腿", 1) == [189245]
    assert 189245 not in made.nearest(messages[189245], ASKED)
