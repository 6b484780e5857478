"""Signs that a page is not what it should be: a log-in wall, a captcha, garbled text."""

from __future__ import annotations

import re
from typing import Any

from monitor.reading.bytes import REPLACEMENT, Decoded
from monitor.reading.entry import CAPTCHA_PAGE, GARBLED, LOGIN_PAGE, Problem

_CAPTCHA = re.compile(
    r"验证码|人机验证|安全验证|滑动验证|拖动滑块|访问(?:过于频繁|异常)|异常(?:访问|流量)|请完成验证|captcha|"
    r"are you a (?:human|robot)|checking your browser|verify you are human|just a moment",
    re.I,
)
_LOGIN = re.compile(
    r"(?:请|需要?)先?\s*(?:登录|登陆)|登录后(?:查看|阅读|可见|访问)|扫码登录|(?:sign|log) in to continue", re.I
)
_LOGIN_TITLE = re.compile(r"登录|登陆|统一身份认证|sign in|log ?in", re.I)
# What UTF-8 becomes when read as GBK and the reverse, twice over.
_MOJIBAKE = re.compile(r"锟斤拷|烫烫烫|屯屯屯|(?:[ÃÂ][\x80-\xbf]){4}|(?:[äåæçèé][\x80-\xbf\u0152-\u2122]{2}){4}")
_MOJIBAKE_MARKS = "锟烫屯ÃÂäåæçèé"
_HEAD = 100_000  # characters that tell whether a page is garbled
_SHORT = 300


def page_problems(decoded: Decoded, root: Any, text: str) -> tuple[Problem, ...]:
    """Named problems of a page; `text` is the main text that was found."""
    found = []
    if is_garbled(decoded):
        found.append(Problem(GARBLED, f"文字无法按 {decoded.encoding} 解读（替换 {decoded.replaced} 处）"))
    wall = _wall(root, text)
    if wall:
        found.append(wall)
    return tuple(found)


def is_garbled(decoded: Decoded) -> bool:
    """Whether a reader would see rubbish: more than a stray undecodable place, or text decoded wrongly before us."""
    head = decoded.text[:_HEAD]
    wrong_before = any(mark in head for mark in _MOJIBAKE_MARKS) and len(_MOJIBAKE.findall(head)) >= 3
    share = decoded.text.count(REPLACEMENT) / max(len(decoded.text), 1)
    return share > 0.002 or (decoded.replaced > 0 and share > 0.0005) or wrong_before


def _wall(root: Any, text: str) -> Problem | None:
    if len(text) >= _SHORT:
        return None
    title = (root.findtext(".//title") or "").strip()
    body = root.find("body")
    seen = " ".join(body.itertext())[:5000] if body is not None else ""
    if _CAPTCHA.search(title) or (len("".join(seen.split())) < 3 * _SHORT and _CAPTCHA.search(seen)):
        return Problem(CAPTCHA_PAGE, "页面要求人机验证")
    password = root.find(".//input[@type='password']") is not None
    if (password and _LOGIN_TITLE.search(title)) or (len(text) < 80 and (password or _LOGIN.search(seen))):
        return Problem(LOGIN_PAGE, "页面要求登录")
    return None
