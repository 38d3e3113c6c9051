"""Commands of operations; what they need is imported when they run."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from yishu.operations.backup_key import BackupKey

DAY = click.DateTime(["%Y-%m-%d"])
FOLDER = click.Path(file_okay=False, path_type=Path)
key_option = click.option(
    "--key-file", type=click.Path(dir_okay=False, path_type=Path), help="The backup key; else YISHU_BACKUP_KEY."
)
node_option = click.option("--node", type=FOLDER, help="The node's folder; else YISHU_DIR.")
json_option = click.option("--json", "as_json", is_flag=True, help="The report as JSON.")


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@node_option
@key_option
def backup(folder: Path, node: Path | None, key_file: Path | None) -> None:
    """A new backup in DIR: database and node files, encrypted and verified. The node may run meanwhile."""
    with _beside(node) as (place, address):
        from django.utils import timezone

        from yishu.core.actor import PLATFORM
        from yishu.operations import backup as backups
        from yishu.operations import commands

        made = backups.make(address, place, folder.resolve(), _key(key_file, may_make=True))
        commands.record_backup(PLATFORM, made, now=timezone.now())
    click.echo(str(made.place))
    click.echo(f"{made.bytes} bytes, {made.manifest.evidence.count} records of evidence, verified", err=True)


@click.command()
@click.argument("source", metavar="BACKUP", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dir", "target", type=FOLDER, required=True, help="The new node's folder: new, or empty.")
@key_option
def restore(source: Path, target: Path, key_file: Path | None) -> None:
    """A working node from a backup (or the newest one in a folder of backups). With YISHU_DATABASE_URL into that database, which must be empty."""
    from yishu.node.configuration import setting
    from yishu.operations import manifest
    from yishu.operations import restore as restoring

    place = manifest.latest(source.resolve())
    address = setting("database_url")
    found = restoring.restore(place, target.resolve(), _key(key_file), address=address, known=_known_migrations())
    click.echo(f"{place.name}: {found.evidence.count} records of evidence hold, {len(found.tables)} tables", err=True)
    click.echo(f"YISHU_DIR={target.resolve()} YISHU_NODE_CODE={found.node} yishu serve")


@click.command()
@click.option(
    "--backup",
    "source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="This one, not the latest.",
)
@node_option
@key_option
@json_option
def drill(source: Path | None, node: Path | None, key_file: Path | None, as_json: bool) -> None:
    """Rehearse a recovery: restore the latest backup elsewhere, compare it, time it, file the report; exit code 1 if anything does not hold."""
    with _beside(node) as (_, address):
        import msgspec
        from django.utils import timezone

        from yishu.core.actor import PLATFORM
        from yishu.operations import commands, manifest, queries
        from yishu.operations import drill as drills
        from yishu.operations.errors import BackupNotFound

        latest = queries.find_latest_backup()
        if source is None and latest is None:
            raise BackupNotFound(folder="-")
        place = manifest.latest(source.resolve() if source else Path(latest.place if latest else ""))
        report = drills.hold(address, place, _key(key_file), now=timezone.now())
        commands.file_recovery(PLATFORM, report, now=timezone.now())
        _say(msgspec.to_builtins(report), as_json, _words_of_drill(report))
    sys.exit(0 if report.holds else 1)


@click.command()
@node_option
@json_option
@click.option("--full", is_flag=True, help="Read every file of a version; else a few of them.")
def doctor(node: Path | None, as_json: bool, full: bool) -> None:
    """Examine an installation and say what to do; exit code 1 if something must be mended."""
    with _beside(node) as (place, address):
        import msgspec

        from yishu.operations import doctor as doctors

        found = doctors.examine(place, address, full=full)
    marks = {"ok": "✓", "warn": "!", "bad": "✗"}
    lines = [
        f"{marks[each.state]} {each.check}: {each.found}{f' → {each.remedy}' if each.remedy else ''}" for each in found
    ]
    holds = all(each.state != "bad" for each in found)
    _say({"holds": holds, "checks": msgspec.to_builtins(found)}, as_json, lines)
    sys.exit(0 if holds else 1)


@click.command()
@node_option
@json_option
def risk(node: Path | None, as_json: bool) -> None:
    """Assess the platform's risks, keep the result, and compare it with the run before."""
    with _beside(node):
        import msgspec
        from django.utils import timezone

        from yishu.core.actor import PLATFORM
        from yishu.operations import commands, queries
        from yishu.operations import risk as risks

        made = commands.assess_risk(PLATFORM, now=timezone.now())
        compared = risks.compare(made, queries.find_latest_assessment(before=made))
        new = {(each.check, each.key) for each in compared.new}
        findings = made.read_findings()
    lines = [
        f"{'+' if (each.check, each.key) in new else ' '} {each.severity}\t{each.zh}\t{each.remedy_zh}\t{each.owner}"
        for each in findings
    ]
    summary = {
        "at": made.at.isoformat(),
        "checks": made.checks,
        "findings": msgspec.to_builtins(findings),
        "new": [each.key for each in compared.new],
        "gone": [each.key for each in compared.gone],
    }
    _say(summary, as_json, [*lines, f"{len(findings)} findings, {len(compared.new)} new, {len(compared.gone)} gone"])


