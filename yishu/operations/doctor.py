"""`yishu doctor`: is this installation sound? Each finding says what is wrong and what to do; nothing is changed."""

import hashlib
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

from yishu.audit import months
from yishu.audit.archive import looking
from yishu.audit.log import own, reading
from yishu.audit.log.stamping import asking
from yishu.audit.log.stamping import own as own_authority
from yishu.audit.log.stamping import pages as stamp_pages
from yishu.audit.log.stamping import running as stamping
from yishu.audit.log.stamping.authorities import Authority
from yishu.audit.log.stamping.trust import StampInvalid
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.hosting.archiving import checking
from yishu.node import clocks, content, postgres, standbys
from yishu.node.configuration import setting
from yishu.node.keys import moving
from yishu.operations import backup_key, column_keys, contents, queries
from yishu.operations.models import Drill
from yishu.operations.risk import BACKUP_AGE, DRILL_AGE

SKEW: Final = timedelta(seconds=5)
FREE_BYTES: Final = 2 * 1024**3
FREE_SHARE: Final = 0.05
LOG_BEHIND: Final = timedelta(minutes=1)
AHEAD: Final = timedelta(days=60)
"""For which working days, and certificates of authorities, must hold."""
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
        for check in (_postgres, _durable, _schema, _clock, _sealed):
            found.append(check(connection))
        found += _standbys(connection)
        found += [_log(connection), _months(connection), _record_archive(), _documents(connection, folder)]
    return [*found, *_stamps(), _version_files(full=full), _working_days(), *_recovery()]


def _machine(folder: Path) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield _of("python", sys.version_info >= OLDEST_PYTHON, version, "安装 Python 3.11 或更新的版本")
    yield _folder(folder)
    yield _secrets(folder)
    yield _keys(folder)
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


def _standbys(primary: psycopg.Connection) -> Iterator[Finding]:
    """Each that gateways may read from; what is wrong with one costs speed and nothing else."""
    for address in settings.YISHU_READ_DATABASE_URLS:
        behind = standbys.measure(primary, address)
        lag = behind.why if behind.seconds is None else f"{behind.seconds:.1f} s, {behind.bytes} bytes behind"
        holds = behind.seconds is not None and behind.seconds <= settings.YISHU_READ_LAG_SECONDS
        remedy = "检查备库是否在线、是否由主库流复制；在此之前由主库作答"
        yield _of("standby", holds, f"{behind.name}: {lag}", remedy, otherwise="warn")


def _sealed(connection: psycopg.Connection) -> Finding:
    """Every value opens by the secrets that are here, and none is under an old key."""
    name, looked = "sealed columns", column_keys.look(connection)
    if looked.wrong:
        shown = f"{looked.wrong} of {looked.values} values cannot be opened"
        return Finding(name, "bad", shown, "换回与此数据库配套的 secrets.toml；被改动过的值请重新填写")
    shown = f"{looked.values} values, {looked.behind} under an old key, {looked.waiting} outside identities wait; key since {looked.since or '-'}"
    return _of(name, not looked.behind, shown, "运行 yishu keys rotate-columns --go-on", otherwise="warn")


def _log(connection: psycopg.Connection) -> Finding:
    """The worker appends, and the key in the folder is the one that signed last."""
    keys, (size, waiting) = reading.verifier_keys(connection), reading.progress(connection)
    if keys and own.key_file().exists() and str(own.signer().verifier) != keys[-1]:
        return Finding(
            "evidence log",
            "bad",
            "another key than the one that signed last",
            f"从备份恢复 {own.key_file().name}；日志在此之前不再追加",
        )
    behind = (timezone.now() - waiting).total_seconds() if waiting else 0.0
    if not keys or behind > LOG_BEHIND.total_seconds():
        return Finding(
            "evidence log", "warn", f"{size} records, {behind:.0f} s behind", "启动 yishu worker：留痕由它追加到日志"
        )
    return Finding("evidence log", "ok", f"{size} records, {behind:.0f} s behind")


def _stamps() -> Iterator[Finding]:
    """Every authority is asked for a stamp, which must hold."""
    try:
        found = stamping.list_late(timezone.now())
    except ValueError as wrong:
        yield Finding("time stamps", "bad", str(wrong), "每处写“地址 证书文件”，分号分隔；在此之前日志没有时间戳")
        return
    if not found:
        remedy = "设 YISHU_STAMP_AUTHORITIES：没有时间戳，日志何时如此只有本平台自己说"
        yield Finding("time stamps", "warn", "no authority is set", remedy)
    for authority, since, late in found:
        yield _stamp_by(authority, since if late else None)
    if settings.YISHU_TSA:
        yield _own_authority()


