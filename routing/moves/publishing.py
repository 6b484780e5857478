"""Publication: a person signs, the reply stands on the public page in the same transaction, clocks freeze."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from errors import BadInput
from routing.forms import is_county_body, is_own
from routing.history import LETTERS, answers
from routing.move import Field, Move, reason
from routing.moves.reviewing import signers
from routing.privacy import personal_data
from routing.states import AFTER_REPLY
from routing.work import Work
from store import cases, opening, publishing
from store.tables.casework import Case
from store.tables.replying import Appearance, Draft, Promise, Reply
from times import local, parse_time

SIGNERS = ("office", "political", "spokesperson", "deputy_chief", "bureau_chief")


def _may_publish(work: Work) -> str | None:
    row, case, actor = work.subject, work.the_case, work.actor
    if row.part == "reply" and case.state != "approved":
        return "事项不在待发布环节。"
    if case.isolated and (row.part != "reply" or case.channel not in LETTERS):
        return "隔离事项不上公开页：先由主要负责人解除隔离再发布，或走“申请不公开回应”；来信来电可以直接答复。"
    if not case.isolated and case.severity == "红" and not actor.has(*signers(row, "红")):
        return "红色事项由新闻发言人签发。"
    if row.part == "reply" and row.disclosure != "主动公开" and case.channel not in LETTERS:
        return "公开渠道的关切须主动公开回应；不公开的请走“申请不公开回应”。"
    return None


def _publish(work: Work) -> None:
    row, case, form = work.subject, work.the_case, work.form
    if not form["sign"]:
        raise BadInput("须由本人签发", field="sign")
    reply = Reply(
        case_id=case.id,
        draft_id=row.id,
        slug=f"{local(work.now):%Y%m%d}-{secrets.token_hex(4)}",
        part=row.part,
        topic=case.topic,
        kind=case.kind,
        title=form["title"] or case.title,
        question=row.question,
        text=row.text,
        done=row.done,
        department=row.department,
        disclosure=row.disclosure,
        adopted=row.adopted,
        public=row.disclosure == "主动公开",
        published_at=work.now,
        published_by=work.actor.id,
    )
    for name in ("title", "question", "text", "done"):
        if found := personal_data(getattr(reply, name)):
            raise BadInput(f"含未隐去的个人信息：{'、'.join(found)}", field="title" if name == "title" else "sign")
    work.session.add(reply)
    work.session.flush()
    work.made["reply"] = reply.id
    keep_promises(work, case, row, reply)
    if answers(reply, case):
        _answered(work, case, row, reply)
    work.tell("published", f"已发布：{reply.title}", row.department, "office", "duty_chief")
    work.message = _where_it_is(reply, case)


def _where_it_is(reply: Reply, case: Case) -> str:
    if not reply.public:
        return "已答复来信来电人，不在公开页显示"
    return "已答复来信来电人；解除隔离后才在公开页显示" if case.isolated else "已发布到公开页"


def _answered(work: Work, case: Case, row: Draft, reply: Reply) -> None:
    """The reply is out: the case is answered, and what the kind of opinion obliges to publish may be done."""
    case.state = "replied"
    case.replied_at = case.replied_at or work.now
    duty = opening.duty_of(work.session, case.id)
    if duty is not None and duty.done_at is None and row.settles:
        if reply.public and not case.isolated:
            duty.done_at, duty.reply_id = work.now, reply.id
        elif not reply.public:
            duty.released_at, duty.release_reason = work.now, f"{row.disclosure}：{row.disclosure_reason}"
    lead = cases.lead_assignment(work.session, case.id)
    if row.settles and lead is not None and lead.state == "accepted":
        lead.state, lead.done_at, lead.done_note = "done", work.now, "已回应"
        lead.version += 1


def keep_promises(work: Work, case: Case, row: Draft, reply: Reply) -> None:
    """What the text promised goes on the list of promises; a wrong date names the row."""
    for number, each in enumerate(row.promises, 1):
        due = each["due"] if isinstance(each["due"], datetime) else _due(each["due"], number)
        work.session.add(
            Promise(
                case_id=case.id,
                reply_id=reply.id,
                what=each["what"],
                department=each.get("department") or row.department,
                due_at=due,
            )
        )


def _due(written: str, number: int) -> datetime:
    try:
        moment, is_date = parse_time(written)
    except BadInput as error:
        raise BadInput(f"第 {number} 项承诺的期限有误：{error.why}", field="sign") from None
    return moment + timedelta(days=1, seconds=-1) if is_date else moment


def _appear(work: Work) -> None:
    reply, form = work.subject, work.form
    at = form["at"] or work.now
    if at > work.now:
        raise BadInput("发布时间不能在将来", field="at")
    text = form["text"] or ""
    row = Appearance(
        reply_id=reply.id,
        place=form["place"],
        url=form["url"] or "",
        at=at,
        text=text,
        content_hash=hashlib.sha256(text.encode()).hexdigest() if text else "",
    )
    if row.url and not row.url.startswith(("http://", "https://")):
        raise BadInput("网址应以 http:// 或 https:// 开头", field="url")
    work.session.add(row)
    work.session.flush()
    work.made["appearance"] = row.id


def _redact(work: Work) -> None:
    """Take personal data off the public page: the reply keeps its place and time, the text is the masked one."""
    reply, form = work.subject, work.form
    for name in ("title", "question", "text", "done"):
        if form[name]:
            setattr(reply, name, form[name])
    if not any(form[name] for name in ("title", "question", "text", "done")):
        raise BadInput("请填写隐去后的文字", field="text")


def _withdraw(work: Work) -> None:
    work.subject.withdrawn_at, work.subject.public = work.now, False
    work.tell("withdrawn", f"公开页撤下：{work.subject.title}", "office", "political", work.the_case.lead)


def _send_back(work: Work) -> None:
    publishing.mark_sent_back(work.subject, work.now)


def _not_sent_back(work: Work) -> str | None:
    if work.the_case.ref is None and work.the_case.channel not in LETTERS:
        return "没有来信来电人。"
    return "已经告知来信来电人。" if work.subject.sent_back_at else None


def _promise_add(work: Work) -> None:
    form = work.form
    if form["due_at"] <= work.now:
        raise BadInput("期限应在将来", field="due_at")
    department = form["department"] or work.the_case.lead
    if not department or not (is_own(work.pack, department) or is_county_body(work.pack, department)):
        raise BadInput("请选择承诺的科室", field="department")
    row = Promise(case_id=work.the_case.id, what=form["what"], department=department, due_at=form["due_at"])
    work.session.add(row)
    work.session.flush()
    work.made["promise"] = row.id


def _promise_keep(work: Work) -> None:
    work.subject.kept_at, work.subject.note = work.now, work.form["note"]


OWNERS = ("office", "political", "liaison", "head")
LATER = (*AFTER_REPLY, "closed", "archived", "no_reply")

MOVES = (
    Move("publish", "签发发布", "draft", ("approved",), "published", SIGNERS, _publish, check=_may_publish, key="F",
         fields=(Field("title", "公开标题", help="不填则用事项标题"),
                 Field("sign", "本人签发", "bool", required=True, help="程序自己从不发布")),
         condition="审签链走完；红色由新闻发言人签发；公开渠道的须主动公开；隔离事项只答复来信来电人"),
    Move("appear", "记录其他发布", "reply", ("published",), "", (*OWNERS, "duty_officer", "spokesperson"), _appear,
         fields=(Field("place", "发布在哪里", required=True), Field("url", "网址"), Field("at", "发布时间", "time"),
                 Field("text", "内容留存", "long"))),
    Move("redact", "隐去个人信息", "reply", ("published",), "", ("office",), _redact,
         fields=(Field("title", "标题", prefill="title"), Field("question", "群众问了什么", "long", prefill="question"),
                 Field("text", "回应内容", "long", prefill="text"), Field("done", "做了什么", "long", prefill="done"),
                 reason())),
    Move("withdraw_reply", "撤下公开页", "reply", ("published",), "", ("office", "deputy_chief", "bureau_chief"),
         _withdraw, fields=(reason(),), condition="已停的时限不因此重计"),
    Move("send_back", "告知来信来电人", "reply", ("published",), "", OWNERS, _send_back, own=True,
         check=_not_sent_back),
    Move("promise_add", "登记承诺", "case", ("in_hand", "drafting", "review", "approved", *LATER), "", OWNERS,
         _promise_add, own=True, fields=(Field("what", "承诺什么", "long", required=True),
                                         Field("department", "由谁", "department"),
                                         Field("due_at", "何时之前", "time", required=True))),
    Move("promise_keep", "承诺兑现", "promise", ("open",), "", OWNERS, _promise_keep, own=True,
         fields=(Field("note", "兑现情况", "long", required=True),)),
)  # fmt: skip
