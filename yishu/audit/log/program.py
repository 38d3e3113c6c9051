"""The program that examines an export, an excerpt or a proof, as one file (zipapp) that plain Python runs: for who has no Yishu. The same release makes the same bytes wherever it is made. Pure."""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yishu

NAME: Final = "yishu-log.pyz"
_MODULES: Final = (
    "yishu/__init__.py",
    "yishu/audit/__init__.py",
    *(
        f"yishu/audit/log/{each}.py"
        for each in (
            "__init__", "commitments", "excerpt", "faults", "notes", "offline", "one_proof", "parts", "proofs", "published", "tiles", "tree", "verifier",
        )
    ),
    *(f"yishu/audit/log/stamping/{each}.py" for each in ("__init__", "examining", "tokens", "trust")),
    *(f"yishu/core/{each}.py" for each in ("__init__", "ed25519", "sm2", "suites")),
)  # fmt: skip
_MAIN: Final = b"import sys\n\nfrom yishu.audit.log.offline import main\n\nsys.exit(main())\n"
_WHEN: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Program:
    """`digest`: SHA-256 of the content, in hexadecimal."""

    name: str
    version: str
    content: bytes
    digest: str


@cache
def made() -> Program:
    """Of the modules as they are installed here."""
    root = Path(yishu.__file__).parent.parent
    packed = io.BytesIO(b"#!/usr/bin/env python3\n")
    packed.seek(0, io.SEEK_END)
    # Stored, not compressed: what zlib makes differs between machines.
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        _add(archive, "__main__.py", _MAIN)
        for module in _MODULES:
            _add(archive, module, (root / module).read_bytes())
    content = packed.getvalue()
    return Program(NAME, yishu.__version__, content, hashlib.sha256(content).hexdigest())


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, _WHEN)
    member.create_system, member.external_attr = 3, 0o100644 << 16
    archive.writestr(member, content)
