"""Where public pages stand: addresses of the running server, or relative ones between plain files."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass

from web.addresses import address
from web.rendering import asset


class Places(ABC):
    """The addresses that public pages name. `searches`: a page can be asked (plain files cannot)."""

    searches: bool = False
    home: str
    adoption: str
    consultations: str
    privacy: str
    feed: str
    json_feed: str
    style: str
    icon: str

    @abstractmethod
    def reply(self, slug: str) -> str:
        """The page of one reply."""

    @abstractmethod
    def topic(self, topic: str) -> str:
        """The list of one topic."""

    @abstractmethod
    def month(self, month: str) -> str:
        """The list of one month, written 2026-11."""

    @abstractmethod
    def consultation(self, consultation_id: int) -> str:
        """The page of one consultation."""


class Served(Places):
    """Addresses of the running server, below /public/."""

    searches = True
    home = "/public/"
    adoption = "/public/adoption"
    consultations = "/public/consultations"
    privacy = "/public/privacy"
    feed = "/public/feed.xml"
    json_feed = "/public/feed.json"

    def __init__(self) -> None:
        self.style, self.icon = asset("public.css"), asset("icon.svg")

    def reply(self, slug: str) -> str:
        """Below replies/, by its slug."""
        return f"/public/replies/{slug}"

    def topic(self, topic: str) -> str:
        """The list with that filter."""
        return address("/public/", {"topic": topic})

    def month(self, month: str) -> str:
        """The list with that filter."""
        return address("/public/", {"month": month})

    def consultation(self, consultation_id: int) -> str:
        """Below consultations/, by its number."""
        return f"/public/consultations/{consultation_id}"


@dataclass(frozen=True)
class Files(Places):
    """Addresses between plain files; `up` leads from the page to the folder of the export: "" or "../"."""

    up: str = ""

    def __post_init__(self) -> None:
        for name, file in FILES.items():
            object.__setattr__(self, name, f"{self.up}{file}")

    def reply(self, slug: str) -> str:
        """A file by its slug."""
        return f"{self.up}replies/{slug}.html"

    def topic(self, topic: str) -> str:
        """A file by a short digest: names of topics are Chinese and hold slashes."""
        return f"{self.up}topics/{hashlib.sha256(topic.encode()).hexdigest()[:12]}.html"

    def month(self, month: str) -> str:
        """A file by its month."""
        return f"{self.up}months/{month}.html"

    def consultation(self, consultation_id: int) -> str:
        """A file by its number."""
        return f"{self.up}consultations/{consultation_id}.html"


FILES = {
    "home": "index.html",
    "adoption": "adoption.html",
    "consultations": "consultations.html",
    "privacy": "privacy.html",
    "feed": "feed.xml",
    "json_feed": "feed.json",
    "style": "assets/public.css",
    "icon": "assets/icon.svg",
}
"""The files that stand at the top of an export, or in assets/."""
