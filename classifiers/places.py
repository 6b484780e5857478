"""Where a text plays: in our city, in one of its counties, or elsewhere."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import NamedTuple

from classifiers.words import Group, Hit, Hits
from packs.pack import HOME
from packs.schema.organisation import Places

_ROAD_AFTER = ("路", "街", "大道", "大厦", "酒店", "饭店", "银行", "大学", "牌", "菜", "烤鸭", "话")
_LETTER = re.compile(r"[A-Z]")
_PASSING = re.compile(
    r"(?:从|自|来自|家住|家在|户籍|户口在?|籍贯|老家|开往|前往|赴|嫁到|迁到|住在?|人在|是|由|远在|祖籍|出生于?)$"
)
_TRAVELLED = re.compile(r"(?:从|自|来自|由|离开|出生于?)$")
_TRAVELLED_AFTER = re.compile(r"^(?:坐车|赶来|赶到|过来|跑来|坐\S{0,4}小时|到市|来市|跑市)")
# What stands after a county's short name where it is the county: `云溪有家公证处`, `江北法援站`, `石门那边的镇上`.
_OF_COUNTY = re.compile(
    r"[^，。！？；\s]{0,6}?(?:司法|公证|律所|律师|法援|法律|调解|矫正|戒毒|鉴定|仲裁|普法|执法|缓刑|假释|[镇乡村][里上]|县[里上城]|街道|法院)"
)
_PERSON_AFTER = re.compile(r"^(?:人(?!民)|籍|户口|户籍|老家|坐车|赶来|赶到|过来|跑来|坐\S{0,4}小时)")


class PlaceReading(NamedTuple):
    """`ours`: places of ours named; `county`: the one county where the matter lies ("" = none or several);
    `elsewhere`: real places that are not ours; `spots`: positions of both, for the numbers near them."""

    ours: tuple[str, ...] = ()
    county: str = ""
    counties: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    our_spots: tuple[int, ...] = ()
    other_spots: tuple[int, ...] = ()
    city_ends: tuple[int, ...] = ()
    far: bool = False

    @property
    def is_elsewhere(self) -> bool:
        """A real place that is not ours is named (not just "外地"), and none of ours."""
        return self.far and not self.ours


_NOWHERE = PlaceReading()
_GROUPS = frozenset(("place:county", "place:short", "place:city", "place:elsewhere", "elsewhere"))


class PlaceReader:
    """Reads places by the pack's list, its patterns for unlisted counties, and the list of places of China."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._counties = [re.compile(each) for each in places.county_patterns]
        self._cities = [re.compile(each) for each in places.city_patterns]

    @cached_property
    def groups(self) -> list[Group]:
        """Word groups that the lexicon must know for this reader."""
        own = {self.places.city, *self.places.city_aliases, self.places.city.removesuffix("市")}
        others = known_places() - own - set(self.places.counties) - {self.places.province}
        return [
            Group("place:city", dict.fromkeys(own, 1.0)),
            Group("place:county", dict.fromkeys(self.places.counties, 1.0)),
            Group("place:short", dict.fromkeys(self.places.county_aliases, 1.0)),
            Group("place:elsewhere", dict.fromkeys(others, 1.0)),
        ]

    def read(self, hits: Hits) -> PlaceReading:
        """The places of a text that was scanned with `groups`."""
        text = hits.text
        lettered = bool(_LETTER.search(text))
        if not lettered and _GROUPS.isdisjoint(hits.groups):
            return _NOWHERE
        counties = [(hit.start, hit.term) for hit in hits.of("place:county")]
        cities = [(hit.start, hit.term) for hit in hits.of("place:city")]
        if lettered:
            counties += [(found.start(), found[0]) for each in self._counties for found in each.finditer(text)]
            cities += [(found.start(), found[0]) for each in self._cities for found in each.finditer(text)]
        counties += self._by_short_name(hits, counties, bool(cities))
        ours = [*counties, *cities]
        others = [hit for hit in hits.of("place:elsewhere") if _is_place(text, hit) and not _overlaps(hit, ours)]
        named = {hit.term: hit.start for hit in others}
        for hit in hits.of("elsewhere"):
            named.setdefault(hit.term, hit.start)
        county = self._county_of(text, counties, hits.title_end)
        return PlaceReading(
            ours=tuple(dict.fromkeys(name for _, name in ours)),
            county=county or self._lived_in(text, counties, bool(cities)),
            counties=tuple(dict.fromkeys(name for _, name in counties)),
            elsewhere=tuple(named),
            our_spots=tuple(start for start, _ in ours),
            other_spots=tuple(hit.start for hit in others) + tuple(hit.start for hit in hits.of("elsewhere")),
            city_ends=tuple(start + len(name) for start, name in cities),
            far=bool(others),
        )

    def _by_short_name(self, hits: Hits, counties: list[tuple[int, str]], in_city: bool) -> list[tuple[int, str]]:
        """Counties by their short names, where the city is named too or something of a county follows."""
        found = []
        for hit in hits.of("place:short"):
            whole = any(start <= hit.start < start + len(name) for start, name in counties)
            if not whole and (in_city or _OF_COUNTY.match(hits.text, hit.end)):
                found.append((hit.start, self.places.county_aliases[hit.term]))
        return found

    def _lived_in(self, text: str, counties: list[tuple[int, str]], in_city: bool) -> str:
        """The only county named, where somebody lives or comes from who did not come to town with the matter."""
        names = {name for _, name in counties}
        if in_city or len(names) != 1:
            return ""
        (name,) = names
        for start, _ in counties:
            before, after = text[max(0, start - 4) : start], text[start + len(name) : start + len(name) + 8]
            if _TRAVELLED.search(before) or _TRAVELLED_AFTER.match(after):
                return ""
        return name

    def _county_of(self, text: str, counties: list[tuple[int, str]], title_end: int) -> str:
        """The county where the matter lies: one only, and not just where somebody comes from."""
        if not counties:
            return ""
        names = {name for _, name in counties}
        lies: set[str] = set()
        for start, name in counties:
            if name not in lies and not _is_passing(text, start, start + len(name)):
                lies.add(name)
        if len(lies) == 1:
            return lies.pop()
        in_title = {name for start, name in counties if start < title_end}
        if len(in_title) == 1 and len(names) > 1:
            return in_title.pop()
        return ""


def _is_place(text: str, hit: Hit) -> bool:
    return not text.startswith(_ROAD_AFTER, hit.end)


def _overlaps(hit: Hit, ours: list[tuple[int, str]]) -> bool:
    """`临江西郊` is the west of ours, not 江西."""
    return any(start < hit.end and hit.start < start + len(name) for start, name in ours)


def _is_passing(text: str, start: int, end: int) -> bool:
    """`从云溪县赶来`, `家住云溪县`, `云溪县人`: a place of origin, not of the matter."""
    before = text[max(0, start - 4) : start]
    return bool(_PASSING.search(before) or _PERSON_AFTER.match(text[end : end + 8]))


@cache
def known_places() -> frozenset[str]:
    """Provinces, cities, well-known districts and countries (packs/common/places.txt)."""
    lines = (HOME / "common" / "places.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
