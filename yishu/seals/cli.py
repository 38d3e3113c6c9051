"""Commands of seals; what they need is imported when they run."""

import sys
from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group("seal")
def seal() -> None:
    """Sealed documents and licences."""


@seal.command("verify")
@click.argument("file", type=FILE)
@click.option("--ca", type=FILE, help="Trusted authorities (PEM); without it those of the node's folder.")
def verify(file: Path, ca: Path | None) -> None:
    """Say in words whether a sealed PDF holds; exit code 1 if not. Needs no database and no network.

    Whether a document was revoked since only the platform knows: ask its public page.
    """
    from yishu.node.configuration import setting
    from yishu.seals import authority
    from yishu.seals.verdicts import LARGEST, examine

    try:
        named = [] if ca is None else list(authority.certificates(ca))
        trusted = [authority.Trusted(each, authority.is_for_tests(each)) for each in named]
        if ca is None:
            trusted = list(authority.trusted(Path(setting("dir", ".yishu")) / "seals"))
    except ValueError as error:
        raise click.BadParameter(f"no certificate can be read: {error}", param_hint="--ca") from None
    if not trusted:
        raise click.UsageError("no trusted authority: name one with --ca, or the node's folder in YISHU_DIR")
    if file.stat().st_size > LARGEST:
        raise click.BadParameter(f"more than {LARGEST} bytes", param_hint="FILE")
    verdict = examine(file.read_bytes(), trusted)
    click.echo(f"{verdict.words('zh')}\n{verdict.words('en')}")
    if verdict.holds:
        click.echo(f"编号 number: {verdict.number}")
        click.echo(f"盖章单位 sealed by: {verdict.agency} ({verdict.agency_code})")
        click.echo(f"盖章时间 sealed at: {verdict.sealed_at:%Y-%m-%d %H:%M:%S %z}")
        click.echo(f"证书机构 authority: {verdict.authority}")
        if verdict.is_test:
            click.echo("证书机构仅供测试，不具有法律效力。The authority is for tests: without legal force.")
    sys.exit(0 if verdict.holds else 1)


@click.group("archive")
def archive() -> None:
    """Archive packages."""


@archive.command("verify")
@click.argument("folder", type=FOLDER)
def verify_package(folder: Path) -> None:
    """Check a package (BagIt) against its own manifests; prints what does not hold; exit code 1 if anything. Needs no database."""
    from yishu.seals.packages import problems_of

    problems = problems_of(folder)
    for problem in problems:
        click.echo(problem)
    click.echo("归档包不完整或已被改动。The package does not hold." if problems else "归档包完好。The package holds.")
    sys.exit(1 if problems else 0)


COMMANDS: tuple[click.Command, ...] = (seal, archive)
