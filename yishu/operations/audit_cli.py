"""Commands of the evidence; what they need is imported when they run."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yishu.operations.erasing.cli import erase

if TYPE_CHECKING:
    from yishu.audit.log.notes import Checkpoint, VerifierKey
    from yishu.audit.log.stamping.tokens import Stamp
    from yishu.audit.log.verifier import Report

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
keys_option = click.option(
    "--key", "keys", multiple=True, metavar="KEY", help="The log's key, as the node publishes it at /log/key."
)
known_option = click.option(
    "--known", multiple=True, type=FILE, help="A checkpoint that you kept before: the log must continue it."
)
witness_option = click.option("--witness", "witnesses", multiple=True, metavar="KEY", help="The key of a witness.")

authority_option = click.option(
    "--authority", "authorities", multiple=True, type=FILE,
    help="Certificates (PEM) of a time stamping authority; for the node's own log those of its settings count as well.",
)  # fmt: skip
stamp_option = click.option(
    "--stamp", "stamps", multiple=True, type=FILE, help="A time stamp (.tsr) that you kept before, or of the proof."
)


@contextmanager
def _reaching_the_archive() -> Iterator[None]:
    """Where archived records cannot be read, nothing is said of the log."""
    from yishu.audit.errors import ArchiveRewritten, RecordArchiveUnreachable

    try:
        yield
    except (RecordArchiveUnreachable, ArchiveRewritten) as away:
        click.echo(f"{away.detail('zh')}\n{away.detail('en')}", err=True)
        sys.exit(2)


@contextmanager
def _beside_the_node() -> Iterator[str]:
    """The address of the node's database. Where there is no node, that is said, and none is begun."""
    from yishu import serving
    from yishu.node.configuration import setting

    folder = Path(setting("dir", ".yishu")).resolve()
    if not setting("database_url") and not (folder / "postgres").exists():
        click.echo(
            f"{folder} 里没有平台：请在平台的服务器上、以平台的设置（YISHU_DIR、YISHU_DATABASE_URL）运行。", err=True
        )
        click.echo(f"There is no node in {folder}: run this on the node's server, with its settings.", err=True)
        sys.exit(2)
    with serving.database_beside(folder) as address:
        yield address


@click.group("audit")
def audit() -> None:
    """The evidence log: checked, exported, proved."""


@audit.command("verify")
@click.option(
    "--offline",
    type=click.Path(exists=True, path_type=Path),
    help="An exported log, or an excerpt of one (a file); else the node's own.",
)
@click.option(
    "--log", metavar="ADDRESS", help="The log that a node publishes at its address, over the network; with --key."
)
@click.option("--proof", type=FILE, help="A proof (.tlog-proof) alone, with --receipt and --key.")
@click.option("--receipt", default="", help="The receipt that the proof belongs to.")
@keys_option
@known_option
@witness_option
@authority_option
@stamp_option
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
def verify(
    offline: Path | None, log: str | None, proof: Path | None, receipt: str, keys: tuple[str, ...], known: tuple[Path, ...],
    witnesses: tuple[str, ...], authorities: tuple[Path, ...], stamps: tuple[Path, ...], as_json: bool,
) -> None:  # fmt: skip
    """Say whether the log holds, or where it does not; exit code 1 on anything that does not hold. --offline and --proof need no database and no network."""
    from yishu.audit.log.faults import in_chinese
    from yishu.audit.log.notes import NoteInvalid, VerifierKey
    from yishu.audit.log.offline import words

    try:
        trusted, seen = [VerifierKey.read(each) for each in keys], [VerifierKey.read(each) for each in witnesses]
    except NoteInvalid as wrong:
        raise click.BadParameter(f"{in_chinese(wrong)}。\n{wrong}", param_hint="--key / --witness") from None
    notes, certificates = [file.read_text("utf-8") for file in known], [file.read_bytes() for file in authorities]
    kept = [file.read_bytes() for file in stamps]
    if proof is not None:
        _verify_proof(proof, receipt, trusted, seen, certificates, kept)
        return
    if log is not None:
        report, told = _verify_published(log, trusted, seen, notes)
    elif offline is None:
        report = _verify_own(trusted, notes, certificates, kept)
        told = words(report)
    else:
        report, told = _verify_export(offline, trusted, seen, notes, certificates, kept)
    _tell(report, told, as_json)
    sys.exit(0 if report.holds else 1)


