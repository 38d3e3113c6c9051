"""Collect the Chinese texts of a package, keep their English in locale/en/LC_MESSAGES/django.po, compile the .mo.

    .venv/bin/python tools/messages.py                    every package of yishu/
    .venv/bin/python tools/messages.py yishu/sharing      one
    .venv/bin/python tools/messages.py --check            write nothing; exit 1 and name what lacks an English text, or has two

New texts arrive with an empty msgstr: write the English there, run it again.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)  # a date in the header would change the files at every run
UNTRUE = (
    '"Report-Msgid-Bugs-To',
    '"Last-Translator',
    '"Language-Team',
    '"Generated-By',
    '"POT-Creation-Date',
    '"PO-Revision-Date',
)
Found = tuple[str, str | tuple[str, ...], str | None]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", type=Path, help="package folders; all of yishu/ by default")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    if not settings.configured:
        settings.configure(USE_I18N=False)
    packages = [path.resolve() for path in arguments.packages] or sorted(all_packages())
    complaints = [line for package in packages for line in brought_up_to_date(package, write=not arguments.check)]
    complaints += in_two_ways()
    sys.stdout.write("".join(f"{line}\n" for line in complaints))
    return 1 if arguments.check and complaints else 0


def all_packages() -> Iterator[Path]:
    """The packages of yishu/, and those inside them that are Django apps of their own: each keeps its own texts."""
    yield from (path.parent for path in (ROOT / "yishu").glob("*/__init__.py"))
    yield from (path.parent for path in (ROOT / "yishu").glob("*/*/**/apps.py"))


def in_two_ways() -> Iterator[str]:
    """Texts that packages translate differently: Django merges their catalogues, so that one would show on the pages of all."""
    told: dict[tuple[str | None, str], dict[str, list[str]]] = {}
    for po in sorted((ROOT / "yishu").glob("**/locale/en/LC_MESSAGES/django.po")):
        for message in read_po(io.BytesIO(po.read_bytes())):
            if message.id:
                key = (message.context, message.id if isinstance(message.id, str) else message.id[0])
                told.setdefault(key, {}).setdefault(str(message.string), []).append(shown(po))
    for (_context, text), ways in told.items():
        if len(ways) > 1:
            yield f"{text!r} in two ways: " + "; ".join(f"{way!r} in {', '.join(files)}" for way, files in ways.items())


def brought_up_to_date(package: Path, *, write: bool) -> Iterator[str]:
    """Update the package's files (or compare them), and name what is wrong with them."""
    found = list(texts(package))
    po = package / "locale" / "en" / "LC_MESSAGES" / "django.po"
    if not found and not po.exists():
        return
    catalog = updated(po, found)
    compiled = bytes_of(catalog)
    if write:
        po.parent.mkdir(parents=True, exist_ok=True)
        po.write_text(text_of(catalog), "utf-8")
        po.with_suffix(".mo").write_bytes(compiled)
    elif not po.with_suffix(".mo").exists() or po.with_suffix(".mo").read_bytes() != compiled:
        yield f"{shown(po)}: the .mo is stale, run tools/messages.py"
    for message in catalog:
        if message.id and lacks_english(message):
            yield f"{shown(po)}: no English text for {message.id!r}"


def shown(path: Path) -> str:
    return (path.relative_to(ROOT) if path.is_relative_to(ROOT) else path).as_posix()


def lacks_english(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return message.fuzzy or not all(texts)


def texts(package: Path) -> Iterator[Found]:
    """(file, text or (one, many), context) of every translatable text of a package."""
    inner = [path.parent for path in package.glob("*/**/apps.py")]
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.html"), *package.rglob("*.txt")]):
        if (
            any(path.is_relative_to(app) for app in inner)
            or "migrations" in path.parts
            or "vendor" in path.parts
            or (path.suffix == ".txt" and "templates" not in path.parts)
        ):
            continue
        source = path.read_text("utf-8")
        code = source if path.suffix == ".py" else templatize(source, origin=str(path))
        for _line, message, _comments, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
            yield shown(path), message, context


def updated(po: Path, found: list[Found]) -> Catalog:
    template = Catalog()
    for file, message, context in found:
        template.add(message, None, [(file, 1)], context=context)
    catalog = Catalog(locale="en")
    if po.exists():
        catalog = read_po(io.StringIO(po.read_text("utf-8")), locale="en")
    catalog.update(template, no_fuzzy_matching=True)
    catalog.header_comment = "# Chinese is the source text; English beside it. Kept by tools/messages.py."
    catalog.project, catalog.version, catalog.fuzzy = "yishu", "1", False
    catalog.creation_date = catalog.revision_date = UNDATED
    return catalog


def text_of(catalog: Catalog) -> str:
    out = io.BytesIO()
    write_po(out, catalog, width=0, sort_output=True, include_lineno=False)
    # people and mailing lists that do not exist
    return "".join(line for line in out.getvalue().decode().splitlines(keepends=True) if not line.startswith(UNTRUE))


def bytes_of(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
