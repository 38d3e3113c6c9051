"""What neighbours tell each other about their logs: plain data."""

import msgspec


class LogTold(msgspec.Struct, frozen=True):
    """The keys of a node's log and of it as a witness, signed by the key by which the link knows it (base64, over `said`)."""

    keys: list[str]
    witness: str
    signature: str

    def said(self) -> bytes:
        return "\n".join(["yishu log keys", *self.keys, self.witness, ""]).encode()


class Witnessed(msgspec.Struct, frozen=True):
    """A neighbour's line below our checkpoint of that size; or the problem that it has with it."""

    size: int
    line: str = ""
    problem: str = ""
