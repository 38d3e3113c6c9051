"""Walking through every kind of page of a section, axe-core judging each."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

AXE = (Path(__file__).parent.parent / "vectors" / "axe-core-4.14.1" / "axe.min.js").read_text("utf-8")
NUMBER = re.compile(r"(?<=/)[A-Z][^/]*|\d[\d-]*|%[\dA-F%]+")
"""What tells things of a kind apart: numbers, and the codes of standards and lists, which begin with a capital."""
NO_PAGE = re.compile(r"\.\w{2,6}$|^/api/|logout")


@dataclass
class Judged:
    """The pages that were seen, and what axe holds against them: `path: rule: element`."""

    pages: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def judge(page: Any, url: str, section: str, *, most: int = 80) -> Judged:
    """Follow the links of the section (a pattern of paths) from the front page, one page of each kind."""
    judged, kinds, to_see = Judged(), {"/"}, ["/"]
    while to_see and len(judged.pages) < most:
        path = to_see.pop(0)
        page.goto(url + path)
        judged.pages.append(path)
        page.evaluate(f"{AXE};0")
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        judged.wrong += [f"{path}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
        for link in page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))"):
            seen = urlsplit(urljoin(page.url, link))
            kind = NUMBER.sub("N", seen.path)
            is_ours = seen.netloc == urlsplit(url).netloc and re.match(section, seen.path)
            if is_ours and not NO_PAGE.search(seen.path) and kind not in kinds:
                kinds.add(kind)
                to_see.append(seen.path)
    return judged
