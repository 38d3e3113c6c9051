"""`yishu doctor`: is this installation sound? Each finding says what is wrong and what to do; nothing is changed."""

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
import psycopg
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.hosting.archiving import checking
from yishu.node import clocks, content, postgres
from yishu.node.configuration import setting
from yishu.operations import backup_key, contents, queries
from yishu.operations.models import Drill
from yishu.operations.risk import BACKUP_AGE, DRILL_AGE

SKEW: Final = timedelta(seconds=5)
FREE_BYTES: Final = 2 * 1024**3
FREE_SHARE: Final = 0.05
AHEAD: Final = timedelta(days=60)
OLDEST_PYTHON, OLDEST_POSTGRES = (3, 11), 15


class Finding(msgspec.Struct, frozen=True):
    """One check: `state` is ok, warn (works, and should be better) or bad (must be mended; exit code 1)."""

    check: str
    state: str
    found: str
    remedy: str = ""


def examine(folder: Path, address: str, *, full: bool = False) -> list[Finding]:
    """All checks over a node's folder and database; `full` reads every file of a version, else a few of them."""
    found = list(_machine(folder))
    with psycopg.connect(address, autocommit=True) as connection:
        for check in (_postgres, _durable, _schema, _clock):
            found.append(check(connection))
        found.append(_documents(connection, folder))
    return [*found, _version_files(full=full), _working_days(), *_recovery()]


def _machine(folder: Path) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield _of("python", sys.version_info >= OLDEST_PYTHON, version, "安装 Python 3.11 或更新的版本")
    yield _folder(folder)
    yield _secrets(folder)
    yield _disk(folder)
    yield _fonts()
    yield _port()
    yield from _addresses()


def _postgres(connection: psycopg.Connection) -> Finding:
    version = connection.info.server_version
    return _of(
        "postgresql",
        version // 10_000 >= OLDEST_POSTGRES,
        f"{version // 10_000}.{version % 10_000}",
        "升级到 15 或更新",
    )


def _durable(connection: psycopg.Connection) -> Finding:
    """As the node's own connections are: they turn on synchronous_commit themselves."""
    connection.execute("set synchronous_commit to on")
    try:
        postgres.require_durable(connection.execute(postgres.DURABILITY).fetchall())
    except Problem as weak:
        return Finding(
            "durability",
            "bad",
            str(weak.params["settings"]),
            "在数据库服务器上打开这些设置，否则断电会丢失已确认的留痕",
        )
    return Finding("durability", "ok", "fsync, full_page_writes, synchronous_commit = on")


def _schema(connection: psycopg.Connection) -> Finding:
    rows = connection.execute("select app, name from django_migrations").fetchall()
    missing = sorted(set(MigrationLoader(None).disk_migrations) - set(rows))
    return _of(
        "schema", not missing, ", ".join(".".join(each) for each in missing[:3]) or "up to date", "运行 yishu migrate"
    )


def _clock(connection: psycopg.Connection) -> Finding:
    [(there,)] = connection.execute("select clock_timestamp()").fetchall()
    skew = abs(datetime.now(UTC) - there)
    return _of("clock", skew <= SKEW, f"{skew.total_seconds():.3f} s", "在两台机器上启用时间同步（NTP）")


def _documents(connection: psycopg.Connection, folder: Path) -> Finding:
    """Every document's bytes are there in full size; they are not read."""
    gone = content.lacking(contents.list_document_files(connection), within=folder)
    shown = f"{len(gone)} missing: {', '.join(gone[:3])}" if gone else "all there"
    return _of("documents", not gone, shown, "从备份取回 files/ 中缺失的文件（以摘要命名）")


def _version_files(*, full: bool) -> Finding:
    """The store answers, and what is on record is there: by size, and some or all of it by every byte."""
    name, remedy = "version files", "核对 YISHU_VERSION_STORE、网络和 AWS_* 密钥；在此之前，仅存于文件的版本取不到"
    try:
        checked = checking.check(every=full)
    except ValueError as wrong:
        return Finding(name, "bad", str(wrong), remedy)
    if not checked.reached:
        return Finding(name, "bad", f"{checked.place} does not answer", remedy)
    if gone := checked.unsound:
        shown = f"{len(gone)} missing or altered: {', '.join(gone[:3])}"
        return Finding(name, "bad", shown, "从备份或存储桶的历史版本取回这些文件（名称见 archiving_versionfile.name）")
    return Finding(name, "ok", f"{checked.files} at {checked.place}, {checked.read} read whole")


