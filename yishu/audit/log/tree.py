"""Hashes and proofs of a Merkle tree: RFC 6962, 2.1; how proofs are checked: RFC 9162, 2.1.3.2 and 2.1.4.2. Pure.

A tree of n leaves is split at the largest power of two below n.
"""

from collections.abc import Callable, Sequence

from yishu.core.suites import SIZE, Suite

Nodes = Callable[[int, int], bytes]
"""(height, index) → the hash of the perfect subtree of 2^height leaves that begins at leaf index · 2^height."""


class ProofInvalid(ValueError):
    """A proof that does not prove what it should; the text says why."""


def root(suite: Suite, nodes: Nodes, size: int) -> bytes:
    """The root of the first `size` leaves."""
    return range_hash(suite, nodes, 0, size)


def range_hash(suite: Suite, nodes: Nodes, first: int, end: int) -> bytes:
    """The hash of leaves [first, end), a subtree as RFC 6962 splits: `first` is a multiple of a power of two not below its length."""
    perfect = []
    while first < end:
        height = _greatest(first, end)
        perfect.append(nodes(height, first >> height))
        first += 1 << height
    if not perfect:
        return suite.digest(b"")
    hashed = perfect.pop()
    while perfect:
        hashed = suite.node(perfect.pop(), hashed)
    return hashed


def inclusion(suite: Suite, nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The audit path of a leaf, from its sibling up. Raises ValueError for a leaf that is not in the tree."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    path, first, end = [], 0, size
    while end - first > 1:
        split = first + _split(end - first)
        if index < split:
            path.append(range_hash(suite, nodes, split, end))
            end = split
        else:
            path.append(range_hash(suite, nodes, first, split))
            first = split
    return path[::-1]


def consistency(suite: Suite, nodes: Nodes, old: int, new: int) -> list[bytes]:
    """The proof that the first `old` leaves of a tree of `new` are those of the tree of `old`. Raises ValueError for sizes that are none."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} does not continue one of {old}")
    if old in (0, new):
        return []
    proof, first, end, whole = [], 0, new, True
    while end != old:
        split = first + _split(end - first)
        if old <= split:
            proof.append(range_hash(suite, nodes, split, end))
            end = split
        else:
            proof.append(range_hash(suite, nodes, first, split))
            first, whole = split, False
    return ([] if whole else [range_hash(suite, nodes, first, end)]) + proof[::-1]


def require_inclusion(suite: Suite, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Raises ProofInvalid unless the leaf stands at that place of the tree with this root (RFC 9162, 2.1.3.2)."""
    if len(leaf) != SIZE:
        raise ProofInvalid("a hash has 32 bytes")
    if not 0 <= index < size:
        raise ProofInvalid(f"leaf {index} is not in a tree of {size}")
    at, last, hashed = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofInvalid("the path is too long")
        if at & 1 or at == last:
            hashed = suite.node(sibling, hashed)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hashed = suite.node(hashed, sibling)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise ProofInvalid("the path is too short")
    if hashed != root:
        raise ProofInvalid("the path leads to another root")


def require_consistency(
    suite: Suite, old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raises ProofInvalid unless the new tree continues the old one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        raise ProofInvalid(f"a tree of {new} does not continue one of {old}")
    if old == 0:
        raise ProofInvalid("an empty tree proves nothing about what continues it")
    if old == new:
        if proof or old_root != new_root:
            raise ProofInvalid("two trees of one size are one tree, and need no proof")
        return
    # A subtree that is whole in both needs no hash in the proof: the old root is it.
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not steps:
        raise ProofInvalid("the proof is empty")
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofInvalid("the proof is too long")
        if at & 1 or at == last:
            before, after = suite.node(step, before), suite.node(step, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = suite.node(after, step)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise ProofInvalid("the proof is too short")
    if before != old_root:
        raise ProofInvalid("the proof leads to another old root")
    if after != new_root:
        raise ProofInvalid("the proof leads to another new root")


def _split(count: int) -> int:
    """The largest power of two below."""
    return 1 << (count - 1).bit_length() - 1


def _greatest(first: int, end: int) -> int:
    """The height of the greatest perfect subtree that begins at `first` and ends by `end`."""
    fits = (end - first).bit_length() - 1
    return fits if first == 0 else min(fits, (first & -first).bit_length() - 1)
