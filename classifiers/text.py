"""A text made ready for judging: `normalise` evens out how it is written, `cut` makes words of it.

The cutter is jieba's algorithm and dictionary in Rust (`rjieba`); docs/model.md says how it was chosen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

import opencc
import rjieba

from errors import BadInput

LONGEST = 20_000  # characters that are read of one text: a letter has some 400, a long report 10,000
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ＠＃％＋－．／＆＿＝\u3000]")
_HALF = re.compile("[\ud800-\udfff]")  # as broken JSON has them: they cannot be encoded
_NARROW = {**{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0x3000: 0x20}
_WIDE_KEPT = "，！？：；（）"  # Chinese punctuation stays: sentence rules read it
_ADDRESS = re.compile(r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*", re.IGNORECASE)
_MENTION = re.compile(r"@[\w\-·]{1,30}(?=[\s:：,，。!！?？;；/@]|$)[\s:：]?")
_FORWARD = re.compile(r"//\s*(?=@)")
_SYMBOL = re.compile(
    "[\U00010000-\U0010ffff\u2600-\u27bf\u2b50\u200b-\u200f\ufe0f\ufeff\u2028\u2029\x00-\x08\x0b-\x1f]"
)
_SPACES = re.compile(r"[ \t\r\f\v\xa0]{2,}")

for _each in _WIDE_KEPT:
    _NARROW.pop(ord(_each), None)

_EMOJI = {
    "[笑]": "😀😃😄😁😆😊🙂😇😋😎🤗😺", "[笑哭]": "😂🤣",
    "[爱]": "😍😘🥰😻❤💕💖💗💓💞💘💝♥💙💚💛💜", "[赞]": "👍👏💪✌👌🙌🎉🌹🏆",
    "[怒]": "😠😡🤬👿💢😤🖕", "[哭]": "😢😭😿🥺", "[难过]": "😞😔😟😕🙁☹😣😖😩😫💔", "[怕]": "😨😰😱😧😥",
    "[惊]": "😲😮😯😳🤯", "[鄙视]": "🙄😒😏👎", "[吐]": "🤢🤮", "[祈祷]": "🙏", "[蜡烛]": "🕯",
}  # fmt: skip
_EMOJI_NAMES = {symbol: name for name, symbols in _EMOJI.items() for symbol in symbols}


@lru_cache(maxsize=2048)  # heads and words read the same batch of 512 titles and texts one after the other
def normalise(text: str) -> str:
    """The same text with half-width letters and figures, simplified characters, named emoji and no addresses.

    For judging only, never for showing. Web addresses and mentions (@…) go, topic marks (#) become spaces, known
    emoji become a name in brackets ([怒]), others and control characters a space, halves of characters U+FFFD. Case and
    Chinese punctuation stay. Reads the first LONGEST characters; most texts hold nothing unusual, which one look tells.
    """
    text = text[:LONGEST]
    if _unusual().search(text):
        text = _evened(text)
    if "://" in text or "www." in text or "WWW." in text:
        text = _ADDRESS.sub(" ", text)
    if "#" in text:
        text = text.replace("#", " ")
    if "  " in text or "\xa0" in text:
        text = _SPACES.sub(" ", text)
    return text.strip()


def _evened(text: str) -> str:
    """The text with the signs that `_unusual` finds replaced; mentions go, once their @ is one."""
    text = _HALF.sub("\ufffd", text)
    if _WIDE.search(text):
        text = text.translate(_NARROW)
    if _SYMBOL.search(text):
        text = _SYMBOL.sub(lambda found: _EMOJI_NAMES.get(found[0], " "), text)
    if "@" in text:
        text = _MENTION.sub(" ", _FORWARD.sub(" ", text))
    return _to_simplified().convert(text) if _traditional().search(text) else text


def cut(text: str, cutter: rjieba.Jieba | None = None) -> list[str]:
    """The words of a normalised text in order, blanks and punctuation among them; joined they give the text again.

    `cutter` comes from `cutter_with`; without it the plain dictionary is used.
    """
    return (cutter or _plain_cutter()).cut(text, True)


@lru_cache(maxsize=8)
def cutter_with(*files: Path) -> rjieba.Jieba:
    """A cutter that also knows the words of these files (jieba's format: `word [frequency] [tag]` per line).

    Raises BadInput with file and line for a frequency that is no whole number.
    """
    cutter = rjieba.Jieba()
    for file in files:
        for word, frequency, tag in read_words(file):
            cutter.add_word(word, frequency, tag)
    return cutter


def read_words(file: Path) -> Iterable[tuple[str, int | None, str | None]]:
    """Word, frequency, tag of each line of a word file in jieba's format; # begins a comment line."""
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        word, *rest = line.split() or ["#"]
        if word.startswith("#"):
            continue
        if rest and not rest[0].isdigit() and len(rest) > 1:
            raise BadInput(f"词频 {rest[0]!r} 不是整数", file=str(file), line=number, field="frequency")
        frequency = int(rest.pop(0)) if rest and rest[0].isdigit() else None
        yield word, frequency, rest[0] if rest else None


def title_and_text(title: str, text: str) -> tuple[str, str]:
    """Both normalised; a title that the text begins with is not counted twice."""
    title, text = normalise(title), normalise(text)
    return title, text.removeprefix(title) if title else text


def same_text_key(title: str, text: str) -> str:
    """A key that is equal for texts that say the same: letters and figures only, any width, case and script."""
    joined = unicodedata.normalize("NFKC", normalise(f"{text}" or title)).lower()
    return "".join(each for each in joined if each.isalnum())


@cache
def _plain_cutter() -> rjieba.Jieba:
    return rjieba.Jieba()


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _traditional() -> re.Pattern[str]:
    """Characters that only traditional writing has (those that the conversion changes one by one)."""
    every = [chr(code) for code in range(0x3400, 0xA000)]
    changed = [old for old, new in zip(every, _to_simplified().convert("".join(every)), strict=False) if old != new]
    return re.compile(f"[{''.join(changed)}]")


@cache
def _unusual() -> re.Pattern[str]:
    """Any sign for which `_evened` does something."""
    classes = (_WIDE, _HALF, _SYMBOL, _traditional())
    return re.compile(f"[{''.join(each.pattern[1:-1] for each in classes)}@]")
