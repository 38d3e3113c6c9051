"""An exported log (`exporting`), an excerpt of one (`excerpt`) or one proof (`one_proof`), examined on any machine: needs Python and the folder or file; for time stamps `cryptography` and `asn1crypto` as well. Pure. As one file: `program`.

python -m yishu.audit.log.offline DIR --key KEY [--known CHECKPOINT …] [--authority CERTIFICATE …] [--stamp STAMP …]
python -m yishu.audit.log.offline EXCERPT.jsonl.gz --key KEY
python -m yishu.audit.log.offline --proof PROOF --receipt RECEIPT --key KEY
"""

import argparse
import base64
import gzip
import json
import re
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from yishu.audit.log import excerpt, one_proof, published
from yishu.audit.log.faults import in_chinese
from yishu.audit.log.notes import NoteInvalid, VerifierKey
from yishu.audit.log.tiles import path_of, width_of
from yishu.audit.log.verifier import Entry, Report, Trusted, examine
from yishu.core.suites import SUITES

if TYPE_CHECKING:
    from yishu.audit.log.stamping.examining import Stamps

MOST_TOLD: Final = 10
_PERSONAL: Final = "personal"
"""The folder of an export that may be left out."""
_LINE: Final = re.compile(
    rb'\{"index":(\d{1,19}),(?:"salt":"([0-9a-f]{32})",(?:"personal":"([A-Za-z0-9+/=]{24,})",)?"record":(\{.*\})|"missing":"([0-9a-f-]{36})")\}\n'
)
_PART: Final = re.compile(rb'\{"index":(\d{1,19}),"personal":"([A-Za-z0-9+/=]{24,})"\}\n')


class NoExport(ValueError):
    """The folder is no exported log, or a file of it cannot be read; the text says which."""


def examine_folder(
    folder: Path,
    *,
    keys: Sequence[VerifierKey] = (),
    witnesses: Sequence[VerifierKey] = (),
    known: Sequence[str] = (),
    authorities: Sequence[bytes] = (),
    kept: Sequence[bytes] = (),
) -> Report:
    """Examine an export. Without keys by those that it brings itself: then it is consistent in itself, but anybody may have made it. `authorities`: certificates (PEM) by which stamps are trusted; `kept`: stamps from elsewhere. Raises NoExport, NoteInvalid, ValueError (certificates), StampInvalid."""
    told = _told(folder)
    try:
        suite = SUITES[str(told["suite"])]
        size = int(told["size"])
        waiting = [str(each) for each in told.get("waiting", [])]
        log_keys = list(keys) or [VerifierKey.read(str(each)) for each in told["keys"]]
        seen = list(witnesses) or [VerifierKey.read(str(each)) for each in told["witnesses"]]
    except NoteInvalid:
        raise
    except (KeyError, TypeError, ValueError) as missing:
        raise NoExport(f"log.json: {missing}") from None
    return examine(
        suite,
        Trusted(log_keys, seen),
        _notes(folder),
        _entries(folder),
        tile=_tiles(folder, size),
        known=known,
        stamps=_stamps(folder, authorities, kept),
        with_parts=(folder / _PERSONAL).is_dir(),
        waiting=waiting,
    )


def examine_any(
    place: Path,
    *,
    keys: Sequence[VerifierKey],
    witnesses: Sequence[VerifierKey],
    known: Sequence[str] = (),
    authorities: Sequence[bytes] = (),
    kept: Sequence[bytes] = (),
) -> tuple[Report, list[str]]:
    """An export or an excerpt, and what came of it in words. Raises NoExport, NoExcerpt, NoteInvalid, ValueError (certificates), StampInvalid."""
    if not place.is_file():
        report = examine_folder(place, keys=keys, witnesses=witnesses, known=known, authorities=authorities, kept=kept)
        return report, words(report)
    if known or authorities or kept:
        raise NoExport(
            "an excerpt says nothing about checkpoints and stamps kept before: hold a whole export against them"
        )
    report = excerpt.examine_excerpt(place, keys=keys, witnesses=witnesses)
    return report, excerpt.words(report)


def _told(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / "log.json").read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as wrong:
        raise NoExport(f"log.json: {type(wrong).__name__}") from None
    if not isinstance(found, dict):
        raise NoExport("log.json is no object")
    return found