def _verify_export(
    place: Path, keys: "list[VerifierKey]", witnesses: "list[VerifierKey]",
    known: list[str], certificates: list[bytes], kept: list[bytes],
) -> "tuple[Report, list[str]]":  # fmt: skip
    from yishu.audit.log.faults import in_chinese
    from yishu.audit.log.offline import examine_any

    try:
        found = examine_any(place, keys=keys, witnesses=witnesses, known=known, authorities=certificates, kept=kept)
    except ValueError as wrong:  # NoExport, NoExcerpt, NoteInvalid, StampInvalid, and what is no certificate
        raise click.UsageError(f"{in_chinese(wrong)}。\n{wrong}") from None
    if not keys:
        click.echo("未给出日志公钥：只核对了导出内容自身一致。请用 --key 给出从节点 /log/key 取得的公钥。", err=True)
        click.echo("No --key was given: the export was only held against the keys that it brings itself.", err=True)
    return found


def _verify_published(
    address: str, keys: "list[VerifierKey]", witnesses: "list[VerifierKey]", known: list[str]
) -> "tuple[Report, list[str]]":
    from yishu.audit.log import published
    from yishu.audit.log.notes import NoteInvalid

    if not keys:
        raise click.UsageError("a published log is checked with --key")
    try:
        report = published.examine_published(published.Files(address), keys, witnesses, known)
    except published.Unreachable as away:
        click.echo(f"{away.zh}。\n{away}", err=True)
        sys.exit(2)
    except NoteInvalid as wrong:
        click.echo(f"日志不成立：检查点读不懂。\nThe log does not hold: {wrong}")
        sys.exit(1)
    return report, published.words(report)


def _verify_own(keys: "list[VerifierKey]", known: list[str], certificates: list[bytes], kept: list[bytes]) -> "Report":
    import psycopg

    from yishu.audit.log.checking import check
    from yishu.audit.log.stamping import authorities
    from yishu.audit.log.stamping.trust import StampInvalid, Trust

    try:
        trust = Trust((*authorities.trusted().anchors, *Trust.read(*certificates).anchors))
    except (OSError, ValueError) as wrong:
        raise click.UsageError(str(wrong)) from None
    with (
        _reaching_the_archive(),
        _beside_the_node() as address,
        psycopg.connect(address, autocommit=True) as connection,
    ):
        try:
            return check(connection, keys=keys, known=known, authorities=trust, kept=kept)
        except StampInvalid as wrong:
            raise click.BadParameter(str(wrong), param_hint="--stamp") from None


def _verify_proof(
    file: Path, receipt: str, keys: "list[VerifierKey]", witnesses: "list[VerifierKey]",
    certificates: list[bytes], kept: list[bytes],
) -> None:  # fmt: skip
    from yishu.audit import personal
    from yishu.audit.log import one_proof
    from yishu.audit.log.faults import in_chinese
    from yishu.audit.log.notes import NoteInvalid

    if not receipt or not keys:
        raise click.UsageError("核对证明须给出 --receipt 和 --key。\na proof is checked with --receipt and --key")
    try:
        found = one_proof.held(file.read_text("utf-8"), receipt, keys)
        cosigned = [each.name for each in witnesses if found.checkpoint.signed_at(each)]
        stamps = _stamps_on(found.checkpoint, certificates, kept)
    except (NoteInvalid, ValueError) as wrong:
        click.echo(f"证明不成立：{in_chinese(wrong)}。\nThe proof does not hold: {wrong}")
        sys.exit(1)
    click.echo("\n".join(one_proof.words(found)))
    for name in cosigned:
        click.echo(f"见证方 {name} 已见证。{name} has witnessed it.")
    for each in stamps:
        click.echo(f"不晚于 {each.not_later.isoformat()}，由 {each.authority} 的时间戳证明。")
        click.echo(f"Not later than {each.not_later.isoformat()}, by the stamp of {each.authority}.")
    if found.body:
        lines = [*one_proof.in_china(found.body), found.body.decode(), *personal.words(found.body, found.told)]
        click.echo("\n".join(lines))


def _stamps_on(checkpoint: "Checkpoint", certificates: list[bytes], kept: list[bytes]) -> "list[Stamp]":
    """Raises StampInvalid unless each is a trusted authority's, over this checkpoint."""
    from yishu.audit.log.stamping import tokens
    from yishu.audit.log.stamping.trust import Trust

    trust = Trust.read(*certificates)
    return [tokens.read(each, tokens.stamped_part(checkpoint), trust) for each in kept]


