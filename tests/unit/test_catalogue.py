"""The English catalogue: complete, in step with sources and tables, and used everywhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from installer.catalogue import (
    CLICK_PO,
    CONTEXTS,
    MO,
    PO,
    SHOWN_COLUMNS,
    main,
    mo_bytes,
    po_bytes,
    translated,
)
from seatapp.domain.tables import load_workflow
from seatapp.text import _, in_turn, listed, use_language

PROJECT = Path(__file__).parents[2]
HOW_TO_MEND = "translate it in seatapp.po, then run python -m installer.catalogue"

PLACEHOLDER = re.compile(r"\{[^{}]*\}")
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
CHINESE_EXAMPLES = ('"无"', "某某")
"""What people type in Chinese whatever the language of the program."""

CHINESE_WORD = re.compile(r"[\u3400-\u9fff]")
MISPLACED = {
    "quotation marks of another region": re.compile(r"[「」『』]"),
    "half-width punctuation": re.compile(r"[\u4e00-\u9fff][,:!?()]\B|\B[,:!?] ?[\u4e00-\u9fff]"),
    "a space beside punctuation": re.compile(r"\s[，。；：、？！）]|[，。；：、？！（]\s"),
}
"""What the national standard of punctuation (GB/T 15834) writes otherwise."""

CHINESE_BY_NATURE = (
    "seatapp/admin/diagram.py",  # a page for builders, in both languages
    "seatapp/admin/grid_import.py",  # what cities call the columns of their maps
    "seatapp/admin/reference_tables.py",  # words of the city's own tables
    "seatapp/admin/people_table.py",  # what offices call their columns
    "seatapp/admin/roster_import.py",  # what offices call their columns
    "seatapp/admin/calendars.py",  # what Chinese holidays are called
    "seatapp/admin/substitute_import.py",  # what offices call their columns
    "seatapp/cli",  # help is looked up by `seatapp.cli.help_words`; yes and no are input
    "seatapp/domain/checks/spots.py",  # the words of Chinese addresses
    "seatapp/domain/extension.py",  # what people write behind a number
    "seatapp/domain/positions.py",  # what people write in coordinates
    "seatapp/media/hints.py",  # what phones write into screenshots
    "seatapp/domain/letters.py",  # documents of a Chinese office, whoever makes them
    "seatapp/reports",
    "seatapp/demo",  # what the people of the demonstration write
    "ui/tour",
    "ui/panes/queue_cells.py",  # the parts of Chinese addresses
)


@pytest.fixture
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh_CN")


def catalogue() -> Catalog:
    with (PROJECT / PO).open("rb") as file:
        return read_po(file)


def entries() -> list[Message]:
    return [message for message in catalogue() if message.id]


def test_every_message_has_a_translation() -> None:
    untranslated = [entry.id for entry in entries() if not str(entry.string).strip()]
    assert not untranslated, HOW_TO_MEND
    assert not [entry.id for entry in entries() if entry.fuzzy]


@pytest.fixture(scope="module")
def made() -> Catalog:
    """The catalogue as it would be written now."""
    return translated(PROJECT)


def test_it_holds_the_messages_of_sources_and_tables_and_no_others(made: Catalog) -> None:
    wanted = {(one.context, one.id) for one in made if one.id}
    assert {(one.context, one.id) for one in entries()} == wanted, HOW_TO_MEND


def test_writing_it_again_changes_nothing(made: Catalog) -> None:
    assert po_bytes(made) == (PROJECT / PO).read_bytes(), HOW_TO_MEND
    assert mo_bytes(made) == (PROJECT / MO).read_bytes(), HOW_TO_MEND


def test_a_message_that_nobody_translated_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "db").symlink_to(PROJECT / "db")
    (tmp_path / "ui").mkdir()
    pane = tmp_path / "ui" / "pane.py"
    for name in (PO, CLICK_PO):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes((PROJECT / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    pane.write_text('title = _("没有人译过的话")\n', "utf-8")
    assert main() == 1
    assert capsys.readouterr().err == "no translation: 没有人译过的话\n"
    pane.write_text('title = _("结案")\n', "utf-8")
    assert main() == 0


def test_the_files_tell_nothing_of_when_and_where_they_were_made() -> None:
    head = (PROJECT / PO).read_text("utf-8").split("#:")[0]
    assert "Date" not in head
    assert "Generated" not in head


def test_placeholders_agree() -> None:
    for entry in entries():
        theirs = sorted(PLACEHOLDER.findall(str(entry.string)))
        assert theirs == sorted(PLACEHOLDER.findall(str(entry.id))), entry.id


def test_nothing_is_left_in_chinese() -> None:
    for entry in entries():
        words = str(entry.string)
        for example in CHINESE_EXAMPLES:
            words = words.replace(example, "")
        assert not CHINESE.search(words), entry.id


@pytest.mark.parametrize("fault", MISPLACED)
def test_chinese_is_punctuated_as_the_standard_says(fault: str) -> None:
    pattern = MISPLACED[fault]
    assert not [entry.id for entry in entries() if pattern.search(str(entry.id))]


def test_english_quotes_are_as_wide_as_english_letters() -> None:
    """The window's fonts are Chinese ones: in them the curved quotes are as wide as a character."""
    assert not [entry.string for entry in entries() if re.search("[“”‘’]", str(entry.string))]


