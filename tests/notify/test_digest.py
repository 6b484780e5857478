"""A robot takes 20 messages a minute: what goes alone, what is merged, what waits."""

import random

import pytest

from notify.digest import Owed, pack_up


def owed(number: int, severity: str = "蓝", digest: str | None = None) -> Owed:
    return Owed(number, f"key-{number}", f"title {number}", "", severity, digest)


def test_what_fits_goes_alone() -> None:
    parcels, waiting = pack_up([owed(1), owed(2)], 2)
    assert [parcel.notices for parcel in parcels] == [(1,), (2,)]
    assert waiting == []


def test_more_than_fits_shares_one_digest_and_the_worst_go_alone() -> None:
    # room for 3: two alone (the worst), the other three in one digest
    parcels, waiting = pack_up([owed(1), owed(2, "红"), owed(3), owed(4, "橙"), owed(5)], 3)
    assert [parcel.notices for parcel in parcels] == [(2,), (4,), (1, 3, 5)]
    assert parcels[-1].digest == parcels[-1].message.key
    assert "title 3" in parcels[-1].message.body
    assert waiting == []


def test_without_room_all_wait_and_nothing_is_lost() -> None:
    parcels, waiting = pack_up([owed(1), owed(2)], 0)
    assert parcels == []
    assert waiting == [1, 2]


def test_a_digest_that_was_begun_keeps_its_key_and_its_notices() -> None:
    begun = [owed(1, digest="d1"), owed(2, digest="d1")]
    parcels, waiting = pack_up([*begun, owed(3)], 5)
    assert parcels[0].message.key == "d1"
    assert parcels[0].notices == (1, 2)
    assert [parcel.notices for parcel in parcels[1:]] == [(3,)]
    assert waiting == []


def test_the_key_of_a_digest_does_not_hang_on_the_order() -> None:
    rows = [owed(number) for number in range(6)]
    first = pack_up(rows, 1)[0][0].message.key
    assert pack_up(rows[::-1], 1)[0][0].message.key == first


@pytest.mark.parametrize("seed", range(50))
def test_every_notice_is_in_one_parcel_or_waits(seed: int) -> None:
    dice = random.Random(seed)
    rows = [owed(n, dice.choice("红橙黄蓝"), dice.choice([None, None, "a", "b"])) for n in range(dice.randint(0, 30))]
    allowance = dice.randint(-2, 8)
    parcels, waiting = pack_up(rows, allowance)
    placed = [each for parcel in parcels for each in parcel.notices] + waiting
    assert sorted(placed) == sorted(row.id for row in rows)
    assert len(parcels) <= max(allowance, 0)
