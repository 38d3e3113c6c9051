"""`check`: the file, the node, the key, each database and table; says what would be published and received. Changes nothing."""

from collections.abc import Iterator

from yishu.core.errors import Problem
from yishu.front.answering.checking import answering_findings
from yishu.front.configuration import Flow, Front, Publication, Reception
from yishu.front.findings import Finding, wrong
from yishu.front.language import say, spoken
from yishu.front.node import Node
from yishu.front.sources import Survey, source_of
from yishu.front.state import Folder
from yishu.front.targets import STATE_TABLE, target_of
from yishu.wire.entries import EntryShape


def check(front: Front) -> Iterator[Finding]:
    """The node first; without it only the databases can be looked at."""
    node = Node(front.node)
    entries = True
    try:
        node.health()
        yield Finding("node", say("节点 {url} 有应答。", "the node {url} answers.", url=front.node.url))
    except Problem as problem:
        entries = False
        yield wrong("node", problem)
    for flow in front.flows:
        entry = None
        if entries:
            try:
                entry = node.entry(flow.resource)
                yield Finding(flow.name, _entry(entry))
            except Problem as problem:
                yield wrong(flow.name, problem)
        try:
            yield from _flow(flow, entry, Folder(front.state))
        except Problem as problem:
            yield wrong(flow.name, problem)
    if front.answering is not None:
        yield from answering_findings(front.answering, node if entries else None)


def _flow(flow: Flow, entry: EntryShape | None, folder: Folder) -> Iterator[Finding]:
    if isinstance(flow, Reception):
        yield from _reception(flow, entry)
        return
    state = folder.load(flow.name)
    survey = source_of(flow).survey(state.position if state.origin == flow.origin else None)
    unit = survey.unit[0 if spoken() == "zh" else 1]
    text = say("待发布 {count} {unit}。", "{count} {unit} wait to be published.", count=survey.waiting, unit=unit)
    yield Finding(flow.name, text)
    yield from (Finding(flow.name, remark, wrong=True) for remark in survey.remarks)
    if entry is not None and survey.items:
        yield from _columns(flow, survey, entry)


def _columns(flow: Publication, survey: Survey, entry: EntryShape) -> Iterator[Finding]:
    """The node takes every item of the entry, and no other."""
    codes = [item.code for item in entry.items]
    missing = [code for code in codes if code not in survey.items]
    unknown = [code for code in survey.items if code not in codes]
    if missing:
        zh, en = "columns 缺少条目的信息项：{names}。", "columns lacks items of the entry: {names}."
        yield Finding(flow.name, say(zh, en, names=", ".join(missing)), wrong=True)
    if unknown:
        zh, en = "columns 中有条目没有的信息项：{names}。", "columns has items that the entry lacks: {names}."
        yield Finding(flow.name, say(zh, en, names=", ".join(unknown)), wrong=True)


def _reception(flow: Reception, entry: EntryShape | None) -> Iterator[Finding]:
    target = target_of(flow)
    present, held = target.survey(), target.held()
    if held is not None:
        zh, en = "{table} 已接收到版本 {version}。", "{table} holds version {version}."
        yield Finding(flow.name, say(zh, en, table=flow.table, version=held.version))
    elif present:
        zh = "将全量接收到已有的表 {table}，并在 {state} 中记录进度。"
        en = "will be received in full into the table {table}; progress is kept in {state}."
        yield Finding(flow.name, say(zh, en, table=flow.table, state=STATE_TABLE))
    else:
        zh, en = "将创建表 {table} 并全量接收。", "the table {table} will be made and received in full."
        yield Finding(flow.name, say(zh, en, table=flow.table))
    keys = [item.code for item in entry.items if item.is_key] if entry else []
    if keys:
        zh = "授权须含主键 {names}，才能只取变更。"
        en = "the grant has to name the key {names} for changes alone to do."
        yield Finding(flow.name, say(zh, en, names=", ".join(keys)))


def _entry(entry: EntryShape) -> str:
    return say(
        "{code} {name}，提供单位 {provider}，{category}。",
        "{code} {name}, provided by {provider}, {category}.",
        code=entry.code,
        name=entry.name,
        provider=entry.provider,
        category=say(*_CATEGORIES.get(entry.category, (entry.category, entry.category))),
    )


_CATEGORIES = {
    "unrestricted": ("非受限共享", "unrestricted"),
    "restricted": ("受限共享", "restricted"),
    "non_shared": ("非共享", "non-shared"),
}