def test_every_table_with_words_for_people_is_read() -> None:
    shown = {"label", "milestone", "group", "empty", "sentence", "advice"}
    for path in (PROJECT / "db" / "workflow").glob("*.csv"):
        columns = path.read_text("utf-8").splitlines()[0].split(",")
        assert set(SHOWN_COLUMNS.get(path.name, ())) == shown & set(columns), path.name
    assert CONTEXTS.keys() <= SHOWN_COLUMNS.keys()


@pytest.mark.usefixtures("english")
def test_the_tables_speak_english() -> None:
    workflow = load_workflow()
    shown = [_.of("step", step.label) for step in workflow.steps.values()]
    shown += [_.of(choice.list, choice.label) for choice in workflow.choices.values()]
    for stage in workflow.stages.values():
        shown += [_(stage.label), _(stage.milestone)]
    for queue in workflow.queues.values():
        shown += [_(queue.label), _(queue.group), _(queue.empty)]
    for refusal in workflow.refusals.values():
        shown += [_(refusal.sentence), _(refusal.advice).replace('"无"', "")]
    shown += [_(field.label) for field in workflow.fields.values()]
    shown += [_(post.label) for post in workflow.posts.values()]
    assert not [words for words in shown if CHINESE.search(words)]


@pytest.mark.usefixtures("english")
def test_one_chinese_word_has_the_english_word_that_fits() -> None:
    assert _.of("urgency", "一般") == "Normal"
    assert _.of("satisfaction", "一般") == "Neutral"
    assert _.of("step", "立案") == "File"
    assert _("立案") == "Filing"
    assert _("登记") == _.of("step", "登记") == "Register"
    assert _.of("figure", "登记") == "Reported"
    assert _.of("step", "城管席位工作站") == _("城管席位工作站") == "SeatApp"


def test_lists_and_sentences_are_joined_as_the_language_does() -> None:
    assert listed(["受理员", "值班长"]) == "受理员、值班长"
    assert in_turn("没有填。", "请补填。") == "没有填。请补填。"


@pytest.mark.usefixtures("english")
def test_english_lists_and_sentences_have_spaces() -> None:
    assert listed(["acceptor", "dispatcher"]) == "acceptor, dispatcher"
    assert in_turn("It is empty.", "Please fill it in.") == "It is empty. Please fill it in."


def test_no_words_are_shown_past_the_catalogue() -> None:
    past = [
        f"{path.relative_to(PROJECT)}:{line}: {words}"
        for folder in ("seatapp", "ui")
        for path in sorted((PROJECT / folder).rglob("*.py"))
        if not path.relative_to(PROJECT).as_posix().startswith(CHINESE_BY_NATURE)
        for line, words in words_past_the_catalogue(ast.parse(path.read_text("utf-8")))
    ]
    assert not past


def words_past_the_catalogue(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Chinese literals that are neither looked up nor a docstring."""
    nodes = list(ast.walk(tree))
    fine = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            fine |= {id(argument) for argument in node.args}
    for node in nodes:
        words = node.value if isinstance(node, ast.Constant) else None
        if isinstance(words, str) and CHINESE_WORD.search(words) and id(node) not in fine:
            assert isinstance(node, ast.Constant)
            yield node.lineno, words
