"""Who answers: each rule, their order, broken rules, a dry run."""

from __future__ import annotations

import pytest

from classifiers.verdict import DutyMatch, Signals, Verdict
from packs.pack import Pack, load_pack
from packs.schema.judging import Routing
from routing.conditions import CONDITIONS
from routing.responsibility import Responsibility, decide, dry_run

PACK = load_pack("justice-bureau")
LAWYERS = DutyMatch("律师工作科", "D13-1", ("律师",), 6.0, 0)
NOTARIES = DutyMatch("公证仲裁科", "D14-1", ("公证处",), 5.0, 9)
REHAB = DutyMatch("戒毒管理局", "D18-1", ("戒毒所",), 6.0, 0)
HOUSING = DutyMatch("住建局", "X05", ("物业",), 9.0, 0)


def verdict(kind: str = "问题", relevant: bool = True, **signals: object) -> Verdict:
    return Verdict(
        id="v", relevant=relevant, topic="政法/律师", kind=kind, severity="蓝", emotion="neutral", places=(),
        confidence={}, reasons=(), signals=Signals(**signals), needs_person=False,  # type: ignore[arg-type]
    )  # fmt: skip


def made(judged: Verdict, channel: str = "mailbox", pack: Pack = PACK) -> Responsibility:
    return decide(judged, channel, pack)


def test_r1_misconduct_is_isolated_and_nobody_assists() -> None:
    body = made(verdict(duties=(LAWYERS,), misconduct=("收红包",), accused=("司法所长",)))
    assert (body.rule, body.lead, body.assist, body.isolated) == ("R1", "机关纪委", (), True)
    assert body.words == ("司法所长", "收红包")


def test_r7_another_bodys_matter_goes_there() -> None:
    body = made(verdict(duties=(LAWYERS,), outside=(HOUSING,)))
    assert (body.rule, body.lead) == ("R7", "住建局")
    assert "律师工作科" in body.runners_up


def test_r7_is_for_what_was_sent_to_us() -> None:
    assert made(verdict(duties=(LAWYERS,), outside=(HOUSING,)), channel="forum").rule == "R3"


def test_r7_needs_more_than_a_hint() -> None:
    hint = HOUSING._replace(weight=0.8)
    assert made(verdict(outside=(hint,))).rule == "R8"


def test_r7_needs_less_where_no_duty_of_ours_is_touched() -> None:
    touched = HOUSING._replace(weight=1.5)
    assert made(verdict(outside=(touched,))).rule == "R7"
    assert made(verdict(duties=(LAWYERS._replace(weight=1.2),), outside=(touched,))).rule == "R3"


def test_r6_a_rumour_with_disorder_is_answered_and_referred() -> None:
    body = made(verdict("误解", duties=(NOTARIES,), rumour=("内部消息",), disorder=("挤满",)))
    assert (body.rule, body.lead, body.assist) == ("R6", "公证仲裁科", ("公安局", "网信办"))


def test_a_rumour_without_disorder_is_r3() -> None:
    assert made(verdict("误解", duties=(NOTARIES,), rumour=("内部消息",))).rule == "R3"


def test_r5_misread_policy_is_explained_by_its_drafter() -> None:
    body = made(verdict("误解", duties=(LAWYERS,), misread=("办法", "说白了")))
    assert (body.rule, body.lead, body.assist) == ("R5", "律师工作科", ("政治处",))


@pytest.mark.parametrize("place", ["云溪县", "A7县", "M5市"])
def test_r2_the_countys_bureau_leads_listed_or_not(place: str) -> None:
    body = made(verdict(duties=(LAWYERS,), county=place))
    assert (body.rule, body.lead, body.assist) == ("R2", f"{place}司法局", ("律师工作科",))


def test_r2_not_for_what_the_city_runs_itself() -> None:
    assert made(verdict(duties=(REHAB,), county="云溪县")).lead == "戒毒管理局"
    assert made(verdict(duties=(LAWYERS,), county="云溪县", city_run=True)).rule == "R3"


def test_r2_also_for_what_the_city_runs_where_the_countys_bureau_is_named() -> None:
    assert made(verdict(duties=(REHAB,), county="云溪县", county_body=True)).lead == "云溪县司法局"


def test_r4_the_main_demand_leads_and_the_office_coordinates() -> None:
    body = made(verdict(duties=(LAWYERS._replace(weight=9.0), NOTARIES)))
    assert (body.rule, body.lead, body.assist) == ("R4", "律师工作科", ("公证仲裁科", "办公室"))


