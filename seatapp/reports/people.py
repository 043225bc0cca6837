"""Tables of posts and people: what each did, in time and without errors, with scores and ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from seatapp.domain.counted import WHOLE, Counted, Group
from seatapp.domain.figures import PLACES, FigureRules, percent, ranked
from seatapp.reports.figure_tables import (
    NO_VALUE,
    Chart,
    Link,
    Naming,
    Sentence,
    Series,
    Table,
    listed_counts,
    said,
    share_words,
)
from seatapp.reports.scoring import (
    Scored,
    measure_of,
    places_of,
    rank_words,
    ranking_words,
    scored_by,
)


@dataclass(frozen=True)
class Task:
    """What people do: whose post it is, and the counts that tell of it.

    `by` is the group of the person who did it, `done` and `in_time` the counts behind the numbers
    (without `in_time` nothing is due), `mistakes` its errors.
    """

    word: str
    post: str
    by: str
    done: str
    in_time: str
    mistakes: str


TASKS: Mapping[str, Task] = {
    "report": Task(
        *("登记", "acceptor", "reporter", "reported", "reported_in_time", "mistakes_accept")
    ),
    "call": Task("接听来电", "acceptor", "person", "calls_taken", "", ""),
    "callback": Task(
        *("回访", "acceptor", "person", "callbacks_settled", "callbacks_in_time"),
        "mistakes_callback",
    ),
    "file": Task(
        *("立案", "shift_leader", "filer", "registered", "registered_in_time", "mistakes_file")
    ),
    "close": Task("结案", "shift_leader", "closer", "ended", "ended_in_time", "mistakes_close"),
    "dispatch": Task(
        *("派遣", "dispatcher", "dispatcher", "dispatched", "dispatched_in_time"),
        "mistakes_dispatch",
    ),
}
"""In the order of the day."""

REVIEW = Task("督查", "supervisor", "", "reviewed", "reviewed_in_time", "")
"""No stamp of a case says who reviewed it; the post is counted as a whole."""

RULE = "按时：该环节未超时；准确：办理数减去本期认定的差错"


@dataclass(frozen=True)
class Work:
    """What somebody did: acts with a limit, those in time, calls taken, and errors.

    `judged` is false where nobody marks errors of this work.
    """

    done: int = 0
    in_time: int = 0
    calls: int = 0
    mistakes: int = 0
    judged: bool = True

    def measure(self, name: str) -> Decimal | None:
        """A measure of an assessment rule about a person or a post."""
        found: Mapping[str, Decimal | None] = {
            "work": Decimal(self.done),
            "calls_taken": Decimal(self.calls),
            "mistakes": Decimal(self.mistakes),
            "in_time_share": percent(self.in_time, self.done),
            "accuracy": percent(max(0, self.done - self.mistakes), self.done)
            if self.judged
            else None,
        }
        return found.get(name)


def people_tables(rules: FigureRules, naming: Naming, counted: Counted) -> list[Table]:
    """Posts, people, and what each of them did task by task."""
    return [
        _posts(rules, naming, counted),
        _persons(rules, naming, counted),
        _tasks(rules, naming, counted),
    ]


def _tasks(rules: FigureRules, naming: Naming, counted: Counted) -> Table:
    rows: list[list[str]] = []
    links: dict[tuple[int, int], Link] = {}
    listed = listed_counts(rules)
    for name, task in TASKS.items():
        lines = [line for line in counted.people if line["task"] == name]
        shares = [percent(x["in_time"], x["done"]) if task.in_time else None for x in lines]
        done = zip(lines, shares, ranked(shares), strict=True)
        for line, share, rank in sorted(done, key=lambda x: (x[2] or 0, -x[0]["done"])):
            person, row = str(line["person"]), len(rows)
            wrong = counted.of(("person", person)).get(task.mistakes, 0)
            right = percent(max(0, line["done"] - wrong), line["done"]) if task.mistakes else None
            links[row, 2] = ((task.by, person), task.done)
            if task.in_time:
                links[row, 3] = ((task.by, person), task.in_time)
            if task.mistakes in listed:
                links[row, 5] = (("person", person), task.mistakes)
            rows.append(
                [
                    task.word,
                    naming.words("person", person),
                    str(line["done"]),
                    str(line["in_time"]) if task.in_time else NO_VALUE,
                    share_words(share),
                    str(wrong) if task.mistakes else NO_VALUE,
                    share_words(right),
                    NO_VALUE if rank is None else str(rank),
                ]
            )
    columns = ["环节", "人员", "办理数", "按时数", "按时率（%）", "差错数", "准确率（%）", "名次"]
    notes = [
        said("登记按登记人、立案按首次立案人、派遣按首次派遣人、结案按结案人计。"),
        said("名次按同一环节的按时率。"),
    ]
    return Table("people", "人员办理情况", columns, rows, notes[0].base, RULE, links, notes)


def _posts(rules: FigureRules, naming: Naming, counted: Counted) -> Table:
    tasks = sorted((*TASKS.values(), REVIEW), key=lambda task: task.post)
    tasks.sort(key=lambda task: [t.post for t in (*TASKS.values(), REVIEW)].index(task.post))
    work = {
        post: _sum([_of_whole(counted, task) for task in mine])
        for post, mine in groupby(tasks, lambda task: task.post)
    }
    scored = scored_by(counted, "post", list(work), lambda key, name: work[key].measure(name))
    places = _places(work, scored)
    rows: list[list[str]] = []
    links: dict[tuple[int, int], Link] = {}
    strong = set()
    for post, mine in groupby(tasks, lambda task: task.post):
        word = naming.workflow.posts[post].label
        for task in mine:
            links |= _post_links(rules, task, len(rows))
            rows.append([word, task.word, *_work_cells(_of_whole(counted, task), task), "", ""])
        strong.add(len(rows))
        rows.append([word, "合计", *_work_cells(work[post]), *places[post]])
    columns = ["岗位", "环节", "办理数", "按时数", "按时率（%）", "差错数", "准确率（%）"]
    notes = [said("合计不含接听来电，接听没有时限。"), _ranked_by(scored)]
    columns = [*columns, "得分", "名次"]
    return Table(
        *("posts", "岗位办理情况", columns, rows, "按环节归岗位，合计由各环节相加", RULE, links),
        notes=notes,
        strong=frozenset(strong),
    )


def _post_links(rules: FigureRules, task: Task, row: int) -> dict[tuple[int, int], Link]:
    links: dict[tuple[int, int], Link] = {(row, 2): (WHOLE, task.done)}
    if task.in_time:
        links[row, 3] = (WHOLE, task.in_time)
    if task.mistakes in listed_counts(rules):
        links[row, 5] = (WHOLE, task.mistakes)
    return links


def _persons(rules: FigureRules, naming: Naming, counted: Counted) -> Table:
    work = {key: _of_person(counted, key) for key in _everybody(counted)}
    rate_of = measure_of(rules, counted, "person")

    def measure(key: str, name: str) -> Decimal | None:
        """A rate is that of the callbacks and errors of the person, any other word of the work."""
        return rate_of(key, name) if name in rules.rates else work[key].measure(name)

    scored = scored_by(counted, "person", list(work), measure)
    places = _places(work, scored)
    order = sorted(work, key=lambda key: (places[key][1] == NO_VALUE, _whole(places[key][1]), key))
    links: dict[tuple[int, int], Link] = {}
    rows = []
    for row, key in enumerate(order):
        about: Group = ("person", key)
        links |= {
            (row, 1): (("doer", key), "work"),
            (row, 2): (("doer", key), "work_in_time"),
            (row, 4): (about, "mistakes"),
            (row, 6): (about, "calls_taken"),
        }
        cells = _work_cells(work[key])
        calls = str(work[key].calls)
        rows.append([naming.words("person", key), *cells, calls, *places[key]])
    columns = ["人员", "办理数", "按时数", "按时率（%）", "差错数", "准确率（%）", "接听数"]
    note = said("办理数为登记、回访、立案、结案、派遣之和，不含接听。")
    return Table(
        *("persons", "人员考核", [*columns, "得分", "名次"], rows, note.base, RULE, links),
        notes=[note, _ranked_by(scored), *_not_ranked(naming, scored)],
        charts=[_compared(naming, work, scored)],
    )


def _compared(naming: Naming, work: Mapping[str, Work], scored: Scored) -> Chart:
    """The scores, or without a scheme the shares in time, the best first."""
    if scored.results:
        title, unit = "得分", "分"
        told = {key: result.told for key, result in scored.results.items()}
    else:
        title, unit = "按时率", "%"
        told = {key: one.measure("in_time_share") for key, one in work.items()}
    known = sorted(
        ((value, key) for key, value in told.items() if value is not None),
        key=lambda pair: (-pair[0], pair[1]),
    )
    values = [value.quantize(PLACES, ROUND_HALF_UP) for value, _key in known]
    links: list[Link | None] = [(("doer", key), "work") for _value, key in known]
    names = [naming.words("person", key) for _value, key in known]
    return Chart(title, unit, names, [Series("", values, links)])


def _everybody(counted: Counted) -> list[str]:
    found = {str(line["person"]) for line in counted.people}
    return sorted(found | {f.about[1] for f in counted.findings if f.about[0] == "person"})


def _of_person(counted: Counted, person: str) -> Work:
    acts = [x for x in counted.people if x["person"] == person and x["task"] != "call"]
    counts = counted.of(("person", person))
    calls = sum(x["done"] for x in counted.people if (x["task"], x["person"]) == ("call", person))
    return Work(
        done=sum(x["done"] for x in acts),
        in_time=sum(x["in_time"] for x in acts),
        calls=calls,
        mistakes=counts.get("mistakes", 0),
    )


def _of_whole(counted: Counted, task: Task) -> Work:
    """What a post did; where a person's stamp tells it, the sum over people."""
    counts = counted.of(WHOLE)
    wrong = counts.get(task.mistakes, 0) if task.mistakes else 0
    if task is REVIEW:
        return Work(counts.get(task.done, 0), counts.get(task.in_time, 0), judged=False)
    name = next(name for name, known in TASKS.items() if known is task)
    lines = [line for line in counted.people if line["task"] == name]
    done, in_time = (sum(line[part] for line in lines) for part in ("done", "in_time"))
    return Work(done, in_time, 0, wrong) if task.in_time else Work(calls=done)