@audit.command("program")
@click.argument("file", metavar="[FILE]", default="yishu-log.pyz", type=click.Path(dir_okay=False, path_type=Path))
def program(file: Path) -> None:
    """Write the program that examines exports, excerpts and proofs into FILE (yishu-log.pyz): one file that plain Python 3.11 runs, the same bytes from the same release. Prints its SHA-256, to compare with what a node gives at /log/yishu-log.pyz. Needs no node."""
    from yishu.audit.log.program import made

    file.write_bytes(made().content)
    click.echo(f"{made().digest}  {file}")


@audit.command("export")
@click.argument("folder", metavar="DIR", type=FOLDER)
def export(folder: Path) -> None:
    """Write the whole log into DIR, new or empty: what an outsider checks by `yishu audit verify --offline DIR`. On record. The node may run meanwhile."""
    import psycopg

    from yishu import serving
    from yishu.audit.log import exporting

    with _reaching_the_archive(), _beside_the_node() as address:
        serving.ready_django()
        from django.utils import timezone

        from yishu.audit.record import Action
        from yishu.audit.recording import record
        from yishu.core.actor import PLATFORM

        try:
            with psycopg.connect(address, autocommit=True) as connection:
                told = exporting.export(connection, folder.resolve(), now=timezone.now())
        except exporting.NotEmpty:
            raise click.BadParameter("holds something already", param_hint="DIR") from None
        except exporting.NothingToExport:
            click.echo(
                "日志还没有检查点：请先让后台进程运行一秒。\nThe log has no checkpoint yet: let the worker run.",
                err=True,
            )
            sys.exit(1)
        record(PLATFORM, Action.LOG_EXPORTED, target=str(told.size))
    click.echo(f"{folder}: {told.size} records of {told.origin}")
    for key in told.keys:
        click.echo(f"key {key}")


@audit.command("rotate-key")
def rotate_key() -> None:
    """Let another key sign the log from now on: the next checkpoint is signed by both, and old ones hold as before. Publish the new key anew."""
    from yishu import serving

    with _beside_the_node():
        serving.ready_django()
        from yishu.audit.log.rotating import rotate
        from yishu.audit.log.sequencing import AppendedElsewhere, KeyUnknown

        for _ in range(20):
            try:
                click.echo(f"key {rotate()}")
                return
            except AppendedElsewhere:
                time.sleep(0.2)
            except KeyUnknown as wrong:
                click.echo(f"未更换：{wrong}\nNot rotated: {wrong}", err=True)
                sys.exit(1)
    click.echo("后台进程正忙，请再试一次。\nThe worker is busy: try again.", err=True)
    sys.exit(1)


@audit.command("prove")
@click.argument("receipt")
@click.option("--hash-only", is_flag=True, help="Without the record itself: its holder has the hash.")
@click.option("--stamped", is_flag=True, help="By the checkpoint whose time stamp is the earliest.")
def prove(receipt: str, hash_only: bool, stamped: bool) -> None:
    """Print the proof that a receipt's record stands in the log (C2SP tlog-proof); exit code 1 where it does not."""
    from uuid import UUID

    import psycopg

    from yishu.audit.log import reading, tree
    from yishu.audit.log.faults import in_chinese

    number, _, leaf = receipt.strip().lower().partition(".")
    try:
        record, expected = UUID(number), bytes.fromhex(leaf)
    except ValueError:
        raise click.BadParameter("a receipt is a record's number, a point and its hash", param_hint="RECEIPT") from None
    with (
        _reaching_the_archive(),
        _beside_the_node() as address,
        psycopg.connect(address, autocommit=True) as connection,
    ):
        suite = reading.suite_of(connection)
        found = reading.prove(connection, suite, record, entry=not hash_only, stamped=stamped)
    if found is None:
        late = ("，或者还没有时间戳", ", or no stamp covers it yet") if stamped else ("", "")
        click.echo(f"日志里没有这条留痕，或者它还没有进入日志（通常一秒之内）{late[0]}。", err=True)
        click.echo(f"The log has no such record, or not yet (within a second as a rule){late[1]}.", err=True)
        sys.exit(1)
    try:
        found.require(suite, expected)
    except tree.ProofInvalid as wrong:
        click.echo(f"回执与日志不符：{in_chinese(wrong)}。\nThe receipt does not fit the log: {wrong}", err=True)
        sys.exit(1)
    click.echo(str(found), nl=False)


def _tell(report: "Report", words: list[str], as_json: bool) -> None:
    from dataclasses import asdict

    told = {"holds": report.holds, **asdict(report)}
    click.echo(json.dumps(told, ensure_ascii=False, indent=1) if as_json else "\n".join(words))


audit.add_command(erase)

COMMANDS: tuple[click.Command, ...] = (audit,)
