"""Files of letters: headings, encodings, wrong rows with their place; the command keeps each reference once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from cli import main
from errors import BadInput
from monitor.imports import ImportFile, Letter, read_mapping
from packs.pack import load_pack
from store.originals import opened, sealed
from store.session import open_database
from store.tables.casework import Case, Deadline
from store.tables.replying import Reply
from store.tables.watching import Item

HEADINGS = ["工单编号", "标题", "来信内容", "受理时间（必填）", "答复内容", "答复时间"]
OPEN = ["1", "公证收费", "公证处收费比公示的高，请核实。", "2026-10-03 08:30", "", ""]
ANSWERED = ["2", "法律援助", "申请法律援助需要什么材料？", "2026年10月3日", "您好，请带身份证件。", "2026-10-09 10:00"]


@pytest.fixture(scope="module")
def imports() -> object:
    return load_pack("justice-bureau").imports


def csv_text(*rows: Sequence[str], separator: str = ",") -> str:
    return "".join(separator.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


def read(file: Path, imports: object, mapping: object = None) -> list[Letter | BadInput]:
    return list(ImportFile(file, imports, mapping).rows())  # type: ignore[arg-type]


def written(tmp_path: Path, text: str, name: str = "letters.csv", encoding: str = "utf-8") -> Path:
    file = tmp_path / name
    file.write_bytes(text.encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_tables_in_the_encodings_that_offices_write(
    tmp_path: Path, imports: object, encoding: str, separator: str
) -> None:
    text = csv_text(HEADINGS, OPEN, ANSWERED, separator=separator)
    first, second = read(written(tmp_path, text, encoding=encoding), imports)
    assert isinstance(first, Letter)
    assert isinstance(second, Letter)
    assert (first.ref, first.title, first.reply, first.line) == ("1", "公证收费", "", 2)
    assert (first.received_at, first.received_is_date) == (datetime(2026, 10, 3, 0, 30, tzinfo=UTC), False)
    assert (second.received_at, second.received_is_date) == (datetime(2026, 10, 2, 16, 0, tzinfo=UTC), True)
    assert second.replied_at == datetime(2026, 10, 9, 2, 0, tzinfo=UTC)


def test_a_title_above_the_table_and_line_breaks_inside_cells(tmp_path: Path, imports: object) -> None:
    row = [*OPEN[:2], "第一行\n第二行", *OPEN[3:]]
    letters = read(written(tmp_path, csv_text(["信件登记表"], [""], HEADINGS, row, ANSWERED)), imports)
    assert [each.line for each in letters if isinstance(each, Letter)] == [4, 6]  # the first one takes two lines
    assert isinstance(letters[0], Letter)
    assert letters[0].text == "第一行\n第二行"


def test_a_workbook_with_true_times_and_numbers(tmp_path: Path, imports: object) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["信件登记表"])
    sheet.append(HEADINGS)
    sheet.append([20261003001, None, "内容一", datetime(2026, 10, 3, 8, 30), None, None])  # noqa: DTZ001 - as Excel has it
    sheet.append([20261003002.0, "题", "内容二", datetime(2026, 10, 3), None, None])  # noqa: DTZ001 - as Excel has it
    sheet.append([None] * 6)
    sheet.append(["3", "题", "内容三", 46298.5, None, None])  # serial number: 3 October 2026, noon
    book.save(tmp_path / "letters.xlsx")
    letters = [each for each in read(tmp_path / "letters.xlsx", imports) if isinstance(each, Letter)]
    assert [(each.ref, each.title) for each in letters] == [
        ("20261003001", "内容一"),
        ("20261003002", "题"),
        ("3", "题"),
    ]
    assert [each.received_at.isoformat() for each in letters] == [
        "2026-10-03T00:30:00+00:00",
        "2026-10-02T16:00:00+00:00",
        "2026-10-03T04:00:00+00:00",
    ]
    assert [each.received_is_date for each in letters] == [False, True, False]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ref": ""}, "ref"),
        ({"text": "", "title": ""}, "text"),
        ({"received_at": ""}, "received_at"),
        ({"received_at": "下周"}, "received_at"),
        ({"reply": "答复"}, "replied_at"),
        ({"reply": "答复", "replied_at": "2026-10-01 08:00"}, "replied_at"),  # before its receipt
    ],
)
def test_a_wrong_row_names_its_place_and_the_rest_goes_on(
    tmp_path: Path, imports: object, change: dict[str, str], field: str
) -> None:
    good = {"ref": "1", "title": "题", "text": "内容", "received_at": "2026-10-03 08:30"}
    lines = [json.dumps(good | change, ensure_ascii=False), "{broken", "[1]", "", json.dumps(good)]
    file = written(tmp_path, "\n".join(lines), "letters.jsonl")
    wrong, broken, listed, last = read(file, imports)
    assert isinstance(wrong, BadInput)
    assert (wrong.file, wrong.line, wrong.field) == (str(file), 1, field)
    assert isinstance(broken, BadInput)
    assert isinstance(listed, BadInput)
    assert (broken.line, listed.line) == (2, 3)
    assert isinstance(last, Letter)
    assert last.line == 5


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        (csv_text(["甲", "乙"], ["1", "2"]), "a.csv", "列名"),
        (csv_text(["标题", "内容", "时间"], ["a", "b", "2026-10-03"]), "a.csv", "ref"),
        ("", "a.csv", "列名"),
        ("x", "a.pdf", "xlsx"),
        ("not a workbook", "a.xlsx", "xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_is_refused(
    tmp_path: Path, imports: object, text: str, name: str, why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        read(written(tmp_path, text, name), imports)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, imports: object) -> None:
    for name in ("gone.csv", "gone.jsonl", "gone.xlsx"):
        with pytest.raises(BadInput, match=name):
            read(tmp_path / name, imports)


def test_a_mapping_of_one_s_own_goes_before_the_pack(tmp_path: Path, imports: object) -> None:
    table = csv_text(["甲", "乙", "丙", "内容"], ["9", "要的内容", "2026-10-03", "不要的内容"])
    mapping = read_mapping(written(tmp_path, "ref: 甲\ntext: [乙]\nreceived_at: 丙\n", "map.yaml"))
    (letter,) = read(written(tmp_path, table), imports, mapping)
    assert isinstance(letter, Letter)
    assert (letter.ref, letter.text) == ("9", "要的内容")


@pytest.mark.parametrize("text", ["- a", "colour: 甲", "a: [", ""])
def test_a_wrong_mapping_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match=r"map\.yaml"):
        read_mapping(written(tmp_path, text, "map.yaml"))


def imported(tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, int], str]:
    code = main(["import", str(file), "--channel", "mailbox", "--data", str(tmp_path / "data"), "--json"])
    said = capsys.readouterr()
    return code, json.loads(said.out), said.err


def test_a_second_import_adds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = ["3", "坏", "内容", "不是时间", "", ""]
    file = written(tmp_path, csv_text(HEADINGS, OPEN, ANSWERED, bad, OPEN))
    code, counts, errors = imported(tmp_path, file, capsys)
    assert (code, counts) == (2, {"rows": 4, "new": 2, "known": 1, "answered": 1, "failed": 1})
    assert f"{file}:4: received_at" in errors
    _, again, _ = imported(tmp_path, file, capsys)
    assert again == {"rows": 4, "new": 0, "known": 3, "answered": 0, "failed": 1}


def test_an_answered_letter_is_a_closed_case_that_nobody_has_to_look_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(tmp_path, written(tmp_path, csv_text(HEADINGS, OPEN, ANSWERED)), capsys)
    with open_database(f"sqlite:///{tmp_path}/data/huiying.sqlite").read() as session:
        items = {each.ref: each for each in session.query(Item)}
        (case,) = session.query(Case)
        (reply,) = session.query(Reply)
        clocks = session.query(Deadline).count()
    assert items["1"].judged_at is None  # owed to judging
    assert items["2"].judged_at is not None
    assert (case.state, case.ref, case.t0) == ("closed", "2", datetime(2026, 10, 2, 16, 0, tzinfo=UTC))
    assert clocks == 0
    assert (reply.text, reply.public) == ("您好，请带身份证件。", False)


def test_the_original_is_kept_under_lock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(tmp_path, written(tmp_path, csv_text(HEADINGS, OPEN)), capsys)
    with open_database(f"sqlite:///{tmp_path}/data/huiying.sqlite").read() as session:
        (item,) = session.query(Item)
    assert OPEN[2].encode() not in item.original
    assert opened(sealed("题", "文", b"k" * 32), b"k" * 32) == ("题", "文")
    with pytest.raises(BadInput, match="密钥"):
        opened(item.original, b"x" * 32)


def test_a_refused_file_makes_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "甲,乙\n1,2\n")
    assert main(["import", str(file), "--channel", "hotline", "--data", str(tmp_path / "data")]) == 2
    assert "列名" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()
