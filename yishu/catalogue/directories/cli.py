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


@contextmanager
def _beside() -> Iterator[None]:
    """Over the node's database, which may be in use."""
    from yishu import serving
    from yishu.node.configuration import setting

    with serving.database_beside(Path(setting("dir", ".yishu")).resolve()):
        serving.ready_django()
        yield


def _base(url: str | None) -> str:
    """With what lasting addresses begin."""
    from django.conf import settings

    base = (url or settings.YISHU_URL or f"https://{settings.ALLOWED_HOSTS[0]}").rstrip("/")
    if not re.fullmatch(r"https?://[\w[][\w.:[\]-]*", base):
        raise click.BadParameter(
            f"{base} is not an address such as https://share.example", param_hint="--url or YISHU_URL"
        )
    return base


COMMANDS: tuple[click.Command, ...] = (export,)
