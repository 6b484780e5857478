"""Triggers from the public: hot lists, orders from above, media, platforms, signed reports, misread policies."""

from __future__ import annotations

import re

from classifiers.context import any_of
from classifiers.numbers import NUMBER, value_of
from classifiers.severity_hours import hours_told
from classifiers.severity_misread import misread_law
from classifiers.severity_reading import Reader, Trigger, level_for
from classifiers.severity_sources import NOTED, sources_told
from classifiers.verdict import SENT_TO_US
from classifiers.words import Hit

_RANK = re.compile(
    rf"(?:第|前|排(?:名|到|在)?|TOP|top|Top|NO\.?|No\.?)\s*({NUMBER})\s*(?:位|名)?|({NUMBER})\s*(?:位|名)"
)
_SIGNED = re.compile(
    r"(?:我是|本人是|我系|本人系)[^，,。；？！被叫了把让]{0,20}?[^市区县镇乡村街路处所院司个是的中在有某A-Z0-9]某某?(?![街镇乡村社小中鉴])|(?:我叫(?!什么|啥)|本人叫|本人名叫)[\u4e00-\u9fa5]{2,4}"
    r"|本人[\u4e00-\u9fa5]某某?|(?:举报|投诉|控告|反映|申诉|签名)人[:：]?(?:[\u4e00-\u9fa5]{1,3}某|(?<=[:：])\S{2,4})|实名[。，,：:！]"
)
_SIGNED_SIGNS = ("我是", "本人", "我系", "我叫", "人:", "人：")  # one of them stands in whatever the pattern finds
_NAMED = re.compile(
    r"(?:姓名|名字|身份证|电话|警号|住址|地址|署名|真名)[^。！？]{0,12}?(?:附|写|留|贴|列|(?<!意)见|签)[^。！？]{0,3}?(?:件|在|后|上|末|真)"
    r"|(?:愿|敢|肯)[^。！？]{0,12}?(?:负责|法律责任|对质|画押|坐牢)"
)
_NAME = re.compile(r"[\u4e00-\u9fa5]{1,2}某|[\u4e00-\u9fa5]{2,3}[，,。；（(\s]")
_NUMBERED = re.compile(r"[\d*X×]|附|随信|[：:]|在[后案]|留|信[末尾]|、手机|和手机")
_NAMED_SIGNS = (
    "附",
    "信末",
    "信尾",
    "写在",
    "留在",
    "负责",
    "法律责任",
    "对质",
    "画押",
    "坐牢",
    "签",
)  # one stands in it
_SOURCES = re.compile(
    rf"(另有|另外|其他|还有)?[^。！？，,]{{0,6}}?({NUMBER})\s*(?:个|名|位|人|件|条|起|家)[^。！？，,]{{0,6}}?(?:号码|市民|来电|群众|网友|投诉|反映|用户|电话)"
    rf"|(?:来电|同类|反映|投诉)[^。！？，,]{{0,6}}?({NUMBER})\s*(?:件|起|人次|个|条|次)"
)
_WEEK = re.compile(r"[七7]\s*(?:日|天)|一周|本周|这周|一个?星期|一个?礼拜|本星期|三天|两天|今天内")
_DOUBTS = re.compile(r"好像不是|是不是真|是真的吗|真的假的|有没有官方|求证|到底是不是|不太信|不敢信")
_POLICY_NEAR, _DIRE_NEAR = 45, 18  # characters from `一律` back to the law, on to what it is said to bring
_ACCUSED_NEAR = 40  # characters from `实名举报` to the one reported
_SOMEBODY = re.compile(r"同志|工作人员|负责人|领导|的人|有人")
_GAIN = re.compile(
    r"[收塞送拿][^，,。]{0,12}(?:元|块|钱|烟|酒|礼|卡)|好处|回扣|返点|外甥|小舅子|姐夫|表[哥弟姐妹]|岳母|亲戚|捞|倒卖|私户|人情|[要拿收]了[^，,。]{0,6}[斤头箱条瓶]"
)
_LOOSE = frozenset(("收费", "违规", "违法", "虚假", "造假", "不作为", "乱作为"))  # said of anybody
_WISH = re.compile(r"请|求|希望|盼|能不能|给个")
_LEADER_DID = re.compile(
    r"[^，,。；！？请求盼]{0,30}?(批了|批[：:]|批“|圈阅|签了字|签字|签了意见|画了圈|批道|批注|过问|拍了桌子|动了气|发了话|写[了下](?:[‘“「『\"：:]|[^，,。]{0,6}(?:字|话|句|意见|批语)))"
)
_LEADER_WROTE = re.compile(
    r"[^。；！？请求盼]{0,24}?[在于]?[信件材料报][上中里]?[^，,。]{0,2}(?:写[了下]|批[了道注“：])"
)
_INFORMS = re.compile(
    r"供参阅|供知悉|供参考|供了解|仅供|(?:不需|无需|不用|毋需|不必)[^，,。]{0,3}(?:回复|反馈|报|办理|答复)|无其他事项|知晓即可|知悉即可|提出表扬|予以表扬|通报表扬|表示感谢"
    r"|改期|改[到至]|照此安排|不另行文|顺延|调整[到至]|会议取消|推迟|另行通知|传阅|存档|备查|阅知|慰问|祝贺|给予(?:充分)?肯定|表示肯定|悉数收到|已收悉"
)
_BELOW = re.compile(
    r"[^。，,省市厅部]{0,8}?(?:县委|区委|县政府|区政府|镇|乡|街道)[办府]?[^。，,省市厅部]{0,6}(?:转来|来函|报来|送来)"
)
_PASSED_DOWN = re.compile(r"现将[^。]{0,80}?转你[局市]|(?:督察|巡视|巡察)组?反馈[^。]{0,80}?限[于期]")
_DEMANDS = re.compile(
    r"请(?!知悉|参阅|知晓)[^，,。]{0,6}(?:核|查|办|报|处|落实|整改|反馈|回复)|限[^，,。]{0,6}(?:报|办|前|日)|责成|务必|[日时]前(?:报|办|反馈)|督办|交办|抓紧|尽快"
)
_ASKED = re.compile(r"请问|怎么|如何|咨询|是否")
_PAPER = re.compile(r"(?:省委机关报|省级党报|《[\u4e00-\u9fa5]{1,4}日报》)")
_NOT_REACHED = re.compile(r"[没未][^，,。]{0,4}$")
_NATIONAL = re.compile(r"(?<!未登上)(?<!没上)(?<!未上)(?<!没有上)(?<!未进)(?<!没进)全国")
_PAPER_SIGNS = ("《", "省委机关报", "省级党报")  # one of them stands in whatever the pattern finds
_NOT_SHOWN = re.compile(r"(?:没有?|未|不)(?:能)?(?:播|登|报|发|刊|曝)")
_BLAMES = re.compile(r"点名|点了名|曝光|痛批|炮轰|怒批|质问|扎眼|点出来|打脸|何以|拷问|疑云|未获答复|短评|被批")
_SO_MANY_PLATFORMS = re.compile(rf"({NUMBER})个平台")
_MEDIA_BECAUSE = {"central_media": "中央媒体报道", "provincial_critical": "省级媒体批评", "city_media": "市级媒体报道"}
_PLATFORM = {
    "公众号": "微信",
    "朋友圈": "微信",
    "视频号": "微信",
    "微信群": "微信",
    "b站": "B站",
    "哔哩": "B站",
    "今日头条": "头条",
}


