"""How ordinary a pair of letters is before any item was seen: from the word frequencies of jieba's dictionary.

Without it the first items of a window look alike for sharing 市场 or 一天: everything is rare among few.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.grouping_index import BITS, pair_hashes
from classifiers.near import Codes, folded, letters

_WORDS_PER_ITEM = 60  # words of a title and the head of a text: a word of frequency f stands in 1-exp(-60f) of items
_LETTERS_PER_ITEM = 50
_USUAL_LETTERS = 800  # commonest letters whose meeting across two words is expected as by chance
_COUNTED = "0123456789年月日时点分号第次岁万亿元个"
_COUNTED_SHARE = 0.4  # of items that hold a given pair of figures and counting words; dates are everywhere
_FIELD_SHARE = 0.1  # of items that hold a word of the body's field, or one by which people ask
_ASKED_SHARE = 0.02  # of items that hold a given pair of letters where one of the latter ends and the next begins
# How people ask a public body, whatever the matter; newspapers, on which the dictionary was counted, do not speak so.
_REQUESTS = """
请问 想问 问一下 咨询 求助 恳请 希望 建议 投诉 举报 反映 申请 办理 领取 补办 预约 怎么 怎么办 怎样 如何 为什么
凭什么 哪里 在哪里 什么 什么时候 什么材料 要带什么 多久 多长时间 多少 多少钱 能不能 可不可以 是不是 会不会
有没有 要不要 该不该 管不管 不管 谁管 合理吗 可以吗 标准 收费 规定 条件 手续 流程 材料 证明 地址 电话 打电话
没人接 打不通 窗口 工作人员 网上 查询 查到 提前 上门 到现在 一直 没有 不给 不让 不能 说法 答复 回复 解决 处理
谢谢 您好 你好 领导 本人 我们
""".split()  # noqa: SIM905 - a list of words reads better as words


@cache
def share_at_a_body(field: tuple[str, ...]) -> NDArray[np.float32]:
    """The same as `ordinary_share` for what a body hears: words of its field and of asking stand in much of it."""
    share = ordinary_share().copy()
    for word in (*_REQUESTS, *field):
        pairs = pair_hashes(letters(word)) if len(word) > 1 else pair_hashes(letters(""))
        share[pairs] = np.maximum(share[pairs], _FIELD_SHARE)
    ends, starts = ({word[at] for word in _REQUESTS} for at in (-1, 0))
    met = np.concatenate([pair_hashes(letters(one + other)) for one in sorted(ends) for other in sorted(starts)])
    share[met] = np.maximum(share[met], _ASKED_SHARE)
    return share


@cache
def ordinary_share() -> NDArray[np.float32]:
    """Hash of a letter pair → share (0-1) of items that hold it in ordinary Chinese text; shape (2**BITS,)."""
    words, frequencies = _dictionary()
    codes = folded("\n".join(words))
    of_word = np.repeat(frequencies, [len(word) + 1 for word in words])[:-1]
    inside = (codes[:-1] > 0) & (codes[1:] > 0)
    counts = np.bincount(pair_hashes(codes)[inside], of_word[:-1][inside], minlength=1 << BITS)
    expected = _WORDS_PER_ITEM * counts / frequencies.sum() + _meetings(codes, of_word)
    share = 1 - np.exp(-expected)
    for one in _COUNTED:
        for other in _COUNTED:
            share[pair_hashes(folded(one + other))] = _COUNTED_SHARE
    ordinary: NDArray[np.float32] = share.astype(np.float32)
    return ordinary


def _meetings(codes: Codes, frequencies: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hash of a pair → how often in an item its letters meet by chance where one word ends and the next begins."""
    times = np.bincount(codes[:-1], frequencies[: len(codes) - 1], minlength=1 << 16)[1:]
    usual = np.argsort(-times)[:_USUAL_LETTERS]
    often = times[usual] / times.sum()
    pairs = np.stack(np.meshgrid(usual + 1, usual + 1, indexing="ij"), axis=-1).reshape(-1, 2).astype(np.uint16)
    met = _LETTERS_PER_ITEM * np.outer(often, often).ravel()
    found: NDArray[np.float64] = np.bincount(pair_hashes(pairs.ravel())[::2], met, minlength=1 << BITS).astype(
        np.float64
    )
    return found


def _dictionary() -> tuple[list[str], NDArray[np.float64]]:
    found = importlib.util.find_spec("jieba")
    folder = (found.submodule_search_locations if found else None) or ["."]
    parts = (Path(folder[0]) / "dict.txt").read_text("utf-8").split()  # word, frequency, tag, and again
    return parts[::3], np.array(parts[1::3], np.float64)
