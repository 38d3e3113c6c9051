"""Commands of the directories; what they need is imported when they run."""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from yishu.core.errors import Language

FILE = click.Path(dir_okay=False, path_type=Path)
_FORMS = {"xlsx": "xlsx", "csv": "csv", "items": "items.csv", "json": "json", "jsonld": "jsonld", "dcat": "ttl"}
_URL = click.option("--url", help="The portal's address; else YISHU_URL, else https:// and the first of YISHU_HOSTS.")


@click.command("export")
@click.argument("file", type=FILE, required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_FORMS)),
    required=True,
    help="xlsx: entries and items as two sheets; csv: entries; items: their items as CSV; json; jsonld, dcat: DCAT-AP 3 in JSON-LD, in Turtle.",
)
@_URL
@click.option("--all", "everything", is_flag=True, help="The whole resource directory, not only what is open to all.")
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def export(file: Path | None, form: str, url: str | None, everything: bool, language: "Language") -> None:
    """Write the directory to FILE, or to standard output; without --all what anybody may see. The node may run meanwhile."""
    with _beside():
        from yishu.catalogue.directories.members import one_snapshot
        from yishu.catalogue.directories.models import Part
        from yishu.catalogue.directories.writing import Form, write_part

        base = _base(url)
        part = Part.RESOURCE if everything else Part.OPEN
        with tempfile.TemporaryDirectory(dir=file.parent if file else None, prefix=".yishu-") as place:
            with one_snapshot():
                write_part(Path(place), part, base, language, [Form(_FORMS[form])])
            written = Path(place) / f"catalogue.{_FORMS[form]}"
            if file:
                written.replace(file)  # whole, or not there
            else:
                with written.open("rb") as source:
                    shutil.copyfileobj(source, sys.stdout.buffer)


@click.command()
@click.option("--note", default="", help="Published with the version.")
def publish(note: str) -> None:
    """Freeze the directories as the next numbered version and make its signed files now. The node may run meanwhile."""
    with _beside():
        from django.utils import timezone

        from yishu.catalogue.directories import versions
        from yishu.core.actor import PLATFORM

        ordered = versions.order_version(PLATFORM, note=note, now=timezone.now())
        versions.make_ordered(timezone.now())
        ordered.refresh_from_db()
        click.echo(f"version {ordered.number}: {ordered.state}")
        for one in ordered.editions.all():
            counts = f"{one.entries} entries, {one.added} added, {one.changed} changed, {one.withdrawn} withdrawn"
            click.echo(f"{one.part}: {counts}")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
def verify(folder: Path, key: Path) -> None:
    """Check a published version, or a site, in DIR against the node's public key: every file, and the signature. Needs no node; exit code 1 where it does not hold."""
    from yishu.catalogue.directories.signing import verify_folder

    manifest = verify_folder(folder, key.read_bytes())
    click.echo(f"holds: {len(manifest['files'])} files, {manifest['entries']} entries, {manifest['name']}")


@click.command("verify-site")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.pass_context
def verify_site(context: click.Context, folder: Path, key: Path) -> None:
    """The same as `verify`, for a site that `site` has written: with the node's public key alone."""
    context.invoke(verify, folder=folder, key=key)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--address", help="Where the site will stand, such as https://open.example/data; else the portal's address."
)
@_URL
def site(folder: Path, address: str | None, url: str | None) -> None:
    """Write what is open to the public as a signed static site with search, for a web server on the internet. The node may run meanwhile."""
    with _beside():
        from yishu.catalogue.directories.export import export_site
        from yishu.catalogue.directories.site import site_address
        from yishu.core.actor import PLATFORM

        base = _base(url)
        made = export_site(PLATFORM, folder.resolve(), _base(address or site_address(), "--address"), base)
    click.echo(f"{made['entries']} entries, {made['files']} files")


@click.command()
@click.argument("place", metavar="URL|FILE")
@click.option("--source", "name", help="The name of the source, shown with its entries; else URL|FILE itself.")
@click.option("--every", "hours", type=click.IntRange(0), help="The worker harvests the URL again every so many hours.")
@click.option("--allow-gone", is_flag=True, help="Also where many entries have gone from the source.")
def harvest(place: str, name: str | None, hours: int | None, allow_gone: bool) -> None:
    """Take in a foreign DCAT catalogue (Turtle or JSON-LD), and what has changed or gone since; exit code 1 where datasets were left out. The node may run meanwhile."""
    with _beside():
        from django.utils import timezone

        from yishu.catalogue.directories.harvest import fetching, keeping
        from yishu.core.actor import PLATFORM

        is_url = place.startswith(("http://", "https://"))
        now = timezone.now()
        if not is_url and not Path(place).is_file():
            raise click.BadParameter(f"{place} is neither an address nor a file", param_hint="URL|FILE")
        fetched = fetching.fetch(place) if is_url else fetching.read_file(Path(place))
        source = keeping.register_source(PLATFORM, name or place, place, every_hours=hours or 0, now=now)
        came = keeping.harvest(PLATFORM, source, fetched, allow_gone=allow_gone, now=now)
    for wrong in came.dirt:
        click.echo(f"{wrong.field}\t{wrong.rule}\t{wrong.message('zh')}")
    click.echo(f"{came.created} new, {came.changed} changed, {came.unchanged} unchanged, {came.withdrawn} withdrawn")
    sys.exit(1 if came.dirt else 0)


@contextmanager
def _beside() -> Iterator[None]:
    """Over the node's database, which may be in use."""
    from yishu import serving
    from yishu.node.configuration import setting

    with serving.database_beside(Path(setting("dir", ".yishu")).resolve()):
        serving.ready_django()
        yield


def _base(url: str | None, option: str = "--url or YISHU_URL") -> str:
    """With what lasting addresses begin."""
    from yishu.shell.addresses import lasting_address

    base = (url or lasting_address()).rstrip("/")
    if not re.fullmatch(
        r"https?://[\w[][\w.:[\]-]*(/[\w./~-]*)?" if option == "--address" else r"https?://[\w[][\w.:[\]-]*", base
    ):
        raise click.BadParameter(f"{base} is not an address such as https://share.example", param_hint=option)
    return base


COMMANDS: tuple[click.Command, ...] = (export, publish, site, verify, verify_site, harvest)