def _folder(folder: Path) -> Finding:
    """Nobody else may write it; others may at most pass through (an embedded PostgreSQL runs as another account)."""
    mode = folder.stat().st_mode & 0o777
    state = "bad" if mode & 0o022 else "warn" if mode & 0o044 else "ok"
    return Finding("folder", state, f"{folder} {mode:04o}", "" if state == "ok" else f"chmod 711 {folder}")


def _secrets(folder: Path) -> Finding:
    path = Path(setting("secrets")) if setting("secrets") else folder / "secrets.toml"
    if not path.exists():
        return Finding("secrets", "bad", f"{path} missing", "从备份恢复 secrets.toml；没有它，旧留痕不能按号码检索")
    mode = path.stat().st_mode & 0o777
    return _of("secrets", not mode & 0o077, f"{path} {mode:04o}", f"chmod 600 {path}")


def _disk(folder: Path) -> Finding:
    usage = shutil.disk_usage(folder)
    enough = usage.free >= FREE_BYTES and usage.free >= usage.total * FREE_SHARE
    return _of(
        "disk",
        enough,
        f"{usage.free / 1024**3:.1f} GiB free of {usage.total / 1024**3:.1f}",
        "清理或扩容；写满后平台停止服务",
    )


def _fonts() -> Finding:
    """Chinese on printed reports."""
    places = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("~/.local/share/fonts").expanduser())
    names = ("cjk", "hans", "song", "fang", "wqy", "simsun", "sourcehan")
    found = next(
        (
            path.name
            for place in places
            for path in place.rglob("*")
            if path.suffix in (".ttf", ".ttc", ".otf", ".otc") and any(n in path.name.lower() for n in names)
        ),
        "",
    )
    return _of("fonts", bool(found), found or "no Chinese font", "安装 fonts-noto-cjk", otherwise="warn")


def _port() -> Finding:
    """Whether `yishu serve` could listen now; a node that runs has it, and that is as well."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", 8000))
        except OSError:
            return Finding("port", "warn", "8000 is taken", "若不是本节点在用，请换端口：yishu serve --port")
    return Finding("port", "ok", "8000 is free")


def _addresses() -> Iterator[Finding]:
    open_hosts = "*" in settings.ALLOWED_HOSTS
    yield _of("hosts", not open_hosts, ",".join(settings.ALLOWED_HOSTS), "YISHU_HOSTS 写明平台的域名，不用 *")
    yield _of(
        "https",
        setting("https") == "1",
        f"YISHU_HTTPS={setting('https')}",
        "正式运行在代理上启用 TLS，并设 YISHU_HTTPS=1",
        otherwise="warn",
    )
    yield _of(
        "demo",
        not settings.YISHU_DEMO,
        "on" if settings.YISHU_DEMO else "off",
        "正式运行请用 yishu serve",
        otherwise="warn",
    )


def _working_days() -> Finding:
    """Deadlines of the next 60 days are counted over days that a notice covers."""
    until = clocks.calendar().confirmed_until
    enough = until >= shanghai_day(timezone.now() + AHEAD)
    return _of("working days", enough, f"confirmed until {until}", "录入国务院办公厅的下一年放假通知", otherwise="warn")


def _recovery() -> Iterator[Finding]:
    now, made, drill = timezone.now(), queries.find_latest_backup(), queries.find_latest_recovery()
    path = backup_key.usual_place()
    fresh = made is not None and made.made_at >= now - BACKUP_AGE
    yield _of(
        "backup",
        fresh,
        f"{made.made_at:%Y-%m-%d %H:%M} UTC" if made else "none",
        "每天运行 yishu backup 目录",
        otherwise="warn",
    )
    yield _of(
        "backup place",
        made is None or Path(made.place).exists(),
        made.place if made else "none",
        "备份已不在原处：请核实并重新备份",
    )
    yield _of(
        "backup key",
        made is None or os.access(path, os.R_OK),
        str(path),
        "放回备份密钥的副本，否则备份不能恢复",
        otherwise="warn",
    )
    passed = drill is not None and drill.outcome == Drill.Outcome.PASSED and (drill.held_at or now) >= now - DRILL_AGE
    said = f"{drill.held_at:%Y-%m-%d} {drill.outcome}" if drill and drill.held_at else "none"
    yield _of("drill", passed, said, "运行 yishu drill", otherwise="warn")


def _of(check: str, holds: bool, found: str, remedy: str, *, otherwise: str = "bad") -> Finding:
    return Finding(check, "ok", found) if holds else Finding(check, otherwise, found, remedy)
