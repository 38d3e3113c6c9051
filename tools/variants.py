"""Write `yishu/core/sameness/data/characters.txt`, which characters are variants of which, from the Unihan database.

.venv/bin/python tools/variants.py Unihan_Variants.txt

The file is that of a Unicode version (Debian has it in the package unicode-data); what was taken is told in `yishu/core/sameness/data/SOURCES.md`.
"""

import sys
from collections import defaultdict
from pathlib import Path

FILE = Path(__file__).parent.parent / "yishu" / "core" / "sameness" / "data" / "characters.txt"
# UAX #38: the same character in another shape; of the same meaning everywhere; simplified and traditional.
# Not kSpecializedSemanticVariant (of the same meaning in some words only), nor kSpoofingVariant (merely alike to the eye).
RELATIONS = {"kZVariant", "kSemanticVariant", "kSimplifiedVariant", "kTraditionalVariant"}


def main() -> int:
    if len(sys.argv) != 2:
        sys.stderr.write(__doc__ or "")
        return 2
    related: dict[str, set[str]] = defaultdict(set)
    for line in Path(sys.argv[1]).read_text("utf-8").splitlines():
        if line.startswith("U+"):
            code, relation, others = line.split("\t")
            if relation in RELATIONS:
                for other in others.split():
                    pair = _character(code), _character(other.partition("<")[0])
                    if pair[0] != pair[1]:
                        related[pair[0]].add(pair[1])
                        related[pair[1]].add(pair[0])
    lines = [character + "".join(sorted(others)) for character, others in sorted(related.items())]
    FILE.write_text("\n".join(lines) + "\n", "utf-8")
    return 0


def _character(code: str) -> str:
    return chr(int(code.removeprefix("U+"), 16))


if __name__ == "__main__":
    sys.exit(main())
