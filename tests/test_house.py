"""The walls of the house: what may import what, how long things may be, what must stand in the documentation."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from cli import COMMANDS
from settings import Settings
from tests.realdata import ROOT

PACKAGES = ("monitor", "classifiers", "routing", "notify", "reports", "store", "web", "packs", "commands")
PLAIN = ("cli", "scheduler", "settings", "errors", "times")
TOP = ("commands", "cli", "scheduler", "settings")


def sources(*places: str) -> Iterator[Path]:
    for place in places:
        yield from sorted((ROOT / place).rglob("*.py"))


def imported(file: Path) -> set[str]:
    """First parts of all module names that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def own_code() -> list[Path]:
    return [*sources(*PACKAGES), *(ROOT / f"{name}.py" for name in PLAIN)]


def functions(file: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (
                f"{file.relative_to(ROOT)}:{node.lineno} {node.name}",
                (node.end_lineno or node.lineno) - node.lineno + 1,
            )


@pytest.mark.parametrize("roof", ["cli", "scheduler", "settings"])
def test_only_the_top_floor_knows_the_roof(roof: str) -> None:
    below = [file for file in sources(*PACKAGES) if file.relative_to(ROOT).parts[0] not in TOP]
    assert [str(file.relative_to(ROOT)) for file in below if roof in imported(file)] == []


def test_the_ground_floor_stands_on_nothing_of_ours() -> None:
    ours = {*PACKAGES, *PLAIN}
    assert imported(ROOT / "errors.py") & ours == set()
    assert imported(ROOT / "times.py") & ours == {"errors"}


def test_deciding_code_asks_no_clock() -> None:
    """`now` is handed in: nothing below the top floor and the pages may ask for the time."""
    asking = []
    for file in sources("classifiers", "routing", "notify", "reports", "store", "packs"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if ast.unparse(node) in ("datetime.now", "datetime.utcnow", "date.today", "utc_now"):
                asking.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert asking == []


def test_files_and_functions_stay_small() -> None:
    assert [str(f.relative_to(ROOT)) for f in own_code() if len(f.read_text("utf-8").splitlines()) > 400] == []
    lengths = [each for file in own_code() for each in functions(file)]
    assert [name for name, length in lengths if length > 50] == []
    ordered = sorted(length for _, length in lengths)
    assert ordered[len(ordered) // 2] <= 10


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(file.relative_to(ROOT)) for file in own_code() if not ast.get_docstring(ast.parse(file.read_text("utf-8")))
    ]
    assert silent == []


def test_every_setting_stands_in_the_documentation() -> None:
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    names = [f"`HUIYING_{each.name.upper()}`" for each in fields(Settings) if each.name != "origins"]
    assert [name for name in names if name not in text] == []


def test_every_command_stands_in_the_documentation() -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"`{name}" not in text] == []


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help_with_an_example(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", name, "--help"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"huiying {name}" in done.stdout


def test_every_library_was_chosen_with_a_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    table = (ROOT / "docs" / "decisions" / "01-which-libraries-does-it-stand-on.md").read_text("utf-8")
    chosen = {
        name
        for line in table.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([^`]+)`", line.split("|")[1])
    }
    assert chosen == {re.split(r"[<>=;\[ ]", each)[0] for each in project["dependencies"]}


def test_links_of_the_documentation_lead_somewhere() -> None:
    broken = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
            if not target.startswith(("http", "mailto")) and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_the_wheel_carries_packs_pages_and_models(tmp_path: Path) -> None:
    # From a copy: a build in place would leave a folder whose old files the next wheel would carry.
    left_out = shutil.ignore_patterns(".*", "build", "data", "pictures", "__pycache__", "*.egg-info")
    shutil.copytree(ROOT, tmp_path / "source", ignore=left_out)
    words = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    words += ["--no-deps", "--no-build-isolation"]
    subprocess.run([*words, "-w", str(tmp_path), "."], cwd=tmp_path / "source", check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, ending in (
        ("packs", ".yaml"), ("web/templates", ".html"), ("web/assets", ".css"), ("classifiers/shipped", ".npz"),
        ("store/migrations", ".py"), ("commands/demo_city", ".yaml"),
    ):  # fmt: skip
        held = [file.relative_to(ROOT).as_posix() for file in (ROOT / folder).rglob(f"*{ending}")]
        assert held
        assert [name for name in held if name not in names] == []
    for name in PLAIN:
        assert f"{name}.py" in names