def _notes(folder: Path) -> Iterator[str]:
    try:
        with (folder / "checkpoints.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                yield str(json.loads(line)["note"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as wrong:
        raise NoExport(f"checkpoints.jsonl: {type(wrong).__name__}") from None


def _stamps(folder: Path, authorities: Sequence[bytes], kept: Sequence[bytes]) -> "Stamps | None":
    """None where there are none to look at."""
    if not (folder / "stamps").exists() and not kept:
        return None
    try:
        from yishu.audit.log.stamping.examining import Stamps
        from yishu.audit.log.stamping.trust import Trust
    except ImportError:
        raise NoExport("stamps/: to check them these are needed: pip install cryptography asn1crypto") from None
    return Stamps(Trust.read(*authorities), _answers(folder / "stamps"), kept)


def _answers(folder: Path) -> Iterator[tuple[int, bytes]]:
    """By size, as the checkpoints are."""
    for place in sorted((each for each in folder.glob("*") if each.name.isdecimal()), key=lambda each: int(each.name)):
        for file in sorted(place.glob("*.tsr")):
            yield int(place.name), file.read_bytes()


def _entries(folder: Path) -> Iterator[Entry]:
    """Records with their personal parts, which come in the same order."""
    parts = _parts(folder)
    index, told = next(parts, (-1, b""))
    for where, line in _lines(folder, "records"):
        entry = entry_of_line(line, where)
        if entry.index == index:
            entry = replace(entry, told=told)
            index, told = next(parts, (-1, b""))
        yield entry
    if index != -1:
        raise NoExport(f"{_PERSONAL}/: index {index} belongs to no record")


def _parts(folder: Path) -> Iterator[tuple[int, bytes]]:
    for where, line in _lines(folder, _PERSONAL):
        found = _PART.fullmatch(line)
        if found is None:
            raise NoExport(f"{where} is no line of an export")
        yield int(found[1]), _decoded(found[2], where)


def _lines(folder: Path, kind: str) -> Iterator[tuple[str, bytes]]:
    """With where each stands."""
    for file in sorted((folder / kind).glob("*.jsonl.gz")):
        try:
            with gzip.open(file, "rb") as lines:
                for at, line in enumerate(lines, 1):
                    yield f"{kind}/{file.name}:{at}", line
        except (OSError, EOFError, zlib.error) as wrong:
            raise NoExport(f"{kind}/{file.name}: {type(wrong).__name__}") from None


def entry_of_line(line: bytes, where: str) -> Entry:
    """Of an export. Raises NoExport, which names `where`."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise NoExport(f"{where} is no line of an export")
    index, salt, told, body, missing = found.groups()
    if missing:
        return Entry(int(index), missing.decode(), missing=True)
    return Entry(int(index), "", bytes.fromhex(salt.decode()), body, told=_decoded(told or b"", where))


def _decoded(told: bytes, where: str) -> bytes:
    try:
        return base64.b64decode(told, validate=True)
    except ValueError:
        raise NoExport(f"{where} is no line of an export") from None


def _tiles(folder: Path, size: int) -> Any:
    def tile(level: int, number: int) -> bytes:
        try:
            return (folder / path_of(level, number, width_of(size, level, number))).read_bytes()
        except OSError:
            raise KeyError((level, number)) from None

    return tile


def words(report: Report) -> list[str]:
    """What was examined and what came of it, for whoever reads."""
    lines = [each.words() for each in report.broken]
    if report.holds:
        lines.append(
            f"日志成立：{report.origin}，{report.size} 条留痕、{report.checkpoints} 个签名检查点逐一核对无误。\n"
            f"The log holds: {report.origin}, {report.size} records under {report.checkpoints} signed checkpoints."
        )
    else:
        lines.append(f"日志不成立：{len(report.broken)} 处。\nThe log does not hold: {len(report.broken)} findings.")
    if report.known:
        lines.append(
            f"与先前保存的 {report.known} 个检查点比对过。\nHeld against {report.known} checkpoints kept before."
        )
    if report.erased:
        lines.append(
            f"其中 {report.erased} 条按规定只留哈希。\n{report.erased} of them are kept as hashes only, by rule."
        )
    lines += _words_of_parts(report)
    lines += [
        f"见证方 {name} 见证到 {size} 条。\n{name} has witnessed {size} records."
        for name, size in report.cosigned.items()
    ]
    return lines + _words_of_stamps(report)


def _words_of_parts(report: Report) -> list[str]:
    if not report.parts_brought:
        return [
            "未附个人信息部分：只核对了各条正文，其中有个人信息部分的承诺值。\n"
            "Personal parts were not brought along: the bodies, which hold commitments to them, were checked."
        ]
    if not report.parts_erased:
        return []
    return [
        f"其中 {report.parts_erased} 条的个人信息部分已依法抹除，每次抹除都在日志里有留痕；各条其余内容照常核对。\n"
        f"The personal part of {report.parts_erased} of them was erased, each erasure on record in the log; the rest of these records was checked as ever."
    ]


def _words_of_stamps(report: Report) -> list[str]:
    """Which time is proven by whom: the latest; all of them are in the JSON."""
    lines = [
        f"前 {each.size} 条不晚于 {each.not_later}，由 {each.authority} 的时间戳证明。\n"
        f"The first {each.size} records: not later than {each.not_later}, by the stamp of {each.authority}."
        for each in report.stamped[-MOST_TOLD:]
    ]
    if len(report.stamped) > MOST_TOLD:
        lines.insert(0, f"共 {len(report.stamped)} 个时间戳，最近的：\n{len(report.stamped)} stamps, the latest:")
    if report.stamped:
        lines.append(
            f"留痕等候时间戳最长 {_hours(report.unstamped_seconds)} 小时。\n"
            f"A record waited {_hours(report.unstamped_seconds)} hours for its stamp at most."
        )
    if report.unproven:
        lines.append(
            f"另有 {report.unproven} 个时间戳未计：没有给出其机构的证书（--authority）。\n"
            f"{report.unproven} stamps were not counted: the certificates of their authorities were not given (--authority)."
        )
    return lines


def _hours(seconds: int) -> str:
    return f"{seconds / 3600:.1f}"


def main() -> int:
    """As options the places are named like those of `yishu audit verify`, so that either takes the other's command."""
    parser = _parser()
    given = parser.parse_args()
    place = given.offline or given.folder
    if [place, given.proof, given.log].count(None) != 2:
        parser.error("name one export or excerpt, or --proof, or --log")
    if given.proof is not None and not (given.receipt and given.key):
        parser.error("a proof is checked with --receipt and --key")
    if given.log is not None and not given.key:
        parser.error("a published log is checked with --key")
    try:
        keys, witnesses = (list(map(VerifierKey.read, each)) for each in (given.key, given.witness))
        if given.proof is not None:
            return _main_of_proof(given.proof, given.receipt, keys)
        known = [file.read_text("utf-8") for file in given.known]
        if given.log is not None:
            return _main_of_published(given.log, keys, witnesses, known)
        authorities, kept = ([file.read_bytes() for file in each] for each in (given.authority, given.stamp))
        report, told = examine_any(
            place, keys=keys, witnesses=witnesses, known=known, authorities=authorities, kept=kept
        )
    except (ValueError, OSError) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    if not keys:
        sys.stderr.write(
            "未给出日志公钥：只核对了内容自身一致。\nNo --key was given: it was only held against its own keys.\n"
        )
    sys.stdout.write("\n".join(told) + "\n")
    return 0 if report.holds else 1


def _main_of_published(address: str, keys: list[VerifierKey], witnesses: list[VerifierKey], known: list[str]) -> int:
    """Raises NoteInvalid."""
    try:
        report = published.examine_published(published.Files(address), keys, witnesses, known)
    except published.Unreachable as away:
        sys.stderr.write(f"{away.zh}。\n{away}\n")
        return 2
    sys.stdout.write("\n".join(published.words(report)) + "\n")
    return 0 if report.holds else 1


def _main_of_proof(file: Path, receipt: str, keys: list[VerifierKey]) -> int:
    """Raises OSError."""
    try:
        told = one_proof.examine_proof(file.read_text("utf-8"), receipt, keys=keys)
    except ValueError as wrong:  # NoteInvalid, ProofInvalid, and what is no receipt
        sys.stdout.write(f"证明不成立：{in_chinese(wrong)}。\nThe proof does not hold: {wrong}\n")
        return 1
    sys.stdout.write("\n".join(told) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="yishu-log", description="Examine an exported evidence log.")
    parser.add_argument("folder", type=Path, nargs="?", help="an exported log, or an excerpt of one (a file)")
    parser.add_argument("--offline", type=Path, help="the same")
    parser.add_argument("--log", metavar="ADDRESS", help="a node's log as it publishes it, with --key")
    parser.add_argument("--proof", type=Path, help="one proof (.tlog-proof), with --receipt and --key")
    parser.add_argument("--receipt", default="", help="the receipt that the proof belongs to")
    parser.add_argument(
        "--key", action="append", default=[], help="the log's key, as its node publishes it at /log/key"
    )
    parser.add_argument("--witness", action="append", default=[], help="the key of a witness")
    parser.add_argument("--known", action="append", default=[], type=Path, help="a checkpoint that was kept before")
    parser.add_argument(
        "--authority", action="append", default=[], type=Path, help="certificates (PEM) of a time stamping authority"
    )
    parser.add_argument("--stamp", action="append", default=[], type=Path, help="a stamp (.tsr) that was kept before")
    return parser


if __name__ == "__main__":
    sys.exit(main())