def test_r4_of_demands_that_are_counted_the_first_named_leads() -> None:
    later = LAWYERS._replace(weight=6.0, position=30)
    body = made(verdict(duties=(later, NOTARIES), several=("第一", "第二")))
    assert (body.rule, body.lead, body.assist) == ("R4", "公证仲裁科", ("律师工作科", "办公室"))


def test_r3_one_clear_duty_with_its_line_and_words() -> None:
    body = made(verdict(duties=(LAWYERS,)))
    assert (body.rule, body.lead, body.duty, body.words) == ("R3", "律师工作科", "D13-1", ("律师",))
    assert "律师事务所" in body.duty_line
    assert body.reasons[0].because.startswith("R3：")
    assert body.routing == PACK.routing.version


def test_r8_nothing_matches_and_a_person_decides() -> None:
    body = made(verdict())
    assert (body.rule, body.lead) == ("R8", "办公室")


def test_what_is_not_relevant_has_nobody() -> None:
    body = made(verdict(relevant=False, duties=(LAWYERS,)))
    assert (body.rule, body.lead, body.assist, body.runners_up) == ("none", "none", (), ())


# R1, R7, R6, R5, R2, R4, R3, R8: each pair holds at once, the earlier wins
@pytest.mark.parametrize(
    ("signals", "rule"),
    [
        ({"misconduct": ("受贿",), "outside": (HOUSING,)}, "R1"),
        ({"outside": (HOUSING,), "rumour": ("网传",), "disorder": ("围堵",)}, "R7"),
        ({"rumour": ("网传",), "disorder": ("围堵",), "misread": ("办法", "等于")}, "R6"),
        ({"misread": ("办法", "等于"), "county": "云溪县"}, "R5"),
        ({"county": "云溪县", "duties": (LAWYERS, NOTARIES)}, "R2"),
        ({"duties": (LAWYERS, NOTARIES)}, "R4"),
    ],
)
def test_the_order_of_testing(signals: dict[str, object], rule: str) -> None:
    assert made(verdict("误解", **({"duties": (LAWYERS,)} | signals))).rule == rule


def test_there_are_always_three_runners_up_without_the_lead() -> None:
    for judged in (verdict(), verdict(duties=(LAWYERS,)), verdict(duties=(LAWYERS,), county="云溪县")):
        body = made(judged)
        assert len(body.runners_up) >= 3
        assert body.lead not in body.runners_up
        assert len(set(body.runners_up)) == len(body.runners_up)


def with_rules(*changed: dict[str, object]) -> Routing:
    return Routing.model_validate(PACK.routing.model_dump() | {"version": "new", "rules": list(changed)})


def test_a_broken_rule_is_reported_and_the_next_decides() -> None:
    rules = [each.model_dump() for each in PACK.routing.rules]
    routing = with_rules({"id": "R9", "when": "no_such_condition", "lead": "办公室", "because": "x"}, *rules)
    body = decide(verdict(duties=(LAWYERS,)), "mailbox", PACK, routing)
    assert (body.rule, body.lead) == ("R3", "律师工作科")
    assert [each.rule for each in body.broken] == ["R9"]
    assert "no_such_condition" in body.broken[0].why


def test_a_maker_that_names_no_role_is_broken_not_silent() -> None:
    routing = with_rules({"id": "R3", "when": "one_duty", "lead": "@nobody", "because": "x"})
    body = decide(verdict(duties=(LAWYERS,)), "mailbox", PACK, routing)
    assert [each.rule for each in body.broken] == ["R3"]
    assert (body.lead, body.needs_person) == ("办公室", True)


def test_a_dry_run_shows_what_a_changed_rule_set_would_move() -> None:
    rules = [each.model_dump() for each in PACK.routing.rules if each.id != "R2"]
    past = [(verdict(duties=(LAWYERS,), county="云溪县"), "mailbox"), (verdict(duties=(NOTARIES,)), "mailbox")]
    moved = dry_run(PACK.routing, with_rules(*rules), past, PACK)
    assert [(each.before.lead, each.after.lead) for each in moved] == [("云溪县司法局", "律师工作科")]


def test_every_condition_of_every_shipped_pack_is_known() -> None:
    for name in ("justice-bureau", "city-government"):
        assert {each.when for each in load_pack(name).routing.rules} <= set(CONDITIONS)