def _stamp_by(authority: Authority, late_since: datetime | None) -> Finding:
    name = f"time stamps, {authority.address}"
    try:
        _, stamp = asking.ask(authority, f"yishu doctor {timezone.now().isoformat()}".encode())
    except asking.AuthorityDown as down:
        return Finding(name, "bad", f"no answer: {down}", "核对地址、网络和该机构的服务；日志照常追加，只是没有时间戳")
    except StampInvalid as wrong:
        return Finding(name, "bad", str(wrong), f"{wrong.zh}：核对证书文件 {authority.file} 和两边的时钟")
    except (OSError, ValueError) as unread:
        return Finding(name, "bad", f"{authority.file}: {type(unread).__name__}", "放好该机构的证书（PEM）")
    if late_since is not None:
        remedy = "机构此刻可用：看 yishu worker 是否在运行、它的输出写了什么"
        return Finding(name, "bad", f"no stamp on what was signed at {late_since:%Y-%m-%d %H:%M} UTC", remedy)
    if stamp.signer.not_valid_after_utc < timezone.now() + AHEAD:
        until = f"{stamp.authority}, certificate until {stamp.signer.not_valid_after_utc:%Y-%m-%d}"
        return Finding(name, "warn", until, "向该机构取得新的证书，加入证书文件；旧证书保留，旧时间戳靠它核对")
    if (settings.YISHU_DIR / own_authority.FILE).exists() and stamp.signer == stamp_pages.own_signer().certificate:
        return Finding(
            name, "warn", f"{stamp.authority} is this node", "请由别的平台或机构出具：自己的时间戳不能证明什么"
        )
    return Finding(name, "ok", f"{stamp.authority}, {stamp.at:%Y-%m-%d %H:%M:%S} UTC")


def _own_authority() -> Finding:
    """What others are stamped by."""
    try:
        certificate = stamp_pages.own_signer().certificate
    except (OSError, ValueError, Problem) as wrong:
        return Finding("own authority", "bad", str(wrong), f"从备份恢复 {own_authority.FILE}，或放入本机构的密钥和证书")
    until = f"certificate until {certificate.not_valid_after_utc:%Y-%m-%d}"
    remedy = f"换上新的 {own_authority.FILE}，并把新证书给各使用平台"
    return _of("own authority", certificate.not_valid_after_utc > timezone.now() + AHEAD, until, remedy)


def _months(connection: psycopg.Connection) -> Finding:
    """The next month of the evidence has its partition, and nothing stands outside of them."""
    with connection.cursor() as cursor:
        ahead, outside = months.months_ahead(cursor, timezone.now()), months.count_outside(cursor)
    name, shown = "evidence months", f"{max(0, ahead)} months ahead, {outside} records in none"
    if ahead < 1:
        return Finding(
            name, "warn", shown, "启动 yishu worker，或重启 yishu serve：由它们建立下个月的分区；此间的留痕照常写入"
        )
    return _of(name, not outside, shown, "核对各主机的时钟：这些留痕的编号不在平台运行的年月之内", otherwise="warn")


def _record_archive() -> Finding:
    """The archive of the evidence answers, its files are there in full size, and nothing waits."""
    name, remedy = (
        "record archive",
        "核对 YISHU_ARCHIVE、YISHU_RECORD_MONTHS、网络和 AWS_* 密钥；已归档的留痕在此之前查不到",
    )
    try:
        found = looking.look(timezone.now())
    except ValueError as wrong:
        return Finding(name, "bad", str(wrong), remedy)
    if found is None:
        return Finding(name, "ok", "all records stay in the database")
    if not found.reached:
        return Finding(name, "bad", f"{found.place} does not answer", remedy)
    if found.lacking:
        shown = f"{len(found.lacking)} missing or altered: {', '.join(found.lacking[:3])}"
        return Finding(name, "bad", shown, "从备份或存储桶的历史版本取回这些文件")
    shown = f"{found.files} months at {found.place}, {found.waiting} waiting"
    return _of(
        name, not found.waiting, shown, "看后台进程的日志：归档之前要逐条核对，不符的不移出数据库", otherwise="warn"
    )


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
    # The same on all hosts of a node, or they name subjects differently.
    known = hashlib.sha256(b"yishu secrets" + settings.YISHU_SECRETS.subjects + settings.YISHU_SECRETS.tokens)
    known.update("".join(each.name for each in settings.YISHU_SECRETS.columns).encode())
    shown = f"{path} {mode:04o}, fingerprint {known.hexdigest()[:12]}"
    return _of("secrets", not mode & 0o077, shown, f"chmod 600 {path}")


def _keys(folder: Path) -> Finding:
    """Each can be read and signs."""
    found = moving.list_files(folder)
    try:
        for each in found:
            moving.try_out(each)
    except Problem as failed:
        return Finding("keys", "bad", failed.detail("en"), failed.detail("zh"))
    kept = sorted({each.kept.rstrip(":") for each in found})
    return Finding("keys", "ok", f"{len(found)} files, {', '.join(kept) or 'none yet'}")


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
