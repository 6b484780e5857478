"""Every setting with its value, where it came from, and how to change it; secrets are never shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from web.admin_places import admin_page
from web.sessions import Visitor, with_role
from web.site import Here, SiteSettings

router = APIRouter()
Keeper = Annotated[Visitor, Depends(with_role("system_admin"))]
MEANINGS = {
    "data": "数据目录：数据库、模型、证据",
    "database": "PostgreSQL 地址；空着就用数据目录里的 SQLite",
    "pack": "组织包",
    "contact": "访问信源时留给对方的联系方式",
    "secret_key": "来信原文的加密密钥；空着就用数据目录里的 secret.key",
    "public_url": "公众页的网址，用在订阅和通知的链接里",
    "channels": "通知渠道文件；空着就只在工作台里通知",
    "heartbeat_url": "一切正常时每分钟去敲一下的外部地址",
    "secure_cookies": "只经 HTTPS 发送登录凭证",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One setting. `origin`: an environment variable, a flag, or empty for the default."""

    variable: str
    meaning: str
    value: str
    origin: str


@router.get("/admin/settings")
def show(request: Request, site: Here, who: Keeper) -> Response:
    """All settings."""
    return admin_page(request, site, "settings", who, lines=lines_of(site.settings))


def lines_of(settings: SiteSettings) -> list[Line]:
    """The settings in their order."""
    made = []
    for name, origin in settings.origins.items():
        value = shown(name, getattr(settings, name))
        origin = "" if origin == "default" else origin
        made.append(Line(f"HUIYING_{name.upper()}", MEANINGS.get(name, ""), value, origin))
    return made


def shown(name: str, value: object) -> str:
    """The value for a page: secrets as set or not, addresses without passwords and keys."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if not str(value):
        return "（空）"
    if name == "secret_key":
        return "已设置，不显示"
    if name in ("database", "heartbeat_url"):
        return _without_secrets(str(value))
    return str(value)


def _without_secrets(written: str) -> str:
    try:
        parts = urlsplit(written)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "已设置，不显示"
    if not parts.hostname:
        return "已设置，不显示"
    rest = parts.path if parts.scheme.startswith("postgres") else "/…" if parts.path.strip("/") or parts.query else ""
    return f"{parts.scheme}://{parts.hostname}{port}{rest}"
