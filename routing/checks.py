"""What a draft must stand up to before review: pure tests of its text, attribute, questions, facts and privacy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from packs.schema.casework import Reviews


@dataclass(frozen=True, slots=True)
class Paper:
    """A draft as the checks see it. `questions`: rows {question, answer}; `facts`: rows {fact, source}.

    `needs_adoption`: the kind of opinion (建议) obliges to say whether it is adopted. `not_agreed`: departments whose
    agreement to the wording is still missing.
    """

    part: str
    text: str
    question: str
    done: str
    disclosure: str
    disclosure_reason: str
    questions: Sequence[Mapping[str, Any]]
    facts: Sequence[Mapping[str, Any]]
    adopted: str
    needs_adoption: bool
    not_agreed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a draft: the field, and the sentence that says what to do."""

    field: str
    why: str


def faults(paper: Paper, rules: Reviews, personal: Callable[[str], Sequence[str]]) -> list[Finding]:
    """Everything that keeps a draft from review; `personal` finds unmasked personal data in a text."""
    return [
        *_disclosure_faults(paper, rules),
        *_content_faults(paper),
        *_privacy_faults(paper, personal),
        *_agreement_faults(paper),
    ]


def _disclosure_faults(paper: Paper, rules: Reviews) -> Iterable[Finding]:
    rule = next((given for name, given in rules.disclosures.items() if name == paper.disclosure), None)
    if rule is None:
        yield Finding("disclosure", "请选择公开属性（主动公开、依申请公开、不予公开）")
    elif rule.needs_reason and not paper.disclosure_reason.strip():
        yield Finding("disclosure_reason", f"{paper.disclosure}须写明书面理由")


def _content_faults(paper: Paper) -> Iterable[Finding]:
    if not paper.text.strip():
        yield Finding("text", "回应内容不能为空")
    if not paper.facts:
        yield Finding("facts", "请列出事实及其来源")
    for number, row in enumerate(paper.facts, 1):
        if not str(row.get("fact") or "").strip() or not str(row.get("source") or "").strip():
            yield Finding("facts", f"第 {number} 条事实没有写全事实和来源")
    if paper.part != "reply":
        return
    if not paper.question.strip():
        yield Finding("question", "请用自己的话写明群众问了什么（公开页上显示）")
    if not paper.questions:
        yield Finding("questions", "请列出诉求中的问题并逐一回答")
    for number, row in enumerate(paper.questions, 1):
        if not str(row.get("question") or "").strip() or not str(row.get("answer") or "").strip():
            yield Finding("questions", f"第 {number} 个问题还没有回答")
    if paper.needs_adoption and not paper.adopted.strip():
        yield Finding("adopted", "建议类须写明是否采纳")


def _privacy_faults(paper: Paper, personal: Callable[[str], Sequence[str]]) -> Iterable[Finding]:
    for name, text in (("text", paper.text), ("question", paper.question), ("done", paper.done)):
        if found := personal(text):
            yield Finding(name, f"含未隐去的个人信息：{'、'.join(dict.fromkeys(found))}")


def _agreement_faults(paper: Paper) -> Iterable[Finding]:
    if paper.not_agreed:
        yield Finding("text", f"协办科室尚未同意口径：{'、'.join(paper.not_agreed)}")


def empty_phrases(text: str, rules: Reviews) -> list[str]:
    """Phrases of the pack's list that say nothing; a warning, never a refusal."""
    return [each for each in rules.empty_phrases if each in text]
