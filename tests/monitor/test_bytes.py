"""Bytes to text: what wins, what is widened, and that nothing goes missing in silence."""

from __future__ import annotations

import codecs
import csv

import pytest
from hypothesis import given
from hypothesis import strategies as some

from monitor.reading.bytes import REPLACEMENT, decode, widened
from tests.realdata import REAL_DATA, needs_real_data

PROSE = "市司法局关于公共法律服务中心搬迁的通知，请各位市民知悉。咨询电话见下。" * 3
# Signs outside of GB 2312: they are why the label gb2312 has to be read as gb18030.
RARE = "朱镕基、陶喆在深圳镕信大厦①楼，㐂事连连。"


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (PROSE.encode(), "", "utf-8"),
        (PROSE.encode(), "text/html; charset=gb2312", "utf-8"),  # valid UTF-8 wins over the label
        (f"<meta charset=gbk>{PROSE}".encode(), "", "utf-8"),
        (codecs.BOM_UTF8 + PROSE.encode(), "", "utf-8"),
        (codecs.BOM_UTF16_LE + PROSE.encode("utf-16-le"), "", "utf-16-le"),
        (f"<html>{'a' * 60}{PROSE}".encode("utf-16-be"), "", "utf-16-be"),  # no mark of order
        (PROSE.encode("gb18030"), "text/html; charset=GB2312", "gb18030"),
        (f"<meta charset='gb2312'>{PROSE}{RARE}".encode("gb18030"), "", "gb18030"),
        (f"<?xml version='1.0' encoding='GBK'?><a>{PROSE}</a>".encode("gbk"), "", "gb18030"),
        (f"<meta charset=utf-8>{PROSE}".encode("gbk"), "", "gb18030"),  # declared UTF-8, is GBK
        (PROSE.encode("gbk"), "", "gb18030"),  # nothing declared
        (PROSE.encode("gbk"), "text/html; charset=iso-8859-1", "gb18030"),  # a server's default label proves nothing
        ("繁體中文的公告，請各位市民留意。".encode("big5"), "text/html; charset=big5", "big5hkscs"),
        ("naïve café".encode("latin-1"), "text/html; charset=iso-8859-1", "cp1252"),
        (PROSE.encode(), "text/html; charset=no-such-label", "utf-8"),
    ],
)
def test_which_encoding_is_used(body: bytes, content_type: str, encoding: str) -> None:
    decoded = decode(body, content_type)
    assert decoded.encoding == encoding
    assert decoded.replaced == 0
    assert REPLACEMENT not in decoded.text


def test_the_label_that_was_declared_is_reported_beside_what_was_used() -> None:
    decoded = decode(f"<meta charset=utf-8>{PROSE}".encode("gbk"))
    assert (decoded.declared, decoded.encoding) == ("utf-8", "gb18030")
    assert decoded.text.endswith(PROSE)


def test_rare_signs_survive_the_narrow_label() -> None:
    assert decode(RARE.encode("gb18030"), "text/html; charset=gb2312").text == RARE


def test_a_text_cut_within_a_character_is_still_utf8_and_says_so() -> None:
    decoded = decode(PROSE.encode()[:-1])
    assert decoded.encoding == "utf-8"
    assert decoded.replaced == 1
    assert decoded.text.endswith(REPLACEMENT)


def test_a_stray_bad_byte_is_counted_and_turns_nothing_else_around() -> None:
    decoded = decode(PROSE.encode() + b"\xff" + PROSE.encode())
    assert decoded.encoding == "utf-8"
    assert decoded.replaced == 1
    assert decoded.text == PROSE + REPLACEMENT + PROSE


def test_the_author_s_own_replacement_character_is_not_counted() -> None:
    assert decode(f"{PROSE}{REPLACEMENT}".encode()).replaced == 0


def test_an_empty_body_is_an_empty_text() -> None:
    assert decode(b"").text == ""


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("GB2312", "gb18030"),
        ("gbk", "gb18030"),
        ("x-gbk", "gb18030"),
        ("Shift_JIS", "cp932"),
        ("base64", None),
        ("?", None),
    ],
)
def test_labels_mean_the_wider_encoding(label: str, codec: str | None) -> None:
    assert widened(label) == codec


@given(some.binary(max_size=300), some.sampled_from(["", "text/html; charset=gb2312", "text/xml; charset=utf-16"]))
def test_no_bytes_raise_and_losses_are_counted(body: bytes, content_type: str) -> None:
    decoded = decode(body, content_type)
    assert decoded.replaced <= decoded.text.count(REPLACEMENT)
    if decoded.replaced == 0 and decoded.encoding == "utf-8":
        assert decoded.text.encode() in (body, body.removeprefix(codecs.BOM_UTF8))


@needs_real_data
def test_every_saved_page_is_decoded_without_loss() -> None:
    folder = REAL_DATA / "pages"
    with (folder / "index.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            decoded = decode((folder / row["file"]).read_bytes())
            assert (row["file"], decoded.encoding, decoded.replaced) == (row["file"], row["true_encoding"], 0)
