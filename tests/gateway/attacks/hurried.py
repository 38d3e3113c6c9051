"""A node whose patience is a second: `python -m tests.gateway.attacks.hurried serve --port N`. Nothing else of it is different."""

from yishu import cli
from yishu.gateway import bounded, exchange

SECONDS = 1.0
LOOKS = 0.25
LATEST = 2 * SECONDS + LOOKS + 1  # after which a connection that is too slow must be closed, on a busy machine

if __name__ == "__main__":
    bounded.REQUEST_SECONDS = bounded.ANSWER_SECONDS = SECONDS  # type: ignore[misc]
    bounded.LOOK_SECONDS = LOOKS  # type: ignore[misc]
    exchange.Exchange.__init__.__defaults__ = (SECONDS,)
    cli.main()
