"""Commands of operations; what they need is imported when they run."""

import click

COMMANDS: tuple[click.Command, ...] = ()
