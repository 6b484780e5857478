"""Who did it, what is advertised, what a word hides: cases in which an everyday word must not decide."""

from __future__ import annotations

from tests.classifiers.judging import decided, judged


def test_the_firm_where_money_was_taken_is_not_the_one_who_took_it() -> None:
    body = decided("市司法局某科副科长长期在一家律所拿钱，案子都往那家推。", channel="hotline")
    assert (body.rule, body.lead, body.isolated) == ("R1", "机关纪委", True)


def test_a_lawyer_who_takes_money_is_no_official() -> None:
    assert decided("我请的律师收了三万元，开庭没来，电话也不接。").rule == "R3"


def test_advertising_of_what_our_finance_buys_is_no_letter_to_answer() -> None:
    advert = "尊敬的采购负责人：厂家直供会议桌椅，量大从优，附送样品，回复TD退订。"
    assert not judged(advert).relevant
    assert judged("投诉：贵局采购的桌椅厂家直供，款拖着不付。").relevant


def test_a_court_that_does_not_accept_without_arbitration_names_no_arbitration_act() -> None:
    body = decided("前头两个月工资谁都不认，老乡说先去劳动那个仲裁，不仲裁法院不收。")
    assert (body.rule, body.lead) == ("R7", "人社局")


def test_the_city_government_is_no_municipal_works() -> None:
    body = decided("我对罚单不服，想往市政府申请再议，六十天里递到哪里？")
    assert body.lead == "行政复议与应诉科"


def test_queueing_at_a_named_body_is_that_body_s_matter() -> None:
    assert decided("公证处的窗口两个人聊天，叫号叫到我又说下班。").lead == "公证仲裁科"


def test_a_free_lawyer_is_legal_aid() -> None:
    assert decided("我没工作，听说你们有不要钱的律师，怎么才能给派一个？").lead == "法律援助中心"