@click.group()
def evaluation() -> None:
    """Evaluations from outside: classified protection (等保测评), cryptography (密评), the yearly risk assessment."""


@evaluation.command("record")
@click.option("--kind", type=click.Choice(["classified-protection", "cryptography", "risk"]), required=True)
@click.option("--level", type=click.Choice(["1", "2", "3", "4", "5"]), help="Required for classified-protection.")
@click.option("--assessor", required=True, help="The body that evaluated.")
@click.option("--held", type=DAY, required=True)
@click.option("--next-due", type=DAY, required=True, help="When the next one is due at the latest.")
@click.option("--number", required=True, help="The report's number.")
@click.option("--report", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Its file, to be hashed.")
@click.option("--findings", required=True, help="What it concluded and found.")
@node_option
def record_evaluation(node: Path | None, report: Path | None, held: datetime, next_due: datetime, **given: Any) -> None:
    """Put one on record, as its report says."""
    with _beside(node):
        from django.utils import timezone

        from yishu.core.actor import PLATFORM
        from yishu.operations import evaluations

        with report.open("rb") if report else nullcontext() as file:
            digest = evaluations.digest_of(file) if file else ""
        draft = evaluations.Draft(
            kind=given["kind"],
            level=given["level"] or "",
            assessor=given["assessor"],
            held_on=held.date(),
            next_due=next_due.date(),
            findings=given["findings"],
            report_number=given["number"],
            report_digest=digest,
        )
        made = evaluations.record(PLATFORM, draft, now=timezone.now())
    click.echo(f"{made.kind} {made.report_number}: {made.held_on} → {made.next_due}")


@evaluation.command("list")
@node_option
@json_option
def list_evaluations(node: Path | None, as_json: bool) -> None:
    """All on record, the newest first; the newest of each kind is `overdue` or not."""
    with _beside(node):
        from django.utils import timezone

        from yishu.operations import evaluations

        shown = evaluations.outline(timezone.now())
    lines = [
        f"{'!' if each['overdue'] else ' '} {each['kind']}\t{each['level']}\t{each['held_on']} → {each['next_due']}\t{each['assessor']}\t{each['report_number']}"
        for each in shown
    ]
    _say({"evaluations": shown}, as_json, lines)


COMMANDS: tuple[click.Command, ...] = (backup, restore, drill, doctor, risk, evaluation)


@contextmanager
def _beside(node: Path | None) -> Iterator[tuple[Path, str]]:
    """The node's folder and the address of its database, with Django over it; a folder that holds no node is left alone."""
    from yishu import serving
    from yishu.node.configuration import setting
    from yishu.operations.errors import NoNodeHere

    place = (node or Path(setting("dir", ".yishu"))).resolve()
    embedded = place / "postgres"
    if not place.is_dir() or not (setting("database_url") or embedded.is_dir()):
        raise NoNodeHere(folder=place)
    with serving.database_beside(place) as address:
        serving.ready_django()
        yield place, address


def _key(named: Path | None, *, may_make: bool = False) -> "BackupKey":
    """The key; the first backup makes it, where nobody has named another."""
    from yishu.operations import backup_key

    path = named or backup_key.usual_place()
    if may_make and not path.exists():
        try:
            made = backup_key.make(path)
        except FileExistsError:  # another backup was quicker
            return backup_key.load(path)
        click.echo(f"新的备份密钥：{path}。请把副本存放到另一处：没有它，备份不能恢复；它不在备份里。", err=True)
        return made
    return backup_key.load(path)


def _known_migrations() -> frozenset[str]:
    """What this program brings, read from its own files: no database is needed, and no secrets are made."""
    import importlib.util

    from django.apps import AppConfig

    names = set()
    for app in ("auth", "contenttypes", "sessions"):
        names |= _migrations_of(f"django.contrib.{app}", app)
    spec = importlib.util.find_spec("yishu")
    root = Path(((spec and spec.submodule_search_locations) or [""])[0])
    for folder in root.glob("**/migrations"):  # parts of a slice are apps of their own
        package = ".".join(("yishu", *folder.parent.relative_to(root).parts))
        names |= _migrations_of(package, AppConfig.create(package).label)
    return frozenset(names)


def _migrations_of(package: str, label: str) -> set[str]:
    import importlib.util

    spec = importlib.util.find_spec(f"{package}.migrations")
    folders = (spec.submodule_search_locations or []) if spec else []
    return {f"{label}.{file.stem}" for folder in folders for file in Path(folder).glob("0*.py")}


def _words_of_drill(report: object) -> list[str]:
    from yishu.operations.drill import Report

    assert isinstance(report, Report)
    lines = [f"{'✓' if check.holds else '✗'} {check.what}: {check.note}" for check in report.checks]
    lines.append(
        f"recovered in {report.recovery_seconds} s; lost {report.loss.records} records, {report.loss.seconds} s"
    )
    return [*lines, "holds" if report.holds else "DOES NOT HOLD"]


def _say(content: object, as_json: bool, lines: list[str]) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=1, default=str) if as_json else "\n".join(lines))
