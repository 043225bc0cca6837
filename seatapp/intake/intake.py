"""The front of the intake for desk and window: one object that reads the replica and answers.

Every method waits for a disk and may take a tenth of a second: never on the GUI thread. Maps and
indexes are made with the first question and kept; what they are made with is loaded then too, so
that the window does not wait for it at its start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from seatapp.domain.checks.thresholds import thresholds_from
from seatapp.intake.words import Words
from seatapp.local.changes import Changes
from seatapp.local.naming import number_of
from seatapp.local.photo_facts import signed
from seatapp.local.replica import Replica
from seatapp.media.facts import Facts

if TYPE_CHECKING:
    from seatapp.intake.city import CityMap
    from seatapp.intake.likeness import Similar
    from seatapp.intake.map_data import MapData
    from seatapp.intake.meter import Reading, Used
    from seatapp.intake.photo_index import PhotoIndex
    from seatapp.intake.suggestions import Suggester, Suggestion

Values = Mapping[str, Any]

LEARNT_FOR_S = 900.0
"""After so many seconds suggestions are learnt anew from what has come."""


class Intake:
    """Checks, duplicates and suggestions on the replica of this workstation; any thread may ask."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._mapping, self._comparing, self._learning = Lock(), Lock(), Lock()
        """Each held while one thing is made: whoever adds a photo waits for no map."""
        self._city: tuple[int, CityMap] | None = None
        self._lists_changed = 0
        self._photos: PhotoIndex | None = None
        self.words = Words(replica.lookups)
        self._suggester: tuple[float, Suggester] | None = None
        replica.listen(self._follow)
        replica.before_close(self.words.close)

    @property
    def compares_words(self) -> bool:
        """Whether descriptions are compared by now; their index is made beside the work."""
        return self.words.ready

    def prepare(self) -> None:
        """Begin with what takes long to make, before somebody asks."""
        self.words.begin()

    def reading(self, values: Values, now: int) -> Reading:
        """What the meter says to a case with these values; `now` is seconds since 1970.

        `values` are those of a state, with what is typed laid over it; `id` names the case itself
        where it is registered.
        """
        from seatapp.intake.meter import Known, read_meter

        hashes = _photos_in(values)
        facts = self._replica.lookups.facts(hashes)
        references = self._replica.references()
        known = Known(
            facts=facts,
            used=self._used(hashes, facts, str(values.get("id") or "")),
            city=self.city(),
            has_components=bool(self._replica.reader.any_reference("component")),
        )
        return read_meter(values, known, references, now)

    def similar(self, values: Values, now: int) -> Sequence[Similar]:
        """The cases that may be the same matter as one with these values, the likeliest first."""
        from seatapp.intake.duplicates import find_similar

        replica = self._replica
        references = replica.references()
        limit = thresholds_from(references).maximum_hash_distance
        photos: dict[str, int] = {}
        hashes = _photos_in(values)
        for facts in (self.facts(hashes) if hashes else {}).values():
            bits = signed(facts.phash)
            if bits is not None:
                photos |= dict(self.photos_alike(bits, limit))
        text = str(values.get("description") or "")
        nearest = self.words.nearest(text)
        title = replica.reader.title
        with replica.lookups.question() as candidates:
            return find_similar(values, candidates, references, title, photos, nearest, now)

    def suggested_classes(self, text: str) -> Sequence[Suggestion]:
        """Classes of the standard for a description, with why."""
        return self._suggesting().classes(text) if text else ()

    def suggested_units(self, values: Values) -> Sequence[Suggestion]:
        """Units for a case with these values, with why."""
        kind = values.get("class_code") or values.get("matter_code")
        grid, area = str(values.get("grid_code") or ""), str(values.get("area") or "")
        return self._suggesting().units(str(kind), grid, area) if kind else ()

    def suggested_rules(self, values: Values, unit: str) -> Sequence[Suggestion]:
        """Rules that were cited when such cases, or other ones, went to that unit."""
        kind = values.get("class_code") or values.get("matter_code")
        return self._suggesting().rules(str(kind or ""), unit) if unit else ()

    def _suggesting(self) -> Suggester:
        """What was learnt from the cases that are here, learnt anew now and then."""
        from seatapp.intake.suggestions import Past, Suggester

        with self._learning:
            kept = self._suggester
            if kept is not None and monotonic() - kept[0] < LEARNT_FOR_S:
                return kept[1]
            past = (
                Past(
                    str(row["class_code"] or row["matter_code"] or ""),
                    str(row["grid_code"] or ""),
                    str(row["area"] or ""),
                    str(row["unit"] or ""),
                    str(row["description"] or ""),
                    str(row["rule_cited"] or ""),
                )
                for row in self._replica.lookups.history()
            )
            rows = self._replica.reader.references("class")
            texts = (
                (code, f"{row.get('minor_name') or ''} {row.get('condition') or ''}")
                for code, row in rows
            )
            made = Suggester(past, texts)
            self._suggester = (monotonic(), made)
            return made

    def map_for(self, values: Values) -> MapData:
        """The map around a case with these values: cells, photos, cases nearby, components."""
        from seatapp.intake.city import point_in
        from seatapp.intake.duplicates import boxes_around
        from seatapp.intake.map_data import NEARBY_M, map_data

        replica, point = self._replica, point_in(values)
        around = [] if point is None else replica.lookups.near(boxes_around(point, NEARBY_M))
        components = replica.reader.references("component")
        facts = self.facts(_photos_in(values))
        named = [{**row, "number": replica.reader.title(row)} for row in around]
        return map_data(values, self.city(), facts, named, components)

    def cell_at(self, lat_e7: int, lon_e7: int) -> str:
        """The grid cell at a WGS-84 position in whole 1e-7 degrees; empty outside of all."""
        from seatapp.places.points import WGS84, Point

        place = self.city().place(Point(lat_e7, lon_e7, WGS84))
        return (place.code or "") if place is not None else ""

    def keep_facts(self, found: Mapping[str, Facts]) -> None:
        """Note what photos, by their SHA-256, turned out to be."""
        self._replica.keep_facts(found)
        with self._comparing:
            if self._photos is not None:
                self._photos.add(_with_hash(found))

    def facts(self, hashes: Iterable[str]) -> dict[str, Facts]:
        """What is known of these photos."""
        return self._replica.lookups.facts(hashes)

    def city(self) -> CityMap:
        """The map of the city, made from the reference rows that are here now."""
        from seatapp.intake.city import CityMap

        with self._mapping:
            seen, kept = self._lists_changed, self._city
            if kept is not None and kept[0] == seen:
                return kept[1]
            reader = self._replica.reader
            made = CityMap(reader.references("grid"), reader.references("area"))
            self._city = (seen, made)
            return made

    def _used(self, hashes: Iterable[str], facts: Mapping[str, Facts], own: str) -> dict[str, Used]:
        """Which other cases show these photos, and which show one that looks the same."""
        from seatapp.intake.meter import Used

        limit = thresholds_from(self._replica.references()).maximum_hash_distance
        found: dict[str, Used] = {}
        for sha256 in hashes:
            bits = signed(facts[sha256].phash) if sha256 in facts else None
            alike = () if bits is None else self.photos_alike(bits, limit)
            others = [name for name, _distance in alike if name != sha256]
            showing = self._replica.lookups.showing([sha256, *others])
            same = set(showing.get(sha256, ())) - {own}
            near = {case for name in others for case in showing.get(name, ())} - same - {own}
            looked = None if bits is None else self._numbers(near)
            found[sha256] = Used(self._numbers(same), looked)
        return found

    def photos_alike(self, bits: int, distance: int) -> list[tuple[str, int]]:
        """Photos on this workstation whose picture hash differs in at most `distance` bits."""
        from seatapp.intake.photo_index import PhotoIndex

        with self._comparing:
            if self._photos is None:
                self._photos = PhotoIndex(self._replica.lookups.picture_hashes())
            return self._photos.alike(bits, distance)

    def _numbers(self, case_ids: Iterable[str]) -> list[str]:
        rows = self._replica.lookups.cases(sorted(case_ids))
        return sorted(number_of(row) for row in rows)

    def _follow(self, changes: Changes) -> None:
        """Told by the writer's thread, which must not wait for a map that is being made."""
        cases = {subject_id for subject, subject_id in changes.subjects if subject == "case"}
        if cases:
            self.words.note(cases)
        if changes.references:
            self._lists_changed += 1


def _photos_in(values: Values) -> list[str]:
    return [str(sha256) for sha256 in values.get("photos_before") or ()]


def _with_hash(found: Mapping[str, Facts]) -> Iterable[tuple[str, int]]:
    for sha256, facts in found.items():
        bits = signed(facts.phash)
        if bits is not None:
            yield sha256, bits
