"""The desk: what a duty officer decides on a candidate, and the undo of the next ten seconds."""

from __future__ import annotations

from datetime import timedelta

from errors import BadInput
from routing.move import KIND_CHOICES, SEVERITY_CHOICES, Field, Move, reason
from routing.moves.confirming import confirm
from routing.opening import UNDO_S, Opening, assign, earliest_start, open_case
from routing.states import OPEN
from routing.work import Work
from store import cases, drafts, notices, opening
from store.tables.casework import Case

DESK = ("duty_officer", "duty_chief")
UNDECIDED = ("open", "silenced")
DECIDED = ("confirmed", "dismissed", "merged", "transferred", "police", "silenced")

OPENING_FIELDS = (
    Field("title", "标题", help="不填则用事件标题"),
    Field("summary", "一句话情况", "long"),
    Field(
        "severity",
        "级别",
        "choice",
        choices=SEVERITY_CHOICES,
        prefill="severity",
        help="可提高；降低须写理由，另经批准",
    ),
    Field("severity_reason", "降级理由", "long"),
    Field("kind", "诉求性质", "choice", choices=KIND_CHOICES, prefill="kind"),
    Field("topic", "主题", prefill="topic"),
    Field("place", "区县", prefill="place"),
    Field("major_incident", "重大突发事件", "bool"),
    Field("lead", "主办科室", "department", prefill="lead"),
    Field("assist", "协办科室", "departments", prefill="assist"),
    Field("accused", "被反映的科室", "departments", help="填写后本事项隔离办理，只有机关纪委和主要负责人可见"),
    Field("ordered_at", "上级交办时间", "time"),
    Field("assign", "同时交办", "bool", help="不填为是"),
    Field("task", "任务要求", "long"),
)


def undoable(work: Work) -> None:
    """Remember who decided and when, and until when it can be undone."""
    row = work.candidate
    row.decided_at, row.decided_by, row.decision_reason = work.now, work.actor.id, work.reason
    work.undo_until = work.now + timedelta(seconds=UNDO_S)


def _confirm(work: Work) -> None:
    confirm(work)
    undoable(work)


def _dismiss(work: Work) -> None:
    undoable(work)
    work.candidate.decision_reason = "；".join(each for each in (work.form["code"], work.reason) if each)
    work.also_reason = work.candidate.decision_reason


def _merge(work: Work) -> None:
    row = work.candidate
    case = _lock(work, work.form["case"])
    if case.state not in OPEN:
        raise BadInput(f"{case.number} 已经结束，不能并入", field="case")
    opening.copy_evidence(work.session, case.id, row.event_id, work.now)
    row.case_id, work.case = case.id, case
    undoable(work)
    work.log_also("evidence_added", case, f"线索 {row.id} 并入")


def _lock(work: Work, written: str) -> Case:
    found = cases.find_case(work.session, work.actor, written)
    locked = cases.lock_case(work.session, found.id)
    assert locked is not None
    return locked


def _transfer(work: Work) -> None:
    row, body = work.candidate, work.form["body"]
    event = opening.event_of(work.session, row.event_id)
    t0, basis = earliest_start(event.found_at, work.now, opening.ordered_at(work.session, event.id))
    case = open_case(
        work,
        Opening(
            title=event.title,
            summary="",
            channel=event.channel,
            severity=row.severity,
            t0=t0,
            t0_basis=basis,
            topic=event.topic,
            kind=event.kind,
            place=event.place,
            ref=opening.first_ref(work.session, event.id),
            event_id=event.id,
            confirmed=True,
            rule=row.rule or "R7",
            duty=row.duty,
            words=tuple(row.words),
        ),
    )
    opening.copy_evidence(work.session, case.id, event.id, work.now)
    hand_over(work, case, body)
    row.case_id = case.id
    undoable(work)


def hand_over(work: Work, case: Case, body: str) -> None:
    """Hand a case to an outside body; until it signs, the clocks run and we follow it (首接负责)."""
    case.lead, case.state = body, "transferred"
    made = assign(work.session, work.actor, case, body, "transfer", work.reason, work.now)
    work.made["assignments"] = [made.id]
    work.message = f"已转{body}，对方签收前仍由本单位跟踪"


