"""Marks that are kept once made: what comes from outside is escaped, and one value never shows another's mark."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from packs.pack import Pack
from store.case_list import ClockRow
from tests.web import cast
from web import clock_words, marks, public_values
from web.clock_words import Shown
from web.public_values import KeptShelves, Shelves


@pytest.mark.parametrize(
    "mark", [marks.level("<b>", "<i>"), marks.light(Shown("签收", "", "<b>", "<i>", 0, None, True))]
)
def test_a_mark_escapes_what_it_is_given(mark: str) -> None:
    assert "&lt;b&gt;" in mark
    assert "&lt;i&gt;" in mark
    assert "<i>" not in mark


def test_every_severity_has_its_own_shape_and_word() -> None:
    made = [str(marks.level(each)) for each in ("红", "橙", "黄", "蓝")]
    assert len(set(made)) == 4
    assert "■</b>红" in made[0]
    assert 'title="特别重大"' in made[0]


def test_a_gauge_shows_how_much_is_used() -> None:
    assert 'class="used" width="37"' in marks.gauge(37, "red")


def test_while_one_counts_the_shelves_anew_others_are_given_the_old_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    counting, go_on = threading.Event(), threading.Event()

    def counts() -> Iterator[Shelves]:
        yield Shelves([], [("2026-10", 1)])
        counting.set()
        go_on.wait(300)
        yield Shelves([], [("2026-11", 2)])

    answers = counts()
    monkeypatch.setattr(public_values, "shelves", lambda session: next(answers))
    monkeypatch.setattr(public_values, "FRESH_S", -1.0)
    kept = KeptShelves()
    assert kept.get(None).count == 1  # type: ignore[arg-type]
    other = threading.Thread(target=lambda: kept.get(None))  # type: ignore[arg-type]
    other.start()
    assert counting.wait(300)
    assert kept.get(None).count == 1  # type: ignore[arg-type]
    go_on.set()
    other.join()
    assert kept._kept is not None
    assert kept._kept.count == 2


def test_a_clock_without_an_end_burns_no_light(pack: Pack) -> None:
    report = ClockRow(1, "report", "", cast.NOW, None, "running")  # type: ignore[arg-type]
    shown = clock_words.shown(report, pack, cast.NOW)
    assert (shown.light, shown.words, shown.running) == ("", "没有定时限", False)
