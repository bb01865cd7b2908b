"""Floor 4: the command line. One module a verb; each command composes rooms and nothing more."""

from __future__ import annotations

import importlib
import os
import sys
from functools import cache

import typer

from skillmark import __version__
from skillmark.cli.console import Exit, complain
from skillmark.nouns.errors import SkillmarkError

VERBS = (
    "demo",
    "skills",
    "assess",
    "keys",
    "award",
    "log",
    "verify",
    "registry",
    "hold",
    "match",
    "plan",
    "measure",
    "serve",
    "worker",
    "doctor",
    "backup",
    "restore",
)

INTERRUPTED = 130
"""What a shell expects of a program that was stopped by Ctrl-C."""

app = typer.Typer(
    name="skillmark",
    help="The hallmark for skills: define, assess, award, hold, verify, match, plan, measure.",
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback(invoke_without_command=True)
def _start(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and stop."),
) -> None:
    if version:
        typer.echo(f"skillmark {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit


@cache
def _furnish() -> None:
    """Hang every verb's module into `app`: a group as `app`, a single command as `command`."""
    for verb in VERBS:
        module = importlib.import_module(f"skillmark.cli.{verb}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=verb)
        else:
            app.command(name=verb)(module.command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with the code that `contract` promises."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; every error is one line on stderr."""
    _furnish()
    try:
        outcome = app(args=arguments, prog_name="skillmark", standalone_mode=False)
    except SkillmarkError as error:
        complain(str(error))
        code = error.exit_code
    except typer.TyperException as error:
        complain(f"{error.format_message()} (see --help)")
        code = Exit.USAGE
    except (KeyboardInterrupt, typer.Abort):
        complain("stopped; what was finished is kept")
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing may be flushed to them any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = Exit.GOOD
    except OSError as error:
        complain(f"{error.filename or 'system'}: {error.strerror or error}")
        code = Exit.USAGE
    else:
        code = outcome if isinstance(outcome, int) else Exit.GOOD
    return int(code)
