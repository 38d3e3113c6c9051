"""Write `yishu/schema.sql`: what all migrations come to, for databases that are still empty (record 0031).

.venv/bin/python tools/schema.py            migrate an empty database step by step and write the file
.venv/bin/python tools/schema.py --check    write nothing; exit 1 where the file is stale
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILE = ROOT / "yishu" / "schema.sql"
HEAD = "-- Written by tools/schema.py from the migrations; run it again after adding one.\n"
# Of one server or one day only: settings that older versions do not know, psql's own words, versions and owners.
PASSING = re.compile(
    r"^(SET |SELECT pg_catalog\.set_config|\\(un)?restrict |--($| Name: | Data for | Dumped | PostgreSQL ))"
)
APPLIED = re.compile(r"^(INSERT INTO public\.django_migrations .*, )'[^']+'\);$")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the file is stale")
    check = parser.parse_args().check
    text = made()
    if FILE.exists() and FILE.read_text("utf-8") == text:
        return 0
    sys.stdout.write(f"{'stale' if check else 'written'}: {FILE.relative_to(ROOT)}\n")
    if not check:
        FILE.write_text(text, "utf-8")
    return 1 if check else 0


def made() -> str:
    """The file's text, from a database of its own."""
    from yishu.node import postgres

    with tempfile.TemporaryDirectory() as folder, postgres.start(Path(folder) / "postgres", fsync=False) as cluster:
        address = cluster.dsn()
        step_by_step(address, Path(folder))
        return dumped(address)


def step_by_step(address: str, folder: Path) -> None:
    """Every migration, one after the other, in the empty database at this address."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "yishu.settings",
        "YISHU_DATABASE_URL": address,
        "YISHU_DIR": str(folder),
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, cwd=ROOT, check=True)


def dumped(address: str) -> str:
    """The database at this address as statements: tables, functions, indexes and the rows that migrations leave."""
    from yishu.node.postgres_binaries import list_binaries

    command = [
        str(list_binaries()[0] / "pg_dump"),
        "--no-owner",
        "--no-privileges",
        "--column-inserts",
        "--dbname",
        address,
    ]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    kept = (APPLIED.sub(r"\1now());", line) for line in output.splitlines() if not PASSING.match(line))
    return HEAD + re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() + "\n"


if __name__ == "__main__":
    sys.exit(main())
