"""Several people of their own accord with the same matter: `七人互不相识`, `各投各的诉`, `今天第六个了`."""

from __future__ import annotations

import re

from classifiers.numbers import NUMBER, value_of
from classifiers.words import Hits

_WEEK = re.compile(
    r"[七7]\s*(?:日|天)|[一二两三四五六\d]天[内里]|这[一二两三四五六几\d]天|(?:一|本|这|这一|上)个?(?:周|星期|礼拜)|三天|两天|今天|今日|这几天|这两天|本周|这周|近日|昨[天日]"
)
_COUNTED = re.compile(
    rf"(?<!第)({NUMBER})\s*(?:个|名|位|人|件|起|家|户)(?!月|小时|多?月|部门|单位|字|问题|地方|窗口|方面|案|点|标|红绿灯)"
)
_NTH = re.compile(
    rf"(?:今天|本周|这周|这礼拜|这星期|本月|这两天|三天内)[^，,。]{{0,4}}?第\s*({NUMBER})\s*(?:个|位|起|通|家|件)"
)
_TOLD = re.compile(
    r"反映|来电|各写|写信|问的|投诉|电话|诉求|打了|写了信|找(?:到|过|上)|登记|求助|复议|举报|发现|寄|跟我说|说是|都是说|到我这"
)
_SAME = re.compile(r"同一个号|同一号|同一家人|一家[三四五六]口|一起去|结伴|联名|商量|约好")
_BESIDE = re.compile(rf"(?:另有|另外|还有|其他)[^。！？，,]{{0,6}}?({NUMBER})\s*(?:个|名|位|人|家|户)")
_ONLY_NOTED = frozenset(
    ("不同", "分别", "另有", "另外", "各不", "不一样", "不是同")
)  # count where an operator notes calls
NOTED = _ONLY_NOTED | {"先后", "互不"}
_NEAR = 40  # characters between how many and that they do not know each other


def sources_told(hits: Hits) -> tuple[float, str]:
    """How many independent sources of about a week a text counts, and its words; 0.0 where it counts none."""
    apart = [hit for hit in hits.of("severity:apart") if hit.term not in _ONLY_NOTED]
    if not apart or _SAME.search(hits.text) or not _TOLD.search(hits.text):
        return 0.0, ""
    nth = _NTH.search(hits.text)
    if nth:
        return value_of(nth[1]), nth[0]
    if not _WEEK.search(hits.text):
        return 0.0, ""
    best = (0.0, "")
    for hit in apart:
        left, right = max(0, hit.start - _NEAR), hit.end + _NEAR
        for found in _COUNTED.finditer(hits.text, left, right):
            beside = _BESIDE.search(hits.text, max(0, found.start() - 10), found.end())
            best = max(best, (value_of(found[1]) + (bool(beside) or "加上我" in hits.text), found[0]))
    return best
