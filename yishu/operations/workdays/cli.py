"""The working days on the command line; what a command needs is imported when it runs."""

from datetime import datetime
from pathlib import Path

import click


@click.group("calendar")
def calendar() -> None:
    """The working days that deadlines are counted in."""


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", type=int, help="Of the notice, where its title is not in the file.")
@click.option("--number", default="", help="Of the notice, such as 国办发明电〔2025〕7号, where it is not in the file.")
@click.option("--issued", type=click.DateTime(["%Y-%m-%d"]), help="The day of the notice, where it is not in the file.")
@click.option("--yes", is_flag=True, help="Take it; without this it only shows what would change.")
def import_notice(file: Path, year: int | None, number: str, issued: datetime | None, yes: bool) -> None:
    """A year's notice of holidays: its text (TXT), or a table of its days (CSV, XLSX). The node may run meanwhile.

    Prints what changes, or what is wrong by line and rule; exit code 1 if it cannot be taken.
    """
    from yishu import serving
    from yishu.node.configuration import setting

    with serving.database_beside(Path(setting("dir", ".yishu")).resolve()):
        serving.ready_django()
        serving.migrate()
        from django.utils import timezone

        from yishu.core.actor import PLATFORM
        from yishu.operations.workdays import commands, proposal

        content = file.read_bytes()
        text = "" if file.suffix.lower() in (".csv", ".xlsx") else content.decode("utf-8-sig", "replace")
        found = proposal.read(
            text=text,
            content=None if text else content,
            year=year,
            number=number,
            issued_on=issued.date() if issued else None,
        )
        for one in found.differences:
            click.echo(f"{one.day}  {one.was or '—':<8} → {one.becomes or '—':<8}  {one.name}")
        click.echo(
            f"{found.notice.year} {found.notice.number}: {len(found.differences)} days change, {found.same} stay"
        )
        if yes:
            made = commands.take_notice(PLATFORM, found.notice, seen=found.seen, now=timezone.now())
            click.echo(f"{made.reference}: {made.moved} deadlines moved")


COMMANDS: tuple[click.Command, ...] = (calendar,)
