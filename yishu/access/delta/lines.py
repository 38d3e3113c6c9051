"""The lines of an answer (newline-delimited JSON), in the protocol's two formats: `parquet`, and `delta` for clients that read Delta's own log."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from yishu.access.delta.models import Profile, SharedFile
from yishu.access.delta.sharing import Shape, Shared

CAPABILITIES: Final = "delta-sharing-capabilities"
READER, WRITER = 1, 4  # of Delta's protocol: no reader feature is needed, the change feed is one of the writer's


@dataclass(frozen=True, slots=True)
class Addressed:
    """A file with the address that it can be fetched from, and until when (ms)."""

    file: SharedFile
    url: str
    expires: int


def wants_delta(capabilities: str) -> bool:
    """`responseformat=parquet,delta;readerfeatures=…`: parquet wherever it is taken."""
    parts = (part.strip().lower().partition("=") for part in capabilities.split(";"))
    said = {name.strip(): value for name, _is, value in parts}
    formats = {one.strip() for one in said.get("responseformat", "parquet").split(",")}
    return "delta" in formats and "parquet" not in formats


def head(profile: Profile, shape: Shape, *, delta: bool, version: int | None = None) -> Iterator[dict[str, Any]]:
    """Protocol and metadata; `version` where the metadata is that of a version in a change feed."""
    described = {
        "id": str(profile.grant_id),
        "name": profile.grant.resource.path_code,
        "description": profile.grant.resource.current.name if profile.grant.resource.current else "",
        "format": {"provider": "parquet", "options": {}},
        "schemaString": shape.schema,
        "partitionColumns": [],
    }
    if delta:
        yield {"protocol": {"deltaProtocol": {"minReaderVersion": READER, "minWriterVersion": WRITER}}}
        feed = {"delta.enableChangeDataFeed": "true"}
        own = {} if version is None else {"version": version}
        yield {"metaData": {**own, "deltaMetadata": {**described, "configuration": feed}}}
    else:
        yield {"protocol": {"minReaderVersion": READER}}
        yield {"metaData": {**described, "configuration": {"enableChangeDataFeed": "true"}, "version": shape.version}}


def of_version(
    profile: Profile, shared: Shared, addressed: Callable[[SharedFile], Addressed], *, delta: bool
) -> Iterator[dict[str, Any]]:
    yield from head(profile, shared.shape, delta=delta)
    for file in shared.files:
        one, moment = addressed(file), shared.moments.get(file.version, 0)
        stats = json.dumps({"numRecords": file.records})
        if delta:
            add = {
                "path": one.url,
                "partitionValues": {},
                "size": file.size,
                "modificationTime": moment,
                "dataChange": True,
            }
            yield {"file": {**_named(one, moment), "deltaSingleAction": {"add": {**add, "stats": stats}}}}
        else:
            yield {
                "file": {
                    **_named(one, moment),
                    "url": one.url,
                    "partitionValues": {},
                    "size": file.size,
                    "stats": stats,
                }
            }


def of_changes(
    profile: Profile, shared: Shared, first: int, addressed: Callable[[SharedFile], Addressed], *, delta: bool
) -> Iterator[dict[str, Any]]:
    yield from head(profile, shared.shape, delta=delta, version=first)
    for file in shared.files:
        one, moment = addressed(file), shared.moments.get(file.version, 0)
        if delta:
            cdc = {"path": one.url, "partitionValues": {}, "size": file.size, "dataChange": False}
            yield {"file": {**_named(one, moment), "deltaSingleAction": {"cdc": cdc}}}
        else:
            yield {"cdf": {**_named(one, moment), "url": one.url, "partitionValues": {}, "size": file.size}}


def _named(one: Addressed, moment: int) -> dict[str, Any]:
    return {
        "id": str(one.file.pk),
        "version": one.file.version,
        "timestamp": moment,
        "expirationTimestamp": one.expires,
    }
