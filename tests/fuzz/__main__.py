"""`python -m tests.fuzz SECONDS [DECODER …]`: each decoder for its share of the time, guided by coverage (atheris), in a process of its own. What ends one is printed, and kept beside."""

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishu.settings")
os.environ.setdefault("YISHU_DATABASE_URL", "postgresql://nowhere/none")  # none is opened
os.environ.setdefault("YISHU_DIR", tempfile.mkdtemp(prefix="yishu-fuzz-"))


def main(seconds: int, names: list[str]) -> int:
    """All are loaded once, and forked: loading takes longer than a share of a minute. What Django loads must be instrumented too, or nothing of it guides."""
    import django

    atheris: Any = import_module("atheris")  # of an environment of its own: `make fuzz`
    with atheris.instrument_imports(include=["yishu"]):
        django.setup()
        from tests.fuzz.decoders import DECODERS

    chosen = names or list(DECODERS)
    share = max(1, seconds // len(chosen))
    failed = [name for name in chosen if _ended(lambda name=name: _one(atheris, name, DECODERS[name], share))]
    print(f"{len(chosen)} decoders, {share} s each, failed: {', '.join(failed) or 'none'}")
    return bool(failed)


def _ended(act: Any) -> int:
    """How a process of its own ended."""
    child = os.fork()
    if child == 0:
        act()
        os._exit(70)  # it does not come back
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _one(atheris: Any, name: str, decode: Any, seconds: int) -> None:
    """Does not come back."""
    from tests.fuzz.seeds import ANYTHING, SEEDS

    corpus = Path(tempfile.mkdtemp(prefix=f"yishu-fuzz-{name}-"))
    for number, seed in enumerate((*ANYTHING, *SEEDS.get(name, []))):
        (corpus / str(number)).write_bytes(seed)
    bounds = [f"-max_total_time={seconds}", "-max_len=65536", "-rss_limit_mb=4096", "-timeout=10", "-verbosity=0"]
    atheris.Setup([sys.argv[0], str(corpus), f"-artifact_prefix={corpus}/", *bounds], decode)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
