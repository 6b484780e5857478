"""Masking: personal data goes, all of it; what is public stays."""

from __future__ import annotations

import pytest

from classifiers.masking import has_personal_data, is_card, is_identity, mask


def whats(text: str) -> list[str]:
    return [each.what for each in mask(text)[1]]


def test_every_phone_number_is_masked_not_only_the_first() -> None:
    """Bug of others: only the first phone number masked."""
    text = "我13812345678，爱人139 1234 5678，店里+86-137-1234-5678，还有１３６１２３４５６７８"
    masked, found = mask(text)
    assert [each.what for each in found] == ["手机号"] * 4
    assert not any(digits in masked for digits in ("1234", "5678", "１２３４"))


def test_numbers_in_a_row_are_masked_one_by_one() -> None:
    assert mask("13800138000 13900139000、13700137000")[0] == "【手机号已隐去】 【手机号已隐去】、【手机号已隐去】"


def test_positions_point_into_the_text_handed_in() -> None:
    text = "电话１３８００１３８０００，谢谢"
    (only,) = mask(text)[1]
    assert text[only.start : only.end] == "１３８００１３８０００"


# 11010519491231002X: 1·7+1·9+0·10+1·5+0·8+5·4+1·2+9·1+4·6+9·3+1·7+2·9+3·10+1·5+0·8+0·4+2·2 = 167; 167 mod 11 = 2 → X
@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("110105194912310021", False),
        ("11010519491331002X", False),
        ("110105491231002", True),
        ("110105499931002", False),
        ("123", False),
    ],
)
def test_an_identity_number_has_a_date_and_a_check_figure(written: str, right: bool) -> None:
    assert is_identity(written) is right


# 6228480402564890018: Luhn sum 80, divisible by 10; the last figure changed gives 81
@pytest.mark.parametrize(("written", "right"), [("6228480402564890018", True), ("6228480402564890019", False)])
def test_a_card_number_has_a_check_figure(written: str, right: bool) -> None:
    assert is_card(written) is right


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("身份证11010519491231002X请查", "身份证号"),
        ("身份证 110105 19491231 002X", "身份证号"),
        ("卡号6228 4804 0256 4890 018", "银行卡号"),
        ("座机0731-8456 7890转12", "固定电话"),
        ("固话：84567890", "固定电话"),
        ("邮箱abc.d@example.com", "邮箱"),
        ("住幸福小区3号楼2单元501室", "住址"),
        ("翠湖花园5幢一单元八楼803", "住址"),
        ("三年级的王小明同学被打", "未成年人姓名"),
        ("孩子叫张晓雨，读小学", "未成年人姓名"),
    ],
)
def test_each_kind_of_personal_data_is_masked(text: str, what: str) -> None:
    masked, found = mask(text)
    assert [each.what for each in found] == [what]
    assert f"【{what}已隐去】" in masked
    assert has_personal_data(text)


@pytest.mark.parametrize(
    "text",
    [
        "国办发〔2016〕61号",
        "(2018)楚01民初1029号判决书",
        "长政发[2003]4号",
        "2019年9月10日下午15点30分",
        "价格13800元，合计1500000000元",
        "拨打12345、12348或0731-12345",
        "客服400-800-1234",
        "监督电话：0731-84567890",
        "国道324线274KM+600M",
        "各位同学，小学今天放学",
        "周某某同学，三年级",
        "编号20260901001234567",
        "",
        "没有任何数字的一句话",
    ],
)
def test_what_is_public_stays(text: str) -> None:
    assert mask(text) == (text, ())
    assert not has_personal_data(text)


def test_number_plates_only_on_request() -> None:
    assert whats("车牌湘A12345") == []
    assert mask("车牌湘A12345", plates=True)[0] == "车牌【车牌已隐去】"


def test_masking_twice_changes_nothing() -> None:
    once = mask("我13812345678，住3号楼2单元501室")[0]
    assert mask(once) == (once, ())
