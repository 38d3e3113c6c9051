"""A type that several threads meet at once for the first time: in a process of its own, for it may not survive."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import yishu

ROOT = Path(yishu.__file__).parent
MEETING = """
    import sys, threading
    from datetime import datetime
    import msgspec
    from yishu.core.decoding import converted, decoded

    sys.setswitchinterval(1e-6)
    fields = [(f"at_{n}", datetime | None) for n in range(20)]
    plain = {"one": {name: None for name, _ in fields}, "many": [], "named": {}}
    written = msgspec.json.encode(plain)
    met = []
    for _ in range(300):
        inner = msgspec.defstruct("Inner", fields)
        outer = msgspec.defstruct("Outer", [("one", inner), ("many", list[inner]), ("named", dict[str, inner])])
        together = threading.Barrier(4)

        def meet():
            together.wait()
            met.append(FORM)

        threads = [threading.Thread(target=meet) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    print(len(met))
"""


def meeting(form: str) -> subprocess.CompletedProcess[bytes]:
    """Its exit code is -11 where the process did not survive."""
    program = textwrap.dedent(MEETING).replace("FORM", form)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)


@pytest.mark.parametrize("form", ["decoded(written, outer)", "converted(plain, outer)"])
def test_threads_that_meet_a_type_at_once_all_get_it(form: str) -> None:
    ended = meeting(form)
    assert (ended.returncode, ended.stdout) == (0, b"1200\n"), ended.stderr


def test_nothing_else_asks_msgspec_for_a_type() -> None:
    asking = re.compile(
        r"msgspec\.(convert\(|\w+\.decode\([^\n]*\btype=|\w+\.Decoder\()|from msgspec[\w.]* import .*(convert|[dD]ecode)"
    )
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in ROOT.rglob("*.py")
        if path.name != "decoding.py" or path.parent.name != "core"
        for line in path.read_text("utf-8").splitlines()
        if asking.search(line)
    ]
    assert not found
