"""Places: ours, a county's, elsewhere; where somebody comes from is not where the matter lies."""

from __future__ import annotations

import pytest

from classifiers.places import known_places
from tests.classifiers.judging import judged


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("云溪县公证处不给上门", "云溪县"),
        ("B7县法律援助要收钱", "B7县"),
        ("D4区的司法所没人", "D4区"),
        ("M5市公证处排队", "M5市"),
        ("A市公证处排队", ""),
        ("我从石门县坐车来公证处", ""),
        ("家住云溪县，想做公证", "云溪县"),
        ("家住云溪县，临江的公证处排队", ""),
        ("我是云溪县人，想做公证", "云溪县"),
        ("云溪县坐车来的，公证处排队", ""),
        ("江北公证处不给上门", "江北区"),
        ("临江江北的窗口没人", "江北区"),
        ("云溪县公证处，云溪的老人都去", "云溪县"),
        ("江南水乡的法治", ""),
        ("云溪县和石门县的公证处都不行", ""),
        ("公证处排队", ""),
    ],
)
def test_the_county_where_the_matter_lies(text: str, county: str) -> None:
    assert judged(text).signals.county == county


def test_a_city_body_in_a_county_is_the_citys() -> None:
    assert judged("A市麓山公证处的人到K4县取证").signals.city_run
    assert not judged("K4县公证处取证").signals.city_run


def test_places_named_are_listed_ours_first() -> None:
    assert judged("临江的公证处和上海的不一样").places == ("临江", "上海")


def test_a_street_named_after_a_city_is_no_place_elsewhere() -> None:
    assert judged("上海路的公证处排队", channel="forum").signals.elsewhere == ()
    assert judged("南京大学毕业，做学历公证", channel="forum").signals.elsewhere == ()


def test_a_part_of_ours_is_no_place_elsewhere() -> None:
    here = judged("临江西郊的公证处排队", channel="forum")
    assert here.signals.elsewhere == ()
    assert here.relevant
    assert judged("临江西郊的人去江西的公证处排队", channel="forum").signals.elsewhere == ("江西",)


def test_the_list_holds_real_places_and_no_everyday_words() -> None:
    assert {"深圳", "衡水", "广西", "印度", "余杭"} <= known_places()
    assert not {"朝阳", "白银", "大同", "来宾"} & known_places()
