"""What the agent says while it runs: a line with time and flow, on standard output. No key and no record's value ever."""

import traceback
from datetime import datetime

import click

from yishu.core.calendar import SHANGHAI


def tell(flow: str, text: str) -> None:
    moment = datetime.now(SHANGHAI).isoformat(" ", "seconds")[:19]
    click.echo(f"{moment} [{flow}] {' '.join(text.split())}")


def log_fault(fault: Exception) -> None:
    """A failure that nobody foresaw: its text may hold somebody's values, so only what it is, and where it happened."""
    click.echo(f"{type(fault).__name__}\n{''.join(traceback.format_tb(fault.__traceback__))}", err=True)
