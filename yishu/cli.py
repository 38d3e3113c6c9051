"""The command line: `yishu …`."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from yishu import __version__
from yishu.access import cli as access
from yishu.assessment import cli as assessment
from yishu.bench import cli as bench
from yishu.catalogue.directories import cli as directories
from yishu.core.errors import Problem
from yishu.exchange import cli as exchange
from yishu.front import cli as front
from yishu.operations import audit_cli as audit
from yishu.operations import cli as operations
from yishu.operations import keys_cli as keys
from yishu.operations import tsa_cli as tsa
from yishu.operations.workdays import cli as work_days
from yishu.seals import cli as seals
from yishu.sharing.proof import cli as proof

PORTAL = "yishu.asgi:application"
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Yishu(click.Group):
    """Says of every problem what it is and what to do, instead of where it was found."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Problem as problem:
            _fail(problem)


@click.group(cls=Yishu, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="yishu")
def main() -> None:
    """一数 Yishu: governed sharing of data between government agencies."""


@main.command()
@click.option(
    "--dir", "folder", type=FOLDER, default=Path(".demo"), show_default=True, help="Where the demo keeps everything."
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--tiers", is_flag=True, help="Three linked nodes: province, Hangzhou, Xihu, on ports P, P+1, P+2.")
def demo(folder: Path, port: int, host: str, tiers: bool) -> None:
    """A node filled with real divisions, agencies, entries and data, in the foreground until Ctrl-C."""
    if tiers:
        from yishu.demo import tiers as three

        three.run(folder.resolve(), host=host, port=port)
        return
    from yishu.demo import run

    run.demo(folder.resolve(), host=host, port=port)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Portal and gateway on one port. Settings: environment (YISHU_…) or the file that YISHU_CONFIG names."""
    _serve(PORTAL, host, port)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True)
def gateway(host: str, port: int) -> None:
    """The gateway alone; run as many as there are cores."""
    _serve("yishu.asgi:gateway_application", host, port)


@main.command()
def migrate() -> None:
    """Bring the schema up to date, and sow divisions, working days and clocks."""
    from yishu import serving

    with serving.database(_folder()):
        serving.ready_django()
        serving.migrate()
    click.echo("schema up to date")


@main.group()
def admin() -> None:
    """Administration."""


@admin.command("create")
@click.option("--login", required=True)
@click.option("--name", required=True)
@click.option("--agency-code", required=True, help="Unified social credit code of the coordinating agency.")
@click.option("--agency-name", required=True)
@click.option("--division", default="330000", show_default=True, help="GB/T 2260 code.")
@click.password_option(help="At least 10 characters.")
def create_administrator(
    login: str, name: str, agency_code: str, agency_name: str, division: str, password: str
) -> None:
    """The first administrator: a system administrator of the coordinating agency, which is registered if need be."""
    from yishu import serving

    with serving.database(_folder()):
        serving.ready_django()
        serving.migrate()
        from yishu.agencies.bootstrap import create_first_administrator

        create_first_administrator(login, name, password, agency_code, agency_name, division)
    click.echo(f"{login} may log in")


@main.group()
def catalogue() -> None:
    """The catalogue's entries in and out."""


@catalogue.command("import")
@click.argument("file", type=FILE)
@click.option("--agency", help="Code of the agency whose own entries the file holds (XLSX or CSV): kept as drafts.")
def import_catalogue(file: Path, agency: str | None) -> None:
    """Bring in a portal's directory (CSV), or with --agency that agency's entries. The node may run meanwhile.

    Prints what was refused or is not as it should be, by row and field; exit code 1 if any.
    """
    from yishu import serving

    with serving.database_beside(_folder()):
        serving.ready_django()
        serving.migrate()
        from django.utils import timezone

        from yishu.catalogue.spreadsheets import filing

        if agency:
            came = filing.file_entries(agency, file.name, file.read_bytes(), now=timezone.now())
        else:
            came = filing.file_directory(file.name, file.read_bytes(), now=timezone.now())
        for line in came.lines():
            click.echo(line)
        is_clean = came.is_clean
    click.echo(came.counts)
    sys.exit(0 if is_clean else 1)


for _command in directories.COMMANDS:
    catalogue.add_command(_command)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="The table as JSON.")
@click.option("--results", type=click.Path(path_type=Path), default=Path(".results/clauses.json"), show_default=True)
def clauses(as_json: bool, results: Path) -> None:
    """The regulation's clauses with the tests that hold each, from the last `make test`; exit code 1 while one is not held."""
    from yishu.clauses import read_states, table

    states = read_states(results)
    click.echo(json.dumps({"clauses": states}, ensure_ascii=False, indent=1) if as_json else table(states))
    sys.exit(0 if all(state["state"] == "held" for state in states) else 1)


for _slice in (bench, keys, front, exchange, proof, seals, access, assessment, audit, tsa, operations, work_days):
    for _command in _slice.COMMANDS:
        main.add_command(_command)


def _serve(application: str, host: str, port: int) -> None:
    from yishu import serving

    with serving.stopping_gently(), serving.database(_folder()):
        serving.ready_django()
        serving.migrate()
        serving.require_durable()
        if application == PORTAL:
            with serving.worker():
                serving.serve(application, host=host, port=port)
        else:
            serving.serve(application, host=host, port=port)


def _folder() -> Path:
    from yishu.node.configuration import setting

    return Path(setting("dir", ".yishu")).resolve()


def _fail(problem: Problem) -> NoReturn:
    click.echo(problem.detail("zh"), err=True)
    for wrong in problem.errors:
        click.echo(f"{wrong.field}: {wrong.message('zh')}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
