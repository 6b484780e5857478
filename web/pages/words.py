"""The words of signals: what each list is for, its terms, and which of them a text would touch."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from classifiers.text import normalise
from web.admin_places import OFFICE, admin_page
from web.sessions import Visitor, with_role
from web.site import Here

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*OFFICE))]
FILE = "words.yaml"
LONGEST = 2000
MEANINGS = {
    "ours": "说的是本单位、本地", "body": "本单位的叫法", "field": "说的是本业务", "national": "全国性政策",
    "asks": "有所求、有所问",
    "thanks": "感谢、表扬", "spam": "广告", "fiction": "影视文艺", "misconduct": "违纪违法",
    "official": "本系统的人", "official_title": "职务", "not_official": "不是本系统的人", "rumour": "谣言的说法",
    "hearsay": "道听途说", "disorder": "秩序受影响", "musing": "个人日常", "doubt": "质疑传言", "refute": "辟谣",
    "policy": "政策文件", "misreading": "误读政策", "misreading_weak": "可能误读", "elsewhere": "别的地方",
    "city_run": "市级机构", "county_body": "区县机构", "several": "几项诉求",
}  # fmt: skip


@router.get("/admin/words")
def show(request: Request, site: Here, who: Reader) -> Response:
    """All lists; with a text, which words of it stand in which list."""
    text = request.query_params.get("text", "")[:LONGEST]
    signals = site.pack.words.signals
    seen = normalise(text)
    met = {name: [term for term in terms if touches(term, seen)] for name, terms in signals.items()} if text else {}
    return admin_page(
        request,
        site,
        "words",
        who,
        signals=signals,
        meanings=MEANINGS,
        version=site.pack.words.version,
        file=site.pack.folder / FILE,
        text=text,
        met={name: terms for name, terms in met.items() if terms},
    )


def touches(term: str, text: str) -> bool:
    """Whether all words of a term stand in the text; how near they must be is for judging to say."""
    return all(part in text for part in term.replace(">", "+").split("+") if part)
