"""The catalogue's benchmark runs as it is called; that everything is found holds at any size."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.slow
@pytest.mark.long
def test_the_catalogues_benchmark_finds_all_that_a_literal_scan_finds(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "bench", "catalogue", "--quick", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean | {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr[-1500:]
    report = json.loads(ran.stdout)
    assert report["machine"]["entries"] == 5000
    figures = {each["name"]: each for each in report["figures"]}
    assert figures["catalogue-search-recall"]["value"] == 1.0
    times = ("search-p50", "search-p99", "search-api-p50", "search-api-p99", "entry-p50", "entry-p99")
    assert all(figures[f"catalogue-{name}"]["value"] > 0 for name in times)
    assert figures["catalogue-search-p50"]["baseline"] > 0


def test_the_list_of_queries_is_sixty_of_one_two_four_and_more_characters() -> None:
    from yishu.bench.catalogue.measure import QUERIES

    assert len(QUERIES) == len(set(QUERIES)) == 60
    lengths = [len(query) for query in QUERIES]
    assert {1, 2, 4} <= set(lengths)
    assert sum(length > 4 for length in lengths) >= 12
