"""What people see when something cannot be done: what went wrong, that nothing is lost, the next step."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from errors import BadInput, Refused
from web.public_rendering import trouble
from web.rendering import page
from web.security import HEADERS
from web.sessions import GoTo, Visitor, visitor_or_none
from web.site import site_of

LOG = logging.getLogger("huiying.web")
STATUS = {"not_found": 404, "unknown": 404, "stale": 409, "state": 409, "token": 401, "scope": 403}
SAID = {
    400: ("这个请求不完整", "地址或表单里有我们看不懂的内容，什么都没有改动。请返回上一页再试。"),
    403: ("这一步现在不能做", "什么都没有改动。"),
    404: ("没有这一页", "地址可能写错了，或者您没有权限看它。请从左侧的栏目重新进入。"),
    405: ("这个地址不接受这种请求", "请从页面上的按钮操作。"),
    409: ("已被别人先改动", "什么都没有改动。请刷新后看看现在的样子。"),
    413: ("内容太大", "请删减后再提交。"),
    500: ("程序出错了", "已经保存的内容不受影响。请稍后再试；还不行，请把时间和页面地址告诉系统管理员。"),
}


def add_failures(app: FastAPI) -> None:
    """Register what is answered for each kind of failure."""
    app.add_exception_handler(GoTo, _go)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(BadInput, _bad_input)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _broken)


def failure(request: Request, status: int, why: str = "", code: str = "") -> Response:
    """The page (or JSON below /api/) of one failure."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": code or HTTPStatus(status).phrase, "why": why or SAID[status][0]}, status)
    title, next_step = SAID.get(status, SAID[400])
    site = site_of(request)
    if site.public_only or request.url.path.startswith("/public"):
        return trouble(request, site, status, title, next_step)
    return page(request, site, "failure", who=_who(request), status=status, title=title, why=why, next_step=next_step)


def _who(request: Request) -> Visitor | None:
    return None if site_of(request).public_only else visitor_or_none(request, site_of(request))


def _go(request: Request, error: Exception) -> Response:
    return RedirectResponse(error.address if isinstance(error, GoTo) else "/", 303)


def _refused(request: Request, error: Exception) -> Response:
    code = error.code if isinstance(error, Refused) else ""
    return failure(request, STATUS.get(code, 403), str(error), code)


def _bad_input(request: Request, error: Exception) -> Response:
    return failure(request, 400, error.why if isinstance(error, BadInput) else "", "bad_input")


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return failure(request, status if status in SAID else 400)


def _invalid(request: Request, error: Exception) -> Response:
    if request.url.path.startswith("/api/") and isinstance(error, RequestValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return JSONResponse({"error": "invalid", "why": f"{where}: {first['msg']}"}, 422)
    return failure(request, 404 if request.method == "GET" else 400)


def _broken(request: Request, error: Exception) -> Response:
    LOG.error("page failed: %s %s", request.method, request.url.path, exc_info=error)
    answer = failure(request, 500)
    # The framework answers this one outside all other walls.
    answer.headers.update(HEADERS)
    return answer
