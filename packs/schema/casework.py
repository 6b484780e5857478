"""What casework reads from a pack: roles of people, review chains, lists of reasons, times that things are kept."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from packs.schema.base import Part
from packs.schema.clocks import SEVERITY_WORDS, SeverityWord

Sees = Literal["all", "own_department", "isolated", "figures", "nothing"]
Disclosure = Literal["主动公开", "依申请公开", "不予公开"]
DISCLOSURES: tuple[Disclosure, ...] = ("主动公开", "依申请公开", "不予公开")
CheckName = Literal["disclosure", "secrecy", "wording", "legality", "approval"]


class Role(Part):
    """A role of people. `sees`: which cases; `apart`: no person holds two roles of the same `apart` group (三员分立).

    `department_role`: the role's people belong to the department that carries this mark in departments.yaml.
    """

    name: str
    sees: Sees
    apart: str = ""
    department_role: str = ""
    does: str = ""


class Roles(Part):
    """The file roles.yaml: role → what it is called and sees."""

    version: str
    roles: dict[str, Role] = Field(min_length=1)


class ReviewStep(Part):
    """One signature of a review chain (审签).

    `role` signs; `checks` say what is looked at; `needs_record`: a record must be written down with the signature
    (consultation, wording agreed with the level above) and `record` names it.
    """

    step: str
    name: str
    role: str
    checks: list[CheckName] = Field(default_factory=list)
    record: str = ""
    source: str

    @property
    def needs_record(self) -> bool:
        """True if the signature is refused without a written record."""
        return bool(self.record)


class DisclosureRule(Part):
    """What an attribute of an outgoing text asks for: a written reason, a check by the office for open government."""

    needs_reason: bool = False
    checked_by: str = ""
    source: str


class Reviews(Part):
    """The file reviews.yaml: signatures by severity, who may decide not to publish, rules of disclosure.

    `chains`: severity → names of `steps` in their order. `no_reply_by`: severity → role that approves the decision not
    to publish. `empty_phrases`: phrases that say nothing; a draft with them is warned of.
    """

    version: str
    steps: list[ReviewStep]
    chains: dict[SeverityWord, list[str]]
    no_reply_by: dict[SeverityWord, str]
    lower_severity_by: str
    change_t0_by: list[str] = Field(min_length=2, max_length=2)
    disclosures: dict[Disclosure, DisclosureRule]
    empty_phrases: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        steps = [each.step for each in self.steps]
        if len(set(steps)) < len(steps):
            raise ValueError("steps 里同一个环节写了两次")
        for name, given in (("chains", self.chains), ("no_reply_by", self.no_reply_by)):
            if missing := [each for each in SEVERITY_WORDS if each not in given]:
                raise ValueError(f"{name} 缺少 {'、'.join(missing)}")
        for severity, chain in self.chains.items():
            if unknown := [each for each in chain if each not in steps]:
                raise ValueError(f"chains.{severity} 里的环节 {unknown[0]} 不在 steps 里")
            if not chain or len(set(chain)) < len(chain):
                raise ValueError(f"chains.{severity} 为空或有重复环节")
        if unnamed := [each for each in DISCLOSURES if each not in self.disclosures]:
            raise ValueError(f"disclosures 缺少 {'、'.join(unnamed)}")
        return self

    def chain(self, severity: str) -> tuple[ReviewStep, ...]:
        """The signatures that a draft of this severity needs, in their order; raises KeyError for no severity."""
        by_name = {each.step: each for each in self.steps}
        names = next((given for key, given in self.chains.items() if key == severity), None)
        if names is None:
            raise KeyError(severity)
        return tuple(by_name[name] for name in names)


class ReturnReason(Part):
    """A reason for which an assignment may be returned (退回)."""

    code: str
    name: str
    needs_suggestion: bool = False


class Rebound(Part):
    """When the volume after a reply counts as a rebound: so many new texts within so many hours, and grown so much."""

    hours: int = Field(gt=0)
    texts: int = Field(gt=0)
    times_before: float = Field(gt=0)


class Retention(Part):
    """How long things are kept, in days; `raw_text` is the text of items that belong to no case."""

    raw_text: int = Field(gt=0)
    letters: int = Field(gt=0)
    logs: int = Field(ge=180)
    source: str


class Casework(Part):
    """The file casework.yaml: return and no-reply reasons, rebound, retention, number of a case, urgent number."""

    version: str
    number_format: str
    return_reasons: list[ReturnReason] = Field(min_length=1)
    no_reply_reasons: list[str] = Field(min_length=1)
    not_ours_reasons: list[str] = Field(min_length=1)
    rebound: Rebound
    retention: Retention
    assessment: dict[str, int]
    smallest_ranked: int = Field(gt=0)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        codes = [each.code for each in self.return_reasons]
        if len(set(codes)) < len(codes):
            raise ValueError("return_reasons 里同一个 code 写了两次")
        if sum(self.assessment.values()) != 100:
            raise ValueError("assessment 各项之和应为 100")
        try:
            self.number_format.format(year=2026, serial=1)
        except (KeyError, IndexError, ValueError):
            raise ValueError("number_format 只能用 {year} 和 {serial}，例如 LJSF-{year}-{serial:05d}") from None
        return self

    def return_reason(self, code: str) -> ReturnReason:
        """The reason of that code; raises KeyError for a code that is none."""
        for each in self.return_reasons:
            if each.code == code:
                return each
        raise KeyError(code)
