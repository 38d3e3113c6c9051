"""Fetch the portal's third-party assets at exact versions and lay them, reduced, under yishu/shell. Needs npm; `--check` wants no diff.

Tabler 1.0.0 is the last release without `color-mix()` and `:has()` everywhere: browsers of 2021 still show it.
Of its 550 kB we keep the rules of the classes in KEPT (a page must stay under 120 kB cold).
"""

import argparse
import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHELL = Path(__file__).parent.parent / "yishu" / "shell"
VENDOR = SHELL / "static" / "shell" / "vendor"


@dataclass(frozen=True)
class Package:
    """An npm package: its integrity is the `sha512-…` that the registry and package locks show."""

    name: str
    version: str
    integrity: str


TABLER = Package(
    "@tabler/core",
    "1.0.0",
    "sha512-uFmv6f8TAaW2JaGwzjT1LfK+TjmBQSTCoznCMdV5uur4cv4TtJlV8Hh1Beu55YX0svMtOQ0Xts7tYv/+qBEcfA==",
)
ICONS = Package(
    "@tabler/icons",
    "3.51.0",
    "sha512-0pinvPZz7YeX+OSfxuEAbnEPWbocVXW5iU8h5lh41pYG8sZuQfpWECC980lxOT0clGIcNGn8xsBr+zKaRGdA/g==",
)

SIZE = r"(?:-(?:sm|md|lg|xl))?"
KEPT = re.compile(
    "|".join(
        (
            r"container(?:-xl)?|row(?:-cards)?|g[xy]?-[0-5]|col"
            + SIZE
            + r"(?:-(?:\d+|auto))?|row-cols"
            + SIZE
            + r"-\d",
            r"[mp][tbsexy]?-(?:[0-6]|auto)|gap-[0-5]|[wh]-(?:100|auto|50|25|75)",
            r"d"
            + SIZE
            + r"-(?:none|block|flex|inline|inline-block|inline-flex|grid|print-none)|d-print-(?:none|block)",
            r"flex"
            + SIZE
            + r"-(?:column|row|wrap|nowrap|fill|grow-[01]|shrink-[01])|order"
            + SIZE
            + r"-(?:first|last|\d)",
            r"(?:justify-content|align-items|align-self)" + SIZE + r"-(?:start|end|center|between|baseline|stretch)",
            r"text"
            + SIZE
            + r"-(?:start|end|center)|text-(?:nowrap|truncate|break|wrap|secondary|muted|danger|success|warning)",
            r"fw-(?:bold|medium|normal|semibold)|font-monospace|fs-[1-6]|small|lead|h[1-6]|subheader|list-(?:unstyled|inline.*)",
            r"visually-hidden(?:-focusable)?|sticky-top|position-(?:relative|sticky)|overflow-(?:auto|hidden)|rounded|border-[0tb].*",
            r"btn|btn-(?:primary|secondary|danger|success|link|sm|lg|icon|list|close|outline-(?:primary|secondary|danger)|group)",
            r"btn-ghost-(?:primary|secondary|danger)|card(?:-(?:body|header|footer|title|subtitle|actions|sm|table|link|options))?",
            r"table|table-(?:sm|hover|striped|vcenter|responsive|nowrap|borderless|light|active)",
            r"form-(?:control|select|label|hint|text|check|switch|fieldset|help)(?:-.*)?|col-form-label|input-group(?:-.*)?",
            r"input-icon(?:-addon)?|invalid-feedback|is-invalid|required|active|show|disabled|selected",
            r"alert(?:-(?:danger|warning|success|info|title|link|important))?|badge|breadcrumb.*|pagination|page-(?:item|link)",
            r"progress|progress-(?:bar|sm)|list-group|list-group-(?:item|flush|item-action)|datagrid.*|spinner-border.*|hr|icon",
        )
    )
)
# fmt: off
ICON_NAMES = (
    "search", "home", "inbox", "send", "file-text", "files", "database", "table", "key", "lock", "lock-open",
    "shield-check", "shield-half", "clock", "clock-exclamation", "alert-triangle", "alert-circle", "info-circle",
    "circle-check", "circle-x", "circle-dashed", "circle-minus", "check", "x", "plus", "minus", "edit", "trash",
    "download", "upload", "copy", "external-link", "chevron-right", "chevron-left", "chevron-down", "arrow-right",
    "arrows-exchange", "list-search", "user", "users", "building-community", "building-bank", "logout", "login",
    "language", "menu-2", "filter", "settings", "history", "chart-bar", "refresh", "eye", "eye-off",
    "calendar-event", "bell", "tag", "notes", "sitemap", "map-pin", "server", "code", "certificate", "gavel", "help", "ban",
    "arrow-back-up", "folder",
)
# fmt: on


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a committed file differs")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        wanted = dict(laid_out(Path(folder)))
    changed = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in changed:
        sys.stdout.write(f"{'differs' if check else 'written'}: {path}\n")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], "utf-8")
    return 1 if check and changed else 0


