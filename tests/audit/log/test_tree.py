"""The tree against published vectors and against the definition itself."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishu.audit.log import tree
from yishu.audit.log.tiles import WIDTH, Edge, TileNodes, path_of, place_of
from yishu.audit.log.tree import ProofInvalid
from yishu.core.suites import GM, INTL

VECTORS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "vectors/rfc6962_vectors.json").read_text()
)
pytestmark = pytest.mark.clause("32.1")


def raw(value: str | None) -> bytes:
    return base64.b64decode(value or "")


@pytest.mark.parametrize("name", [name for name in VECTORS if name.startswith("inclusion/")])
def test_the_published_inclusion_proofs_are_judged_as_published(name: str) -> None:
    case = VECTORS[name]
    path = [raw(each) for each in case["proof"] or []]

    def judge() -> None:
        tree.require_inclusion(INTL, raw(case["leafHash"]), case["leafIdx"], case["treeSize"], path, raw(case["root"]))

    judged_as_published(case, judge)


@pytest.mark.parametrize("name", [name for name in VECTORS if name.startswith("consistency/")])
def test_the_published_consistency_proofs_are_judged_as_published(name: str) -> None:
    case = VECTORS[name]
    proof = [raw(each) for each in case["proof"] or []]

    def judge() -> None:
        tree.require_consistency(INTL, case["size1"], case["size2"], raw(case["root1"]), raw(case["root2"]), proof)

    judged_as_published(case, judge)


def judged_as_published(case: dict[str, Any], judge: Any) -> None:
    if case["wantErr"]:
        with pytest.raises(ProofInvalid):
            judge()
    else:
        judge()


def defined(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962, 2.1 writes it down."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + defined(leaves[:split]) + defined(leaves[split:])).digest()


def leaves_of(count: int) -> list[bytes]:
    return [INTL.leaf(number.to_bytes(4, "big")) for number in range(count)]


class Tiles(dict[tuple[int, int], bytes]):
    def __call__(self, level: int, number: int) -> bytes:
        return self[level, number]


@pytest.mark.parametrize("sizes", [[0], [1], [255, 1, 1], [256], [257], [65_535, 1, 1, 300], [3, 500, 70_000]])
def test_a_tree_that_grows_by_steps_has_the_defined_root(sizes: list[int]) -> None:
    leaves, tiles, edge = leaves_of(sum(sizes)), Tiles(), Edge(INTL)
    done = 0
    for step in sizes:
        tiles.update(edge.append(leaves[done : done + step]))
        done += step
        assert edge.root() == defined(leaves[:done])
        assert Edge.read(INTL, done, tiles) == edge
        assert tree.root(INTL, TileNodes(INTL, tiles), done) == edge.root()


@given(st.integers(1, 1200), st.data())
def test_every_proof_out_of_tiles_holds_and_no_other_leaf_does(size: int, data: st.DataObject) -> None:
    leaves, tiles, edge = leaves_of(size), Tiles(), Edge(INTL)
    tiles.update(edge.append(leaves))
    nodes = TileNodes(INTL, tiles)
    old = data.draw(st.integers(1, size))
    before = defined(leaves[:old])
    proof = tree.consistency(INTL, nodes, old, size)
    tree.require_consistency(INTL, old, size, before, edge.root(), proof)
    index = data.draw(st.integers(0, size - 1))
    path = tree.inclusion(INTL, nodes, index, size)
    tree.require_inclusion(INTL, leaves[index], index, size, path, edge.root())
    with pytest.raises(ProofInvalid):
        tree.require_inclusion(INTL, INTL.leaf(b"another"), index, size, path, edge.root())
    if old < size:
        with pytest.raises(ProofInvalid):
            tree.require_consistency(INTL, old, size, INTL.leaf(b"rewritten"), edge.root(), proof)


@given(st.integers(0, 63 // 8), st.integers(0, 10**12), st.integers(1, WIDTH))
def test_a_tiles_path_is_read_as_it_is_written(level: int, number: int, width: int) -> None:
    assert place_of(path_of(level, number, width)) == (level, number, width)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/1",
        "tile/0/x001/67",
        "tile/0/001.p/256",
        "tile/0/001.p/0",
        "tile/8/001",
        "tile/00/001",
        "tile/0/x000/001",
    ],
)
def test_what_is_no_tiles_path_is_none(path: str) -> None:
    assert place_of(path) is None


def test_tiles_are_named_as_published() -> None:
    assert path_of(0, 1_234_067) == "tile/0/x001/x234/067"  # C2SP tlog-tiles
    assert path_of(0, 0, 5) == "tile/0/000.p/5"


def test_the_other_suite_hashes_by_sm3() -> None:
    assert GM.digest(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # GB/T 32905