def _police(work: Work) -> None:
    undoable(work)
    work.candidate.decision_reason = f"110 接警：{work.form['receipt']}；{work.reason}"


def _silence(work: Work) -> None:
    until = work.form["until"]
    if until <= work.now:
        raise BadInput("静默的截止时间应在将来", field="until")
    undoable(work)
    row = work.candidate
    row.silenced_until = until
    notices.silence(work.session, "event", row.event_id, work.actor.id, work.reason, until, work.now)


def _reopen(work: Work) -> None:
    row = work.candidate
    notices.end_silence(work.session, "event", row.event_id, work.now)
    row.decided_at = row.decided_by = row.silenced_until = None
    row.decision_reason = ""


def _may_undo(work: Work) -> str | None:
    row = work.candidate
    if row.decided_by != work.actor.id or row.decided_at is None:
        return "只能撤销自己刚做的决定。"
    if work.now > row.decided_at + timedelta(seconds=UNDO_S):
        return f"超过 {UNDO_S} 秒，不能撤销；请用“重新打开”或在事项里更正。"
    return None


def _undo(work: Work) -> None:
    """Take back the decision: nothing is erased, the case stays as withdrawn and what was owed is not sent."""
    row, case = work.candidate, work.case
    if case is not None and row.state == "merged":
        opening.withdraw_evidence(work.session, case.id, row.event_id, work.now)
    elif case is not None:
        withdraw_case(work, case, "withdrawn", "撤销")
    notices.end_silence(work.session, "event", row.event_id, work.now)
    row.case_id = row.decided_at = row.decided_by = row.silenced_until = None
    row.decision_reason = ""


def withdraw_case(work: Work, case: Case, state: str, why: str) -> None:
    """End a case without an answer: its tasks are taken back, its notices not sent, its clocks end."""
    case.state, case.ended_at, case.ended_how = state, work.now, state
    for each in cases.open_assignments(work.session, case.id):
        each.state, each.ended_at = "withdrawn", work.now
        each.version += 1
    drafts.set_aside(work.session, case.id)
    notices.withdraw(work.session, "case", case.id, work.now, why=why)


MOVES = (
    Move("confirm", "立项", "candidate", UNDECIDED, "confirmed", DESK, _confirm, OPENING_FIELDS, key="Enter",
         condition="提高级别随时可以；降低级别须写理由，另经批准后生效"),
    Move("dismiss", "无关", "candidate", UNDECIDED, "dismissed", DESK, _dismiss, key="X",
         fields=(Field("code", "原因", "choice", required=True, listed="not_ours_reasons"),
                 reason("说明", required=False))),
    Move("merge", "并案", "candidate", UNDECIDED, "merged", DESK, _merge, key="M",
         fields=(Field("case", "并入事项", "case", required=True, help="事项编号"), reason("说明", required=False))),
    Move("transfer", "转出", "candidate", UNDECIDED, "transferred", DESK, _transfer, key="T",
         fields=(Field("body", "转往单位", "outside", required=True, prefill="lead"), reason("说明", required=False)),
         condition="对方签收前仍由本单位跟踪"),
    Move("police", "紧急转110", "candidate", UNDECIDED, "police", DESK, _police,
         fields=(Field("receipt", "接警单号或接警人", required=True), reason("说明", required=False))),
    Move("silence", "静默", "candidate", ("open",), "silenced", DESK, _silence,
         fields=(Field("until", "静默到", "time", required=True), reason())),
    Move("reopen_candidate", "重新打开", "candidate", ("dismissed", "silenced", "police"), "open", DESK, _reopen,
         fields=(reason(),), program=True),
    Move("undo", "撤销", "candidate", DECIDED, "open", DESK, _undo, key="Z", check=_may_undo,
         condition="只能撤销自己 10 秒内的决定；留下新的一条记录"),
)  # fmt: skip