_ORDERED = frozenset(("severity:order", "severity:provincial_leader"))
_READ_LAW = frozenset(("severity:infers", "severity:policy_named"))
_MEDIA = frozenset(f"severity:{each}_media" for each in ("central", "provincial", "city"))
_STATED = frozenset(
    f"severity:{each}"
    for each in ("hot_list", "order", "central_media", "provincial_media", "city_media", "platforms", "signed")
)


class Public(Reader):
    """What a text states of attention and of who is behind it, one method for each family."""

    def triggers(self) -> list[Trigger | None]:
        """The triggers that hold; None for those that do not. Only what concerns this body or its city has any."""
        if not self.facts.relevant:
            return self._of_our_city()
        if _STATED.isdisjoint(self.hits.groups) and not self._may_be_quiet():
            return []
        return [
            self._hot_list(),
            self._order(),
            self._media(),
            self._platforms(),
            self._signed(),
            self._misread(),
            self._sources(),
        ]

    def _of_our_city(self) -> list[Trigger | None]:
        """A matter of our city that is not ours to answer: a hot list, an order and the media still count."""
        if not self.facts.ours_named or _STATED.isdisjoint(self.hits.groups):
            return []
        return [self._hot_list(), self._order(), self._media(), self._platforms()]

    def _may_be_quiet(self) -> bool:
        """Whether a trigger may hold without a word of its list: an order by its channel, a name by its form."""
        return self.facts.channel == "superior" or self.facts.misread or self.facts.kind != "资讯"

    def _hot_list(self) -> Trigger | None:
        lists = self.hits.of("severity:hot_list")
        if not lists or (self.hits.has("severity:local_list") and not _NATIONAL.search(self.hits.text)):
            return None
        for hit in lists:
            around = self.hits.text[max(0, hit.start - 45) : hit.end + 55]
            ranks = [
                value_of(found[1] or found[2])
                for found in _RANK.finditer(around)
                if not _NOT_REACHED.search(around, max(0, found.start() - 6), found.start())
            ]
            ranks += [1.0] if "榜首" in around or "登顶" in around else []
            hours = hours_told(around)
            if any(0 < rank <= self.steps.hot_rank for rank in ranks) and hours >= self.steps.hot_hours:
                return self._level("hot_list", f"全国热搜前 {self.steps.hot_rank} 且在榜 {hours:g} 小时", (hit.term,))
        return None

    def _order(self) -> Trigger | None:
        text, groups = self.hits.text, self.hits.groups
        by_letter = "severity:above" in groups and ("转你" in text or "反馈" in text)
        passed_down = by_letter and _PASSED_DOWN.search(text)
        if self.facts.channel != "superior" and _ORDERED.isdisjoint(groups) and not passed_down:
            return None
        for name, group in (
            ("provincial_leader", "severity:provincial_leader"),
            ("order_from_above", "severity:above"),
        ):
            for hit in self._real("severity:order"):
                who = [each for each in self.hits.of(group) if 0 <= hit.start - each.end <= 28]
                if who and _WISH.search(self.hits.text, max(0, who[0].start - 4), who[0].start):
                    continue  # `请省领导给个批示` asks for an order, there is none yet
                if who and (name == "provincial_leader" or self.facts.kind != "资讯"):
                    because = "省级领导作出批示" if name == "provincial_leader" else "上级交办督办"
                    return self._level(name, because, (who[0].term, hit.term))
        if passed_down:
            return self._level("order_from_above", "上级交办督办", self.hits.words("severity:above", most=1))
        leader = self._signed_by_leader()
        if leader:
            return self._level("provincial_leader", "省级领导作出批示", leader)
        if self.facts.channel == "superior" and not self._only_informs():
            return self._level("order_from_above", "上级交办件", ())
        return None

    def _signed_by_leader(self) -> tuple[str, ...]:
        """`省委书记批了`, `省长在材料上签了字`: few words say more than that an order came."""
        for who in self.hits.of("severity:provincial_leader"):
            done = _LEADER_DID.match(self.hits.text, who.end) or _LEADER_WROTE.match(self.hits.text, who.end)
            if done and not _WISH.search(self.hits.text, max(0, who.start - 4), who.start):
                return who.term, done[0][-6:]
        return ()

    def _only_informs(self) -> bool:
        """Praise passed down, a date that moved, a call that is answered: nothing is asked of us."""
        text = self.hits.text
        return (bool(_INFORMS.search(text)) and not _DEMANDS.search(text)) or bool(_BELOW.match(text))

    def _media(self) -> Trigger | None:
        text = self.hits.text
        if _MEDIA.isdisjoint(self.hits.groups) and not ("《" in text or "省委机关报" in text or "省级党报" in text):
            return None
        if self.facts.kind == "资讯" and not self._named_and_blamed():
            return None
        for group, name in (
            ("central_media", "central_media"),
            ("provincial_media", "provincial_critical"),
            ("city_media", "city_media"),
        ):
            media = [each for each in self.hits.of(f"severity:{group}") if self._media_counts(each)]
            if group == "provincial_media" and not media and any(sign in self.hits.text for sign in _PAPER_SIGNS):
                media = [Hit(each.start(), each.end(), 1.0, each[0]) for each in self._provincial_papers()]
            if not media:
                continue
            if name == "central_media" and any(self._is_by_media(each) for each in self.hits.of("severity:follow_up")):
                return self._level("central_follow_up", "中央媒体批评并跟进", (media[0].term,))
            return self._level(name, _MEDIA_BECAUSE[name], (media[0].term,))
        return None

    def _provincial_papers(self) -> list[re.Match[str]]:
        """Papers by their form; a daily of the city's own is none of the province's."""
        own = [(each.start, each.end) for each in self.hits.of("severity:city_media")]
        papers = [each for each in _PAPER.finditer(self.hits.text) if not each[0].startswith("《市")]
        return [each for each in papers if not any(each.start() <= at < each.end() for at, _ in own)]

    def _media_counts(self, hit: Hit) -> bool:
        """Not praise, and really about a report: a critical or reporting word is near, or it is news of a problem."""
        near = self.hits.text[max(0, hit.start - 30) : hit.end + 40]
        if _NOT_SHOWN.search(self.hits.text, hit.end, hit.end + 24) or self.context.is_past(hit.start):
            return False
        if _BLAMES.search(near) or _BLAMES.search(self.hits.text, hit.end, hit.end + 90):
            return True
        posted = self.facts.channel not in SENT_TO_US and self.context.says("reported", hit.start - 30, hit.end + 40)
        critical = (
            posted
            or (self.facts.channel == "news" and self.facts.kind == "问题")
            or any(
                each.start >= hit.start - 30 and each.start <= hit.end + 40
                for each in self.hits.of("severity:critical")
            )
        )
        return critical and not any(each.term in near for each in self.hits.of("severity:praising"))

    def _is_by_media(self, hit: Hit) -> bool:
        """`网友追问` is no follow-up of the paper."""
        return self.hits.text[max(0, hit.start - 2) : hit.start] not in ("网友", "家属", "市民")

    def _named_and_blamed(self) -> bool:
        return self.context.says("blamed")

    def _platforms(self) -> Trigger | None:
        if "severity:platforms" not in self.hits.groups and "个平台" not in self.hits.text:
            return None
        if not self.hits.has("severity:spread") and self.facts.kind not in ("问题", "误解"):
            return None
        told = _SO_MANY_PLATFORMS.search(self.hits.text) if "个平台" in self.hits.text else None
        if told and (level := level_for(value_of(told[1]), self.steps.platforms)):
            return Trigger(level, "platforms", f"{value_of(told[1]):g} 个平台出现", (told[0],))
        names = {_PLATFORM.get(each.term, each.term) for each in self.hits.of("severity:platforms")}
        if level := level_for(len(names), self.steps.platforms):
            return Trigger(level, "platforms", f"{len(names)} 个平台出现", tuple(sorted(names)))
        return None

    def _signed(self) -> Trigger | None:
        if self.facts.kind != "问题" or not self._is_signed_matter() or self.context.says("anonymous"):
            return None  # in this order: the matter is known from what was found, `says` reads the text again
        signed = tuple(each.term for each in self.hits.of("severity:signed") if self._is_name_given(each))
        if not signed and any_of(_SIGNED_SIGNS).search(self.hits.text):
            signed = tuple(found[0] for found in _SIGNED.finditer(self.hits.text))
        if not signed and any_of(_NAMED_SIGNS).search(self.hits.text):
            signed = tuple(found[0] for found in _NAMED.finditer(self.hits.text))
        return self._level("signed_report", "实名反映作风、收费、鉴定或公证问题", signed[:3]) if signed else None

    def _is_name_given(self, hit: Hit) -> bool:
        """`我叫陶某，`, `身份证号附后`; not `问我叫啥`, `少一张身份证复印件`, `举报人称`."""
        text = self.hits.text
        if hit.term == "我叫":
            return text[hit.start - 1 : hit.start] != "问" and bool(_NAME.match(text, hit.end))
        if hit.term in ("举报人", "投诉人", "控告人", "反映人"):
            return text[hit.end : hit.end + 1] not in "称说表认要讲在"
        if hit.term.startswith("身份证"):
            return bool(_NUMBERED.search(text, max(0, hit.start - 10), hit.end + 6))
        if hit.term == "实名" and text[hit.end : hit.end + 2] in ("认证", "登记", "制度", "购票", "注册", "核验"):
            return False
        return not (hit.term == "署名" and text[hit.start - 1 : hit.start] in "不没未便")

    def _is_signed_matter(self) -> bool:
        """Fees, appraisal, notaries of ours; the conduct of an official of whichever body."""
        if self.facts.own_duty:
            if self.hits.has("severity:signed_matter") or self.context.says("officials") or "那位姓" in self.hits.text:
                return True
            return bool(_SOMEBODY.search(self.hits.text) and _GAIN.search(self.hits.text))
        matters = [each.start for each in self.hits.of("severity:signed_matter") if each.term not in _LOOSE]
        for signed in self.hits.of("severity:signed"):
            if not signed.term.startswith("实名") or signed.term == "实名":
                continue
            right = signed.end + _ACCUSED_NEAR
            if self.context.says("officials", signed.end, right):
                return True
            if any(signed.end <= start < right for start in matters):
                return True
        return False

    def _misread(self) -> Trigger | None:
        if not self.facts.misread and self.facts.kind != "误解" and _READ_LAW.isdisjoint(self.hits.groups):
            return None
        named = self.hits.words("severity:major_policy")[:3]
        if not (self.facts.misread and named) and not self._draws_dire_end():
            law = misread_law(self.hits, self.facts.kind == "误解") if self.facts.kind != "资讯" else ""
            named = (law,) if law else ()
            if not law:
                return None
        if _DOUBTS.search(self.hits.text):
            return None
        return self._level("misread_major_policy", "误读法律或全市性规定", named)

    def _draws_dire_end(self) -> bool:
        """`新法一出，没公证的遗嘱统统作废`: a named law, then `all of it` and a dire end close together."""
        if self.facts.channel == "news" or self.facts.kind in ("建议", "资讯", "困难"):
            return False
        if not self.hits.has("severity:policy_named"):
            return False
        for word in self.hits.of("severity:sweeping"):
            at = word.start
            if not self.context.says("policy_named", at - _POLICY_NEAR, at):
                continue
            if self.facts.kind == "误解" or self.context.says("dire", at - _POLICY_NEAR, at + _DIRE_NEAR):
                return True
        return False

    def _sources(self) -> Trigger | None:
        """What the operator notes or the writers say: so many different callers within a week."""
        if self.facts.kind == "资讯" or not self.hits.has("severity:apart"):
            return None
        number, words = max(self._operators_count(), sources_told(self.hits))
        level = level_for(number, self.steps.sources)
        return Trigger(level, "sources", f"七日内 {number:g} 个不同来源", (words,)) if level else None

    def _operators_count(self) -> tuple[float, str]:
        """`另有五位` are beside this one."""
        text = self.hits.text
        if not ("来电" in text or "号码" in text or "投诉" in text or "反映" in text):
            return 0.0, ""
        if not any(each.term in NOTED for each in self.hits.of("severity:apart")):
            return 0.0, ""
        if not _WEEK.search(text) or "同一个号" in text or "同一号" in text:
            return 0.0, ""
        best = (0.0, "")
        for found in _SOURCES.finditer(text):
            best = max(best, (value_of(found[2] or found[3]) + bool(found[1]), found[0]))
        return best