def _sum(parts: Sequence[Work]) -> Work:
    return Work(
        sum(x.done for x in parts),
        sum(x.in_time for x in parts),
        sum(x.calls for x in parts),
        sum(x.mistakes for x in parts),
        any(x.judged for x in parts),
    )


def _work_cells(work: Work, task: Task | None = None) -> list[str]:
    if task is not None and not task.in_time:
        return [str(work.calls), NO_VALUE, NO_VALUE, NO_VALUE, NO_VALUE]
    told = work.judged and (task is None or bool(task.mistakes))
    return [
        str(work.done),
        str(work.in_time),
        share_words(work.measure("in_time_share")),
        str(work.mistakes) if told else NO_VALUE,
        share_words(work.measure("accuracy")) if told else NO_VALUE,
    ]


def _places(work: Mapping[str, Work], scored: Scored) -> dict[str, tuple[str, str]]:
    """Score and rank of each, in words; without a scheme the share in time ranks."""
    if scored.results:
        return places_of(scored)
    ranks = ranked([one.measure("in_time_share") for one in work.values()])
    return {key: (NO_VALUE, rank_words(rank)) for key, rank in zip(work, ranks, strict=True)}


def _ranked_by(scored: Scored) -> Sentence:
    if scored.results:
        return ranking_words(scored)
    return said("名次按“按时率”，同值同名次；无基数的不排名。")


def _not_ranked(naming: Naming, scored: Scored) -> list[Sentence]:
    return [
        said("{name}不参加排名：{why}。", name=naming.words("person", key), why=result.unranked)
        for key, result in scored.results.items()
        if result.unranked
    ]


def _whole(text: str) -> int:
    return 0 if text == NO_VALUE else int(text)
