"""The settings of a computer and of a person, and which of them holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from seatapp.config import (
    Folders,
    default_folders,
    load_profile,
    profile_in_force,
    this_machine,
)
from seatapp.errors import InputFileError

OF_THE_MACHINE = """
name = "市城管中心"
kind = "site"
host = "db1.example,db2.example"
database = "seatapp"
root_certificate = "root.crt"
language = "en"
data = "shared"
"""
OF_THE_PERSON = (
    'name = "试用"\nkind = "embedded"\nhost = "127.0.0.1"\nport = 5555\ndatabase = "demo"\n'
)


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    file = tmp_path / "etc" / "centre.toml"
    file.parent.mkdir()
    file.write_text(OF_THE_MACHINE, "utf-8")
    return {"SEATAPP_SITE": str(file)}


def test_the_computer_names_centre_language_and_a_common_folder(
    machine: dict[str, str], tmp_path: Path
) -> None:
    found = this_machine(machine)
    assert found.language == "en"
    assert default_folders(machine) == Folders(tmp_path / "etc" / "shared")
    profile = profile_in_force(Folders(tmp_path / "mine"), machine)
    assert (profile.name, profile.host) == ("市城管中心", "db1.example,db2.example")
    assert profile.root_certificate == tmp_path / "etc" / "root.crt"


def test_a_file_of_the_person_goes_before_that_of_the_computer(
    machine: dict[str, str], tmp_path: Path
) -> None:
    own = Folders(tmp_path / "mine")
    own.base.mkdir()
    own.profile.write_text(OF_THE_PERSON, "utf-8")
    assert profile_in_force(own, machine).name == "试用"
    assert default_folders(machine | {"SEATAPP_HOME": str(own.base)}) == own


def test_without_any_file_the_sentence_names_where_it_is_looked_for(tmp_path: Path) -> None:
    nowhere = {"SEATAPP_SITE": str(tmp_path / "none.toml")}
    own = Folders(tmp_path / "mine")
    assert (this_machine(nowhere).language, this_machine(nowhere).data) == ("zh_CN", None)
    with pytest.raises(InputFileError, match="还没有配置中心服务器"):
        profile_in_force(own, nowhere)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('kind = "site"\nhost = ', "第 2 行写法不对"),
        ('data = "C:\\城管"\nkind = "site"\n', "第 1 行写法不对"),
        ("\x00", "第 1 行写法不对"),
        ('kind = "site"\nhost = "h"\n', "缺少 database"),
        ('kind = "site"\nhost = "h"\ndatabase = "d"\nport = "five"\n', "port 应为数字"),
    ],
)
def test_a_damaged_file_is_named_and_left_alone(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "centre.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputFileError) as caught:
        load_profile(file)
    told = f"服务器配置文件 {file} 有误：{fault}。原文件未改动。请改正，或向管理员索取。"
    assert caught.value.sentence == told
    assert this_machine({"SEATAPP_SITE": str(file)}).data is None
    assert file.read_text("utf-8") == text


def test_a_file_saved_in_another_encoding_says_which_to_use(tmp_path: Path) -> None:
    file = tmp_path / "centre.toml"
    file.write_text('name = "城管"\n', "gbk")
    with pytest.raises(InputFileError, match="不是 UTF-8，请另存为 UTF-8"):
        load_profile(file)
