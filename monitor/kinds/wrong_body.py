"""What came instead: an empty body, a log-in wall, a captcha or an ordinary page where something else was expected."""

from __future__ import annotations

from monitor.reading.bytes import decode
from monitor.reading.entry import NOT_THIS_KIND, Problem, Reading

_PAGE_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body")


def is_empty(body: bytes) -> bool:
    """Whether the body holds nothing but white space and marks of order."""
    return not body[:4096].strip(b" \t\r\n\x00\xef\xbb\xbf") and not body.strip(b" \t\r\n\x00\xef\xbb\xbf")


def is_page(body: bytes) -> bool:
    """Whether the body begins as an HTML page does."""
    head = body[:2000].lstrip(b" \t\r\n\xef\xbb\xbf").lower()
    return head.startswith(b"<") and any(mark in head for mark in _PAGE_MARKS)


def page_instead(body: bytes, content_type: str, wanted: str) -> Reading:
    """The reading of a page where `wanted` was expected: a wall is named as such."""
    from monitor.reading.blocks import blocks_of, parse_html
    from monitor.reading.main_text import main_blocks, main_lines
    from monitor.reading.signs import page_problems

    decoded = decode(body, content_type)
    root = parse_html(decoded.text)
    blocks = blocks_of(root)
    start, end = main_blocks(blocks)
    walls = page_problems(decoded, root, "\n".join(main_lines(blocks[start:end])))
    return Reading(problems=walls or (Problem(NOT_THIS_KIND, f"是网页，不是{wanted}"),))
