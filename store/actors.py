"""Who acts: the person (or the program itself) behind a move, as the log and the permissions see them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with roles and, for liaisons and heads, a department. `id` None = the program itself."""

    id: int | None
    name: str
    roles: frozenset[str] = frozenset()
    department: str = ""

    def has(self, *roles: str) -> bool:
        """True if the person holds at least one of `roles`."""
        return not self.roles.isdisjoint(roles)


PROGRAM = Actor(None, "系统", frozenset({"program"}))
"""The program acting by a rule (time ran out, text found); it never signs or publishes."""

ROLES: dict[str, str] = {
    "duty_officer": "值班员",
    "duty_chief": "值班长",
    "liaison": "科室联络员",
    "head": "科室负责人",
    "office": "办公室",
    "political": "政治处",
    "legality": "合法性审查",
    "secrecy": "保密审查",
    "deputy_chief": "分管领导",
    "bureau_chief": "主要负责人",
    "spokesperson": "新闻发言人",
    "discipline": "机关纪委",
    "assessor": "考核员",
    "originals": "原文查阅",
    "system_admin": "系统管理员",
    "security_admin": "安全管理员",
    "audit_admin": "审计管理员",
}
"""Role → its name on pages. The three administrators are separate: no person holds two of them."""
