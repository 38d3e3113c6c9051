"""Templates say nothing in Chinese that has no English."""

import re
from pathlib import Path

YISHU = Path(__file__).parents[2] / "yishu"
TAG = re.compile(r"\{%\s*(\w+)(.*?)%\}")
TRANSLATED = re.compile(r'_\("[^"]*"\)')
CHINESE = re.compile(r'"[^"]*[\u4e00-\u9fff][^"]*"')


def test_words_given_to_a_tag_are_translated() -> None:
    files = list(YISHU.rglob("templates/**/*.html"))
    assert files
    found = [
        f"{file.relative_to(YISHU)}: {tag[0]}"
        for file in files
        for tag in TAG.finditer(file.read_text("utf-8"))
        if tag[1] != "translate" and CHINESE.search(TRANSLATED.sub("", tag[2]))
    ]
    assert found == []
