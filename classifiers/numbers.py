"""Numbers as people write them: 3、12、8200多万、一百二十余、三十来个、数十、上千."""

from __future__ import annotations

import re

_DIGITS = {each: value for value, each in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_VAGUE = {"数": 2, "几": 2, "好几": 3, "上": 1, "成": 1, "近": 0.9, "大几": 5}

_NUMERAL = "零〇一二三四五六七八九两十百千万亿"
_CHINESE = rf"[{_NUMERAL}](?:[{_NUMERAL}几]*[{_NUMERAL}])?"  # `一千零几十`
NUMBER = (
    r"(?:(?:近|约|超|逾|上|大约|超过|至少|起码|将近|差不多)?"
    rf"(?:\d[\d,]*(?:\.\d+)?\s*(?:[多余来几]\s*)?(?:百万|千万|万|亿|千|百|十)?|(?:好几|大几|数|几|上|成){_CHINESE}|{_CHINESE}|[俩仨])"
    r"(?:多|余|来|几)?(?:万|亿)?)"
)
_NUMBER = re.compile(NUMBER)
_ARABIC = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*[多余来几]?\s*((?:百万|千万|万|亿|千|百|十)?)[多余来]?((?:万|亿)?)")


def value_of(written: str) -> float:
    """The number written, at its lower bound: `三十多` 30, `数十` 20, `上千` 1000, `近千` 900; 0.0 if none is read."""
    text = written.strip().removeprefix("大约").removeprefix("约").removeprefix("超过").removeprefix("至少")
    arabic = _ARABIC.search(text)
    if arabic:
        factor = 1.0
        for unit in arabic[2] + arabic[3]:
            factor *= _UNITS[unit]
        return _scaled(text, float(arabic[1].replace(",", "")) * factor)
    vague = next((_VAGUE[word] for word in ("好几", "大几", "数", "几", "上", "成") if text.startswith(word)), None)
    digits = "".join(each for each in text if each in _DIGITS or each in _UNITS)
    if vague is not None and digits and digits[0] in _UNITS:
        return vague * _chinese(digits)
    return _scaled(text, _chinese(digits))


def _scaled(text: str, value: float) -> float:
    return value * 0.9 if text.startswith(("近", "将近", "差不多")) else value


def _chinese(digits: str) -> float:
    """Value of Chinese numerals; of two digits in a row (`七八十`) the lower one; `一百八` is 180, `两万五` 25,000."""
    total, section, digit, step = 0, 0, None, 1
    for each in digits:
        if each in _DIGITS:
            step = step if _DIGITS[each] else 1
            digit = _DIGITS[each] if digit is None or digit == 0 else digit
            continue
        unit = _UNITS[each]
        step = unit // 10
        if unit > 10_000:
            total, section, digit = (total + section + (digit or 0) or 1) * unit, 0, None
        elif unit == 10_000:  # `一亿两千万` adds; `一万亿` was multiplied above
            total, section, digit = total + (section + (digit or 0) or 1) * unit, 0, None
        else:
            section, digit = section + (1 if digit is None else digit) * unit, None
    return float(total + section + (digit or 0) * step)


def find_number(text: str, start: int, end: int) -> tuple[int, int, float] | None:
    """The first number in `text[start:end]` as (start, end, value), or None."""
    found = _NUMBER.search(text, start, end)
    return (found.start(), found.end(), value_of(found[0])) if found else None
