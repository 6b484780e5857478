"""Personal data taken out of a text: identity numbers, phones, bank cards, doors, minors' names, mail addresses.

What is public stays: years, prices, hotlines, numbers of documents (国办发〔2016〕61号) and of court cases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)} | {
    0xFF0B: 0x2B,
    0xFF0D: 0x2D,
    0xFF20: 0x40,
    0x3000: 0x20,
}
_GAP = r"[ \-–—.·_]?"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECK = "10X98765432"
_PUBLIC = (
    "12345",
    "12348",
    "12315",
    "12333",
    "12366",
    "12328",
    "12320",
    "12388",
    "12389",
    "12368",
    "12309",
    "12329",
    "12377",
)
_OFFICIAL = ("热线", "监督电话", "举报电话", "咨询电话", "服务电话", "办公电话", "值班电话", "报名电话", "公开电话")
_IDENTITY = re.compile(rf"(?<![\dA-Za-z])\d(?:{_GAP}\d){{13}}(?:(?:{_GAP}\d){{3}})?(?:{_GAP}[\dXx])(?![\dA-Za-z])")
_MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?1[3-9]\d(?:{_GAP}\d){{8}}(?!\d)")
_LANDLINE = re.compile(
    r"(?<![\d-])(?:\+86[ -]?)?(?:\(?0\d{2,3}\)?[ \-–—]{0,2})[2-8]\d{2,3}[ \-]?\d{4}"
    r"(?:(?:[ \-]|转){1,2}\d{1,5})?(?![\d号])"
)
_LOCAL = re.compile(
    r"(?:(?:电话|固话|座机|联系方式|号码|传真|tel|TEL|Tel)[是为:：\s]{0,3})([2-8]\d{2,3}[ -]?\d{4})(?!\d)"
)
_CARD = re.compile(rf"(?<![\dA-Za-z])[3-6]\d(?:{_GAP}\d){{13,17}}(?![\dA-Za-z])")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_NUMERAL = r"[\dA-Za-z一二三四五六七八九十百零〇]{1,6}"
_DOOR = re.compile(
    rf"(?:{_NUMERAL}(?:号楼|栋|幢|座|号院|#楼|#)[\s,，-]?(?:{_NUMERAL}(?:单元|门|梯)[\s,，-]?)?(?:{_NUMERAL}(?:层|楼)[\s,，-]?)?(?:{_NUMERAL}\*{{0,4}}(?:室|号房|房|户|号)|\d{{3,4}}(?!\d|年|元|万|人|次|[栋幢座])))"
    rf"|(?:{_NUMERAL}单元[\s,，-]?{_NUMERAL}(?:层|楼)?[\s,，-]?(?:{_NUMERAL}(?:室|号房|房|户|号)|\d{{3,4}}(?!\d)))"
    r"|(?<=[路街巷弄道村组里])\s?\d{1,5}号(?!线|楼|令|文|公告)(?:[\s,，-]?\d{1,4}(?:室|号))?"
    r"|(?<=[村镇乡])[一二三四五六七八九十\d]{1,3}组\d{1,4}号"
)
_SURNAME = (
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔"
    "白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温季俞章鲁葛伍韦申尤毕聂焦向柳邢岳齐梅莫庄辛管祝左涂谷祁舒耿"
    "牟詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋甘景单包柏宁柯阮桂闵解柴华车冉房边]"
)
_MINOR = re.compile(
    rf"({_SURNAME}[\u4e00-\u9fa5]{{1,2}})(?:小朋友|同学)"
    r"|(?:学生|孩子|儿子|女儿|男孩|女孩|未成年人|小孩|外孙|孙子|孙女)(?:名叫|叫|姓名[:：]?|：|:)\s?"
    rf"({_SURNAME}[\u4e00-\u9fa5]{{1,2}})(?=[，。,；;（(\s是在今现]|$)"
)
_NOT_NAMES = {
    "各位",
    "所有",
    "全体",
    "我们",
    "你们",
    "这些",
    "那些",
    "男女",
    "全班",
    "一些",
    "有些",
    "部分",
    "个别",
    "其他",
    "多名",
    "几名",
    "两名",
    "某些",
    "该名",
    "高中",
    "小学",
    "初中",
    "大学",
    "老师",
    "家长",
}
_SCHOOL = ("小学", "初中", "中学", "幼儿园", "未成年", "年级", "岁", "班主任", "儿童", "少年", "校园", "放学")
_KEEP = re.compile(
    r"〔\d{4}〕\d+号|[（(\[]\d{4}[）)\]][\u4e00-\u9fa5\d]{1,10}(?:字第)?\d+号|[\u4e00-\u9fa5]{1,6}[\[〔]\d{4}[\]〕]\s?\d+\s?号"
)
_FULL_WIDTH = re.compile(r"[０-９＋－＠\u3000]")
# Whatever the patterns of numbers and doors find, holds one of these.
_LONG_NUMBER = re.compile(r"\d(?:[ \-–—.·_()]{0,4}\d){6}")
_LONG_RUN = re.compile(r"[0-9][ \-–—.·_()0-9]{6}")  # holds of every long number, and is found ten times as quickly
_DOOR_WORDS = ("号", "栋", "幢", "座", "单元", "#")
_DOOR_SIGN = re.compile(
    r"[\dA-Za-z一二三四五六七八九十百零〇](?:号楼|栋|幢|座|号院|#|单元)|[路街巷弄道村组里]\s?\d{1,5}号|组\d{1,4}号"
)
_FIGURE = re.compile(r"[0-9０-９@＠]")
_TRIGGERS = ("同学", "小朋友", "叫", "单元", "号楼", "栋", "幢", "室")


@dataclass(frozen=True, slots=True)
class Masked:
    """One thing masked: what it is, and where it stood in the original text."""

    what: str
    start: int
    end: int


def mask(text: str, *, plates: bool = False) -> tuple[str, tuple[Masked, ...]]:
    """The text without personal data, and what was masked where (positions in the text handed in).

    Every occurrence is masked, not only the first; `plates` also masks number plates. A text without figures, @ and
    words of names or doors is handed back at once.
    """
    if not plates and not _FIGURE.search(text) and not _has_any(_TRIGGERS, text):
        return text, ()
    even = text.translate(_WIDE) if _FULL_WIDTH.search(text) else text
    finders = [each for could, them in _finders(plates) if could(even) for each in them]
    candidates = [(what, spans(even)) for what, spans in finders]
    if not any(spans for _, spans in candidates):
        return text, ()
    kept = [found.span() for found in _KEEP.finditer(even)]
    found: list[Masked] = []
    for what, spans in candidates:
        for start, end in spans:
            if not _overlaps(start, end, kept) and not _overlaps(
                start, end, [(each.start, each.end) for each in found]
            ):
                found.append(Masked(what, start, end))
    found.sort(key=lambda each: each.start)
    return _without(text, found), tuple(found)


def has_personal_data(text: str) -> bool:
    """Whether anything would be masked; a reply with it cannot be published."""
    return bool(mask(text)[1])


_Spans = Callable[[str], list[tuple[int, int]]]
_Could = Callable[[str], object]


def _finders(plates: bool) -> list[tuple[_Could, tuple[tuple[str, _Spans], ...]]]:
    """Kinds in their order: longer numbers first, so that a card is not read as a phone.

    Those alike stand behind one quick look that tells most texts, dates and prices in them, from those worth the slow
    search.
    """
    numbers: tuple[tuple[str, _Spans], ...] = (
        ("身份证号", lambda text: _checked(_IDENTITY, text, is_identity)),
        ("银行卡号", lambda text: _checked(_CARD, text, is_card)),
        ("手机号", lambda text: _checked(_MOBILE, text, lambda written: True)),
        ("固定电话", lambda text: _private(_LANDLINE, 0, text)),
        ("固定电话", lambda text: _private(_LOCAL, 1, text)),
    )
    finders: list[tuple[_Could, tuple[tuple[str, _Spans], ...]]] = [
        (lambda text: _LONG_RUN.search(text) and _LONG_NUMBER.search(text), numbers),
        (lambda text: "@" in text, (("邮箱", lambda text: [found.span() for found in _MAIL.finditer(text)]),)),
        (_has_door, (("住址", lambda text: [found.span() for found in _DOOR.finditer(text)]),)),
        (lambda text: _has_any(_SCHOOL, text), (("未成年人姓名", _minors),)),
    ]
    plate = ("车牌", lambda text: [found.span() for found in _PLATE.finditer(text)])
    return [*finders, (lambda text: True, (plate,))] if plates else finders


def _has_any(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)


def _has_door(text: str) -> bool:
    return _has_any(_DOOR_WORDS, text) and bool(_DOOR_SIGN.search(text))


def _private(pattern: re.Pattern[str], group: int, text: str) -> list[tuple[int, int]]:
    return [found.span(group) for found in pattern.finditer(text) if _is_private(text, found)]


def is_identity(written: str) -> bool:
    """An identity number: 18 figures with a right check figure, or 15 with a date of birth (GB 11643-1999)."""
    digits = "".join(each for each in written.upper() if each.isdigit() or each == "X")
    if len(digits) == 15:
        return digits.isdigit() and _is_birth("19" + digits[6:12])
    if len(digits) != 18 or not digits[:17].isdigit() or not _is_birth(digits[6:14]):
        return False
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11] == digits[17]


def is_card(written: str) -> bool:
    """A bank card: 15 to 19 figures with a right check figure (Luhn, GB/T 14504)."""
    digits = [int(each) for each in written if each.isdigit()]
    doubled = [sum(divmod(digit * 2, 10)) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return 15 <= len(digits) <= 19 and sum(doubled) % 10 == 0


def _is_birth(date: str) -> bool:
    return "1900" <= date[:4] <= "2099" and "01" <= date[4:6] <= "12" and "01" <= date[6:8] <= "31"


def _is_private(text: str, found: re.Match[str]) -> bool:
    """Not a hotline: neither by its number nor by what stands before it (监督电话, 服务热线)."""
    digits = "".join(each for each in found[0] if each.isdigit())
    before = text[max(0, found.start() - 8) : found.start(0) + 4]
    return not (
        digits.endswith(_PUBLIC) or digits.startswith(("400", "800")) or any(word in before for word in _OFFICIAL)
    )


def _checked(pattern: re.Pattern[str], text: str, holds: Callable[[str], bool]) -> list[tuple[int, int]]:
    return [found.span() for found in pattern.finditer(text) if holds(found[0])]


def _minors(text: str) -> list[tuple[int, int]]:
    spans = [found.span(1 if found[1] else 2) for found in _MINOR.finditer(text)]
    return [(start, end) for start, end in spans if text[start:end] not in _NOT_NAMES and "某" not in text[start:end]]


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < right and left < end for left, right in spans)


def _without(text: str, found: list[Masked]) -> str:
    parts, at = [], 0
    for each in found:
        parts += [text[at : each.start], f"【{each.what}已隐去】"]
        at = each.end
    return "".join([*parts, text[at:]])
