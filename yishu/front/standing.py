"""`status`: where each flow stands, from the state folder alone; nobody is called."""

from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

from yishu.core.calendar import SHANGHAI
from yishu.front.configuration import Front, Publication
from yishu.front.language import say, spoken
from yishu.front.state import FlowState, Folder


class Standing(Struct):
    """`lag_seconds`: since the flow was last known to be up to date. `position`: a table's cursor and key, a folder's number of files."""

    name: str
    kind: Literal["publish", "receive"]
    resource: str
    state: Literal["new", "ok", "failing"]
    last_success: str | None
    lag_seconds: int | None
    version: int | None
    receipt: str
    position: list[str] | int | str | None
    rows: int
    quarantined: int
    reasons: list[str]
    error: str | None
    error_code: str | None


def standings(front: Front, now: datetime) -> list[Standing]:
    """Raises StateDamaged."""
    folder = Folder(front.state)
    found = []
    for flow in front.flows:
        state = folder.load(flow.name)
        error = state.last_error
        found.append(
            Standing(
                flow.name,
                "publish" if isinstance(flow, Publication) else "receive",
                flow.resource,
                "failing" if error else "ok" if state.last_success else "new",
                state.last_success or None,
                _lag(state, now),
                state.version,
                state.receipt,
                _position(state),
                state.rows,
                state.quarantined,
                state.reasons,
                (error.zh if spoken() == "zh" else error.en) if error else None,
                error.code if error else None,
            )
        )
    return found


def in_words(standing: Standing) -> list[str]:
    kind = say("发布", "publishes") if standing.kind == "publish" else say("接收", "receives")
    lines = [f"{standing.name}  {kind} {standing.resource}"]
    if standing.last_success is None:
        lines.append(say("尚未成功过。", "no round has succeeded yet."))
    else:
        moment = datetime.fromisoformat(standing.last_success).astimezone(SHANGHAI).isoformat(" ", "seconds")[:19]
        zh = "最近成功 {moment}（{lag} 秒前），版本 {version}，{rows} 条，退回 {quarantined} 条"
        en = "last success {moment} ({lag} s ago), version {version}, {rows} records, {quarantined} sent back"
        version = "—" if standing.version is None else standing.version
        lines.append(
            say(
                zh,
                en,
                moment=moment,
                lag=standing.lag_seconds,
                version=version,
                rows=standing.rows,
                quarantined=standing.quarantined,
            )
        )
    if standing.position is not None:
        lines.append(say("断点 {position}", "position {position}", position=standing.position))
    lines += [say("退回原因 {reason}", "sent back: {reason}", reason=reason) for reason in standing.reasons]
    if standing.error:
        lines.append(say("最近出错：{error}", "last error: {error}", error=standing.error))
    return [lines[0], *(f"  {line}" for line in lines[1:])]


def _lag(state: FlowState, now: datetime) -> int | None:
    if not state.last_success:
        return None
    return max(0, int((now.astimezone(UTC) - datetime.fromisoformat(state.last_success)).total_seconds()))


def _position(state: FlowState) -> list[str] | int | str | None:
    if isinstance(state.position, dict):
        return len(state.position)
    return [str(part) for part in state.position] if isinstance(state.position, list) else state.position
