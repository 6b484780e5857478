"""Markup to plain text: tags and scripts go, entities are resolved, blocks become lines."""

from __future__ import annotations

import re
from html import unescape

_UNSEEN = re.compile(r"<(?=[sSaAtThH])(script|style|applet|template|head)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.I | re.S)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_BREAK = re.compile(
    r"<(?:br|hr|/?(?:p|div|li|ul|ol|tr|table|h[1-6]|section|article|blockquote|figure|dd|dt|pre))\b[^<>]*>", re.I
)
_PLAIN_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_TAG = re.compile(r"</?[a-zA-Z](?:[^<>\"']|\"[^\"]{0,3000}\"|'[^']{0,3000}')*>|</?[a-zA-Z][^<>]*>|<[!?][^<>]*>")
_CUT_TAG = re.compile(r"</?[a-zA-Z][^<>]*\Z")
_ZERO_WIDTH = ("\u200b", "\ufeff", "\u2060")


def plain_text(markup: str) -> str:
    """Plain text of HTML, one line a block; a `<` that opens no tag stays."""
    if not markup:
        return ""
    text = markup
    if "<" in text:
        if "<!" in text:
            text = _COMMENT.sub("", text.replace("<![CDATA[", "").replace("]]>", ""))
        text = _UNSEEN.sub("", text)
        text = _BREAK.sub("\n", text)
        bare = _PLAIN_TAG.sub("", text)
        # A `>` that is left may have stood inside an attribute: then look at quotes as well, at three times the cost.
        text = _CUT_TAG.sub("", _TAG.sub("", text)) if "<" in bare or ">" in bare else bare
    if "&" in text:
        text = unescape(text)
    return tidy(text)


def tidy(text: str) -> str:
    """The text with runs of spaces as one, and no empty lines."""
    text = _seen(text)
    if "\n" not in text:
        return " ".join(text.split())
    return "\n".join(filter(None, [" ".join(line.split()) for line in text.split("\n")]))


def one_line(text: str) -> str:
    """The text on one line, runs of white space as one space."""
    return " ".join(_seen(text).split())


def _seen(text: str) -> str:
    for sign in _ZERO_WIDTH:
        if sign in text:
            text = text.replace(sign, "")
    return text
