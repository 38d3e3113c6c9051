"""The baseline: the same look-up over the same HTTP server with nothing else, neither authorisation nor evidence. No straw man: uvloop, httptools, msgspec, eight
connections of its own with prepared statements.
"""

import asyncio
import gc
import os
import sys
from typing import Any

import msgspec
import uvicorn

from yishu.core.decoding import decoder
from yishu.gateway.database import Connection, connect
from yishu.gateway.exchange import Receive, Scope, Send

CONNECTIONS = 8
HEADERS = [(b"content-type", b"application/json")]


class Request(msgspec.Struct):
    """As much of a verify request as a look-up needs."""

    subject: str
    claims: dict[str, str]


class Answer(msgspec.Struct):
    found: bool
    result: dict[str, str]


class BareLookup:
    """`/TABLE` compares the claims with the row of the subject; `tables` have one text key, `key`, and the same `columns`."""

    def __init__(self, address: str, tables: list[str], key: str, columns: list[str]) -> None:
        self._address, self._tables, self._key, self._columns = address, tables, key, columns
        self._free: asyncio.LifoQueue[dict[str, Any]] = asyncio.LifoQueue()
        self._connections: list[Connection] = []
        self._decoder = decoder(Request)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        message = await receive()
        request = self._decoder.decode(message["body"])
        prepared = await self._free.get()
        try:
            row = await prepared[scope["path"][1:]].fetchrow(request.subject)
        finally:
            self._free.put_nowait(prepared)
        result = (
            {}
            if row is None
            else {item: "match" if row[item] == claimed else "mismatch" for item, claimed in request.claims.items()}
        )
        body = msgspec.json.encode(Answer(row is not None, result))
        headers = [*HEADERS, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        for _ in range(CONNECTIONS):
            connection = await connect(self._address, "bench")
            self._connections.append(connection)
            self._free.put_nowait({table: await connection.prepare(self._sql(table)) for table in self._tables})
        gc.collect()
        gc.freeze()  # as the gateway does
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for connection in self._connections:
            await connection.close()
        await send({"type": "lifespan.shutdown.complete"})

    def _sql(self, table: str) -> str:
        columns = ", ".join(f'"{column}"' for column in self._columns)
        return f'select {columns} from hosted."{table}" where "{self._key}" = $1'


def main() -> None:
    """`python -m yishu.bench.bare PORT KEY COLUMN,… TABLE …`, the database in YISHU_DATABASE_URL."""
    port, key, columns, *tables = sys.argv[1:]
    application = BareLookup(os.environ["YISHU_DATABASE_URL"], tables, key, columns.split(","))
    uvicorn.run(
        application,
        port=int(port),
        loop="uvloop",
        http="httptools",
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=75,
    )


if __name__ == "__main__":
    main()
