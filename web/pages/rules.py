"""Rules of responsibility: as they stand, a dry run of a changed file over past cases, and what officers corrected."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from classifiers.verdict_rows import verdict_of
from errors import BadInput
from packs.pack import Pack
from packs.reading import read_part, wrong
from packs.schema.judging import Routing
from routing.conditions import CONDITIONS
from routing.responsibility import Moved, dry_run
from store import rules_page
from web.admin_places import OFFICE, admin_page
from web.forms import Posted
from web.sessions import Visitor, with_role
from web.site import Here, Site

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*OFFICE))]
Office = Annotated[Visitor, Depends(with_role("office"))]
PAST = 2000
SHOWN = 60
MAKERS = {"@duty": "职责最合的科室", "@others": "其他碰到的科室", "@outside": "局外单位", "@county": "属地单位",
          "@functional": "业务科室", "@office": "办公室", "@political": "政治处", "@discipline": "机关纪委",
          "@legality": "合法性审查科室"}  # fmt: skip
FILE = "routing.yaml"


@router.get("/admin/rules")
def show(request: Request, site: Here, who: Reader) -> Response:
    """The rules, and proposals from corrections."""
    return _page(request, site, who, written=(site.pack.folder / FILE).read_text("utf-8"))


@router.post("/admin/rules/try")
def try_(request: Request, site: Here, who: Reader, form: Posted) -> Response:
    """Decide the past cases again by the changed rules; nothing is changed by it."""
    written = form.text("rules")
    try:
        changed = read_rules(written, site.pack)
    except BadInput as error:
        place = "".join((f"第 {error.line} 行" if error.line else "", f"（{error.field}）" if error.field else ""))
        return _page(request, site, who, written=written, why=f"{place}：{error.why}" if place else error.why)
    with site.database.read() as session:
        past = rules_page.past_cases(session, PAST)
    verdicts = [(verdict_of(str(each.id), each.columns), each.channel) for each in past]
    moved = dry_run(site.pack.routing, changed, verdicts, site.pack)
    return _page(request, site, who, written=written, run=_run(site, who, past, moved))


@router.post("/admin/rules/proposals")
def settle(site: Here, who: Office, form: Posted) -> Response:
    """A proposal is taken into the duty list (by hand, in the pack), or refused."""
    state = {"taken": rules_page.TAKEN, "refused": rules_page.REFUSED}.get(form.text("do"))
    if state is not None:
        with site.database.write() as session:
            rules_page.settle(session, who.actor, form.text("was"), form.text("now"), state, site.clock())
    return RedirectResponse("/admin/rules#proposals", 303)


def read_rules(written: str, pack: Pack) -> Routing:
    """Rules from the text of a routing.yaml; raises BadInput with line and field, also for names nobody knows."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        file.write_text(written, "utf-8")
        routing = read_part(file, Routing)
        for number, rule in enumerate(routing.rules):
            if rule.when not in CONDITIONS:
                raise wrong(file, ["rules", number, "when"], f"没有条件 {rule.when}（可用：{'、'.join(CONDITIONS)}）")
            for name in (rule.lead, *rule.assist):
                if name not in MAKERS and name not in pack.department_by_name:
                    raise wrong(file, ["rules", number, "lead"], f"没有单位 {name}")
    return routing


def _run(site: Site, who: Visitor, past: list[rules_page.PastCase], moved: list[Moved]) -> dict[str, Any]:
    with site.database.read() as session:
        titles = rules_page.titles_of(session, who.actor, [int(each.id) for each in moved[:SHOWN]])
    numbers = {str(each.id): each.number for each in past}
    flows = Counter((each.before.lead, each.after.lead) for each in moved if each.before.lead != each.after.lead)
    broken = Counter(f"{fault.rule}：{fault.why}" for each in moved for fault in each.after.broken)
    return {"looked": len(past), "moved": moved, "titles": titles, "numbers": numbers, "flows": flows.most_common(30),
            "broken": broken.most_common(5)}  # fmt: skip


def _page(
    request: Request, site: Site, who: Visitor, *, written: str, why: str = "", run: dict[str, Any] | None = None
) -> Response:
    with site.database.read() as session:
        proposals = rules_page.proposals(session)
    return admin_page(
        request,
        site,
        "rules",
        who,
        status=422 if why else 200,
        routing=site.pack.routing,
        file=site.pack.folder / FILE,
        written=written,
        why=why,
        run=run,
        shown=SHOWN,
        past=PAST,
        proposals=proposals,
        makers=MAKERS,
    )
