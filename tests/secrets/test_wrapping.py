"""Keys from passwords: the same key each time, also while others ask for theirs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from seatapp.secrets.wrapping import Cost, derived_key, opened, password_key, sealed

SALT = b"0123456789abcdef"
TWO_LANES = Cost(memory=8 * 1024, passes=1, lanes=2)


def test_keys_that_are_asked_for_at_once_are_all_right() -> None:
    alone = password_key("七点半交接班", SALT, TWO_LANES)
    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(password_key, "七点半交接班", SALT, TWO_LANES) for _turn in range(60)]
        assert {answer.result() for answer in asked} == {alone}


def test_the_keys_of_today_open_what_is_on_disks_already() -> None:
    """Known answers: whoever changes how keys are made shuts every workstation."""
    stretched = password_key("七点半交接班", SALT, TWO_LANES)
    assert stretched.hex() == "5787a8f86699b6c0d5c7b68451cd7ce662ebed88f791e22676880d89d8b79d98"
    person = derived_key(stretched, b"d" * 32, "person slot")
    assert person.hex() == "487ce3258cc018ffb69d46091c8e234718c3bec5e53dc4943498e782a51c2ecd"
    box = "000102030405060708090a0b95442a2bb52ad1a613ff34990e72136f560c4e118784d0b1"
    assert opened(person, bytes.fromhex(box), b"grant") == b"data key"


def test_a_key_is_good_for_one_purpose_on_one_device() -> None:
    keys = [
        derived_key(b"k" * 32, device, purpose)
        for device in (b"d" * 32, b"e" * 32)
        for purpose in ("person slot", "centre slot")
    ]
    assert len(set(keys)) == 4


def test_the_same_content_is_never_sealed_the_same_way_twice() -> None:
    """Two boxes under one key and one nonce would give both contents away."""
    boxes = {sealed(b"k" * 32, b"data key", b"grant")[:12] for _turn in range(100)}
    assert len(boxes) == 100


@pytest.mark.parametrize(
    "cost",
    [
        {"memory": 2**20 + 1}, {"memory": 15}, {"passes": 0}, {"passes": 17}, {"lanes": 0},
        {"lanes": 17}, {"lanes": -1}, {"memory": 65536.0}, {"passes": True},
    ],
)  # fmt: skip
def test_a_cost_that_only_a_hostile_file_names_is_refused(cost: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"cost|lanes"):
        Cost(**cost)
