"""Whether the node can ask this agent: its key, the certificate, and each table that answers."""

from collections.abc import Iterator

from yishu.core.errors import Problem
from yishu.front.answering.opening import place_of, require_package, tls_of
from yishu.front.answering.records import records_of
from yishu.front.configuration import Answer, Answering
from yishu.front.findings import Finding, wrong
from yishu.front.language import say
from yishu.front.node import Node


def answering_findings(answering: Answering, node: Node | None) -> Iterator[Finding]:
    """`node`: None where it does not answer."""
    try:
        require_package()
        tls_of(answering.certificate, answering.certificate_key)
    except Problem as problem:
        yield wrong("answering", problem)
    if node is not None:
        try:
            yield _key(answering, node)
        except Problem as problem:
            yield wrong("answering", problem)
    for answer in answering.answers:
        try:
            records_of(answer, answering.seconds).require()
            yield _answer(answering, answer)
        except Problem as problem:
            yield wrong(answer.resource, problem)


def _key(answering: Answering, node: Node) -> Finding:
    if answering.node_key in node.public_keys():
        return Finding("answering", say("node_key 是该节点的公钥。", "node_key is the public key of this node."))
    zh = "node_key 不是该节点现在的公钥：请与节点的管理员核对。"
    en = "node_key is not the present public key of this node: compare it with the node's administrator."
    return Finding("answering", say(zh, en), wrong=True)


def _answer(answering: Answering, answer: Answer) -> Finding:
    zh = "将在 {place} 从 {table} 答复，主键 {key}，可答 {items}；节点须允许挂接 {origin}。"
    en = "will be answered at {place} out of {table}, key {key}, items {items}; the node must allow {origin}."
    said = {"place": place_of(answering), "table": answer.table, "key": ", ".join(answer.key)}
    return Finding(answer.resource, say(zh, en, items=", ".join(answer.items), origin=answering.origin, **said))