def laid_out(folder: Path) -> Iterator[tuple[Path, str]]:
    tabler = unpacked(TABLER, folder / "tabler")
    css = (tabler / "dist/css/tabler.min.css").read_text("utf-8")
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    yield VENDOR / "tabler" / "tabler.css", reduced(css)
    yield VENDOR / "tabler" / "LICENSE.txt", (tabler / "LICENSE").read_text("utf-8")
    icons = unpacked(ICONS, folder / "icons")
    for name in ICON_NAMES:
        yield SHELL / "icons" / f"{name}.svg", shapes((icons / f"icons/outline/{name}.svg").read_text("utf-8"))
    yield SHELL / "icons" / "LICENSE.txt", (icons / "LICENSE").read_text("utf-8")


def unpacked(package: Package, folder: Path) -> Path:
    """Pack, compare the digest before anything is opened, unpack."""
    folder.mkdir()
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{package.name}@{package.version}"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    (archive,) = folder.glob("*.tgz")
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package.integrity:
        raise SystemExit(f"{package.name}@{package.version}: expected {package.integrity}, found {found}")
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    return folder / "package"


def shapes(svg: str) -> str:
    """The strokes of an icon, without its frame: the template tag draws the frame."""
    strokes = re.findall(r"<(?:path|circle|rect|line|polyline)\b[^>]*?/>", svg)
    return (
        "".join(" ".join(stroke.split()).replace(" />", "/>") for stroke in strokes if 'stroke="none"' not in stroke)
        + "\n"
    )


def reduced(css: str) -> str:
    """The style sheet with only the rules whose classes are all kept, one rule a line."""
    banner = re.search(r"/\*!.*?\*/", css, flags=re.S)
    body = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return "\n".join([banner[0] if banner else "", *kept_rules(body)]).lstrip() + "\n"


def kept_rules(css: str) -> Iterator[str]:
    for prelude, block in rules(css):
        if prelude.startswith(("@media", "@supports")):
            inner = list(kept_rules(block))
            if inner:
                yield f"{prelude}{{{''.join(inner)}}}"
        elif prelude.startswith("@keyframes"):
            if re.search(r"progress|spinner", prelude):
                yield f"{prelude}{{{block}}}"
        elif not prelude.startswith("@"):
            selectors = [one for one in split_selectors(prelude) if is_kept(one)]
            if selectors:
                yield f"{','.join(selectors)}{{{block}}}"


def rules(css: str) -> Iterator[tuple[str, str]]:
    """(prelude, block) of each rule at this level; blocks may hold rules themselves."""
    start, at = 0, 0
    while (opening := css.find("{", at)) >= 0:
        depth, at = 1, opening + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[at], 0)
            at += 1
        prelude = css[start:opening].rpartition(";")[2].strip()
        yield prelude, css[opening + 1 : at - 1]
        start = at


def split_selectors(prelude: str) -> list[str]:
    return re.split(r",(?![^(]*\))", prelude)


def is_kept(selector: str) -> bool:
    if ":has(" in selector:
        return False  # a browser of 2021 does not know it
    if "theme=dark" in selector or "theme-dark" in selector or "[dir=" in selector:
        return False  # yishu.css carries the dark tokens, for the system's preference too
    return all(
        KEPT.fullmatch(name) for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", re.sub(r"\[[^\]]*\]", "", selector))
    )


if __name__ == "__main__":
    sys.exit(main())
