"""The proof of a grant as a file: every statement of both sides with its key; and what an outsider finds by it. Pure: no database, no network."""

from dataclasses import dataclass, field
from typing import Final

import msgspec

from yishu.core.decoding import decoded
from yishu.core.jws import NotSigned
from yishu.node.own_key import key_id_of
from yishu.sharing.proof import statements
from yishu.sharing.proof.statements import CONSUMER, PROVIDER, Said, Side, Signed

FORMAT: Final = "yishu-grant-proof/1"
LARGEST: Final = 8 * 1024 * 1024


class Proof(msgspec.Struct, frozen=True):
    grant: str
    statements: list[Signed]
    format: str = FORMAT


@dataclass(slots=True)
class Verdict:
    """What the file proves. `faults` in both languages; `said` what held, in order; `keys` the fingerprints of the keys, by node."""

    faults: list[tuple[str, str]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    keys: dict[str, set[str]] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not self.faults

    @property
    def in_force(self) -> Said | None:
        """The terms of now, by the last word of the provider's node; None where it ended."""
        last = next((one for one in reversed(self.said) if PROVIDER in one.sides), None)
        return last if last is not None and last.says in ("granted", "changed") else None


def read(content: bytes) -> Proof:
    """Raises ValueError for what is no such file."""
    if len(content) > LARGEST:
        raise ValueError(f"more than {LARGEST} bytes")
    try:
        proof = decoded(content, Proof)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from None
    if proof.format != FORMAT:
        raise ValueError(f"the format is not {FORMAT}")
    return proof


def examine(proof: Proof, trusted: frozenset[str] = frozenset()) -> Verdict:
    """Every signature, that all speak of one grant, that nothing of a node was left out between two of its words, and that both sides stand behind the terms.

    `trusted`: fingerprints of the keys that are believed, if any are named; else whoever reads compares those of the verdict.
    """
    verdict = Verdict()
    previous: dict[str, str] = {}
    for n, signed in enumerate(proof.statements, 1):
        try:
            said = statements.read(signed)
        except NotSigned as why:
            verdict.faults.append((f"第 {n} 份声明无效：{why}", f"statement {n} does not hold: {why}"))
            continue
        if said.previous != previous.get(said.node, ""):
            verdict.faults.append(
                (f"第 {n} 份声明之前缺少该节点的声明", f"before statement {n} one of its node is missing")
            )
        previous[said.node] = statements.link_of(signed.jws)
        verdict.keys.setdefault(said.node, set()).add(key_id_of(signed.key))
        verdict.said.append(said)
    _require_one_grant(verdict, proof.grant)
    _require_order(verdict)
    _require_both_sides(verdict)
    _require_trusted(verdict, trusted)
    return verdict


def _require_one_grant(verdict: Verdict, grant: str) -> None:
    about = {(one.provider, one.consumer, one.resource) for one in verdict.said}
    grants = {one.grant for one in verdict.said if one.grant}
    if len(about) > 1 or grants - {grant}:
        verdict.faults.append(("各份声明说的不是同一授权", "the statements are not all about one grant"))
    if not any(one.says == "granted" for one in verdict.said):
        verdict.faults.append(("没有授权的声明", "nothing states that it was granted"))


def _require_order(verdict: Verdict) -> None:
    """The provider's node grants once, first; nothing follows its end."""
    spoken = [one.says for one in verdict.said if PROVIDER in one.sides]
    while spoken[:1] == ["refused"]:  # before the coordinator's opinion was carried out
        spoken = spoken[1:]
    if {"granted", "refused"} & set(spoken[1:]) or "withdrawn" in spoken[:-1]:
        verdict.faults.append(
            ("提供方节点的声明次序不对", "the statements of the provider's node are not in their order")
        )


def _require_both_sides(verdict: Verdict) -> None:
    """Of the terms of now; once it has ended, of those that held last."""
    last = next((one for one in reversed(verdict.said) if PROVIDER in one.sides and one.hash), None)
    if last is None:
        return
    sides: set[Side] = {side for one in verdict.said if one.hash == last.hash for side in one.sides}
    if CONSUMER not in sides:
        verdict.faults.append(("使用方节点尚未签署现行条款", "the consumer's node has not signed the terms of now"))


def _require_trusted(verdict: Verdict, trusted: frozenset[str]) -> None:
    for node, keys in verdict.keys.items():
        if trusted and (unknown := keys - trusted):
            named = "、".join(sorted(unknown))
            verdict.faults.append(
                (
                    f"节点 {node} 的密钥不在所列可信密钥之中：{named}",
                    f"a key of node {node} is not among those trusted: {named}",
                )
            )
