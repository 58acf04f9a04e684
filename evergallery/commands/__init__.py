"""Floor 2: what a client may ask. Blocking functions; a shell runs them in a worker thread."""

from .context import CommandContext
from .events import EVENTS
from .table import COMMANDS, Command, run

__all__ = ["COMMANDS", "EVENTS", "Command", "CommandContext", "run"]
