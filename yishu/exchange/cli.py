"""Commands of exchange; what they need is imported when they run."""

import click

COMMANDS: tuple[click.Command, ...] = ()
