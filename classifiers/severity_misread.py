"""Laws read wrongly: a named law, and that the writer (or somebody told of) has read in it what it does not say."""

from __future__ import annotations

import re

from classifiers.words import Hits

_LAW = re.compile(
    r"(?:复议|援助|矫正|公证|律师|仲裁|调解|陪审员|处罚|禁毒|保护|监督|督察|信访|劳动合同|社保|保险|土地|婚姻|教育|诉讼|法治宣传|鉴定|戒毒|物权|许可|强制)"
    r"(?:管理)?(?:法|条例)(?!院|官|律|医|学|师|治|庭|盲|子|援)|民法典|刑法|新法|国法|国家的?法律|[\u4e00-\u9fa5]法[》第]|条例(?!外)|[\u4e00-\u9fa5]{2}的(?:决定|意见)(?=[，,说就我]|看)"
    r"|(?:国家|中央|全国|市里|全市|上面)[^，,。！？]{0,16}?(?:决定|规定|办法|规划|方案|条例|细则)|(?:管理|若干|实施|工作)(?:规定|办法|方案|细则)|程序(?:通则|规则)|法治[\u4e00-\u9fa5]{0,4}规划|裁量基准|[”》]的(?:办法|规定|条例)"
    r"|《[^》]{2,30}(?:法|条例|规定|办法|规划|意见|通则|方案|决定|细则)(?:（[^）]*）)?》"
)
_READ = re.compile(
    r"写得?[清明]|写着|写的|白纸黑字|规定|里[头面边]?说|上面讲|法条|条文|条款|逐[条字]|[看读]完|[看读]了|细看|[看读]过|拜读|学习过|讲明|讲清"
    r"|出来|出台|施行|实行|明明|说了|翻得|没有这一条|哪一条|翻译成|科普|改了|取消|来了|凡是|一出|误读|曲解|看明白|刚定|修订|就是这个意思|里[有写头面]|意思就是|实施|讲的|增加|读者来信|讲了|理解|认为|以后|一律|谁也不|支持|允许|都写|第[一二三四五六七八九十几百\d]+几?条"
)
_LAW_NEAR, _ON = 40, 70  # characters before and after the law in which its reading is looked for
_INFERRED = 60  # characters between the law and what the writer makes of it


def misread_law(hits: Hits, is_misreading: bool) -> str:
    """The name of the law that a text reads, "" where it names none or does not read it.

    `is_misreading`: the text is of kind 误解; in any other the writer must say that this is what the law means to him.
    """
    if is_misreading:
        for law in _LAW.finditer(hits.text):
            if _READ.search(hits.text, max(0, law.start() - _LAW_NEAR), law.end() + _ON):
                return law[0]
    for infers in hits.of("severity:infers"):
        found = _LAW.search(hits.text, max(0, infers.start - _INFERRED), infers.end + _INFERRED)
        if found:
            return found[0]
    return ""
