"""mity completion"""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def command(shell: str) -> int:
    """Print the completion script for SHELL.

    \b
    bash: mity completion bash >> ~/.bashrc
    zsh:  mity completion zsh >> ~/.zshrc
    fish: mity completion fish > ~/.config/fish/completions/mity.fish
    """
    from mity.cli.group import mity

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(mity, {}, "mity", "_MITY_COMPLETE").source())
    return 0
