"""What a page made by a program keeps in its scripts: the time of publication and, failing all else, the text."""

from __future__ import annotations

import json
import re

from monitor.reading.plain import plain_text

_TIME = re.compile(
    r"[\"']?\b(?:publish_?(?:time|date)|pub_?(?:time|date)|oriCreateTime|create_?time|ct)[\"']?\s*[:=]\s*[\"']?"
    r"(1\d{12}|1\d{9}|20\d\d[-/]\d\d?[-/]\d\d?[ T]\d\d?:\d\d(?::\d\d)?)(?![\d])",
    re.I,
)
_BODY = re.compile(
    r"[\"']?\b(?:content|article_?body|body|html|text)[\"']?\s*[:=]\s*(\"(?:[^\"\\]|\\.){200,}\"|'(?:[^'\\]|\\.){200,}')",
    re.I,
)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)(?:</script>|\Z)", re.I | re.S)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_FEWEST = 100


def time_in_scripts(page: str) -> str:
    """The first time of publication that a script names, as written there; "" if none does."""
    for script in _SCRIPT.findall(page):
        found = _TIME.search(script)
        if found:
            return str(found[1])
    return ""


def body_in_scripts(page: str) -> str:
    """The longest Chinese text that a script carries as an article's content, as plain text; "" if there is none."""
    texts = [plain_text(_unquoted(found)) for script in _SCRIPT.findall(page) for found in _BODY.findall(script)]
    chinese = [text for text in texts if len(_CHINESE.findall(text)) >= _FEWEST]
    return max(chinese, key=len, default="")


def _unquoted(literal: str) -> str:
    """The string that a literal of JSON or JavaScript stands for; markup in it may be escaped once more."""
    inner = literal[1:-1]
    if literal[0] == "'":
        inner = inner.replace("\\'", "'").replace('"', '\\"')
    try:
        text = str(json.loads(f'"{inner}"', strict=False))
    except ValueError:
        text = inner
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"') if "&lt;" in text else text
