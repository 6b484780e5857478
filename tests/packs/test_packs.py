"""The shipped packs load; a copy with one thing wrong is refused and the place is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from errors import BadInput
from packs.pack import HOME, Pack, load_pack
from packs.schema.clocks import SEVERITY_WORDS, STEP_NAMES

SPOILT: list[dict[str, str]] = yaml.safe_load((Path(__file__).parent / "spoilt.yaml").read_text("utf-8"))
SHIPPED = sorted(each.parent.name for each in HOME.glob("*/pack.yaml"))


@pytest.fixture(params=SHIPPED)
def pack(request: pytest.FixtureRequest) -> Pack:
    return load_pack(str(request.param))


def test_both_packs_are_shipped() -> None:
    assert SHIPPED == ["city-government", "justice-bureau"]


def test_every_rule_of_time_has_a_source(pack: Pack) -> None:
    rules = [rule for step in pack.clocks.steps for rule in step.rules if not rule.not_owed]
    assert {rule.source for rule in rules} >= {"国办发〔2016〕61号", "国办发〔2016〕80号", "本单位惯例"}
    assert {step.step for step in pack.clocks.steps} == set(STEP_NAMES)


# The numbers that the State Council's offices set, in whatever pack: 5 h, 24 h, 48 h.
def test_the_starred_numbers_stand_in_every_pack(pack: Pack) -> None:
    for severity in SEVERITY_WORDS:
        reply = pack.clocks.rule("reply", severity, "public", "", False)
        assert (reply.within and reply.within.hours, reply.source) == (48, "国办发〔2016〕61号")
    for severity in ("红", "橙"):
        authoritative = pack.clocks.rule("authoritative", severity, "public", "", True)
        assert (authoritative.within and authoritative.within.hours, authoritative.source) == (5, "国办发〔2016〕80号")
        press = pack.clocks.rule("press", severity, "public", "", True)
        assert (press.within and press.within.hours, press.source) == (24, "国办发〔2016〕61号")


def test_every_severity_has_a_chain_that_begins_with_the_division(pack: Pack) -> None:
    for severity in SEVERITY_WORDS:
        chain = pack.reviews.chain(severity)
        assert chain[0].role == "head"
        checks = {check for step in chain for check in step.checks}
        assert checks >= {"disclosure", "secrecy"}
        assert all(step.role in pack.roles.roles for step in chain)
    assert [step.role for step in pack.reviews.chain("红")][-1] == "spokesperson"
    assert {step.record for step in pack.reviews.chain("红")} > {""}
    with pytest.raises(KeyError):
        pack.reviews.chain("绿")


def test_the_three_administrators_are_apart(pack: Pack) -> None:
    apart = {name for name, role in pack.roles.roles.items() if role.apart == "administrators"}
    assert apart == {"system_admin", "security_admin", "audit_admin"}


# Headings of exports as they are seen: blanks, brackets, stars and case do not matter.
@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("工单编号", "ref"),
        (" 受理时间（必填）*", "received_at"),
        ("Title", "title"),
        ("留言详情", "text"),
        ("答复 意见", "reply"),
        ("\ufeffid", "ref"),
        ("回复时间【北京时间】", "replied_at"),
        ("满意度", None),
        ("", None),
        ("（", None),
    ],
)
def test_headings_are_known_by_their_aliases(pack: Pack, heading: str, column: str | None) -> None:
    assert pack.imports.column_of(heading) == column


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder of one's own that holds all files, those that packs share too."""
    for name in ("clocks.yaml", "imports.yaml"):
        (tmp_path / "mine").mkdir(exist_ok=True)
        shutil.copy(HOME / "common" / name, tmp_path / "mine" / name)
    return Path(shutil.copytree(HOME / "justice-bureau", tmp_path / "mine", dirs_exist_ok=True))


def spoilt(copy: Path, file: str, old: str, new: str) -> BadInput:
    text = (copy / file).read_text("utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(BadInput) as caught:
        load_pack(str(copy))
    assert caught.value.file == str(copy / file)
    assert caught.value.line
    return caught.value


def test_a_folder_of_ones_own_is_a_pack(copy: Path) -> None:
    assert load_pack(str(copy)).clocks == load_pack("justice-bureau").clocks


@pytest.mark.parametrize("each", SPOILT, ids=lambda each: f"{each['file']}: {each['why']}")
def test_a_spoilt_pack_names_the_place(copy: Path, each: dict[str, str]) -> None:
    error = spoilt(copy, each["file"], each["old"], each["new"])
    assert each["why"] in error.why
    assert error.field == each.get("field", error.field)


def test_a_pack_without_its_own_clocks_takes_the_shared_ones(copy: Path) -> None:
    (copy / "clocks.yaml").unlink()
    assert load_pack(str(copy)).clocks == load_pack("justice-bureau").clocks


def test_the_reference_list_of_bodies_stands_in_the_city_pack() -> None:
    own = {each.name for each in load_pack("city-government").departments.own}
    outside = {each.name for each in load_pack("justice-bureau").departments.outside}
    assert len(outside) == 17
    assert outside < own


def test_a_pack_that_is_none_names_those_that_are() -> None:
    with pytest.raises(BadInput, match="justice-bureau"):
        load_pack("no-such-pack")


def test_a_pack_without_one_of_its_files_names_it(copy: Path) -> None:
    (copy / "reviews.yaml").unlink()
    with pytest.raises(BadInput, match=r"reviews\.yaml: 读不到"):
        load_pack(str(copy))
