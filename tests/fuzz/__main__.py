"""`python -m tests.fuzz SECONDS [DECODER …]`: each decoder for its share of the time, guided by coverage (atheris), in a process of its own. What ends one is printed, and kept beside."""

import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishu.settings")
os.environ.setdefault("YISHU_DATABASE_URL", "postgresql://nowhere/none")  # none is opened
os.environ.setdefault("YISHU_DIR", tempfile.mkdtemp(prefix="yishu-fuzz-"))


def main(seconds: int, names: list[str]) -> int:
    import django

    django.setup()
    from tests.fuzz.decoders import DECODERS

    chosen = names or list(DECODERS)
    failed = []
    for name in chosen:
        each = [sys.executable, "-m", "tests.fuzz", "--one", name, str(max(2, seconds // len(chosen)))]
        if subprocess.run(each, check=False).returncode:
            failed.append(name)
    print(f"{len(chosen)} decoders, failed: {', '.join(failed) or 'none'}")
    return bool(failed)


def one(name: str, seconds: int) -> None:
    """Does not come back."""
    import django

    atheris: Any = import_module("atheris")  # of an environment of its own: `make fuzz`
    django.setup()
    with atheris.instrument_imports(include=["yishu"]):
        from tests.fuzz.decoders import DECODERS
        from tests.fuzz.seeds import ANYTHING, SEEDS

    corpus = Path(tempfile.mkdtemp(prefix=f"yishu-fuzz-{name}-"))
    for number, seed in enumerate((*ANYTHING, *SEEDS.get(name, []))):
        (corpus / str(number)).write_bytes(seed)
    bounds = [f"-max_total_time={seconds}", "-max_len=65536", "-rss_limit_mb=4096", "-timeout=10", "-verbosity=0"]
    atheris.Setup([sys.argv[0], str(corpus), f"-artifact_prefix={corpus}/", *bounds], DECODERS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        one(sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
