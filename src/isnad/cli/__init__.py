"""The command line: one command a verb, and a few that join them.

What may live here: the group of commands and how errors reach the screen. Everything that is done is done by
``isnad.case``; it is imported inside the commands, so that help answers at once.
"""

import os
import sys
from collections.abc import Sequence

import click

from isnad.cli import adding, custody, demo, looking, making, media, packaging, protecting, stamping, watching

EPILOG = """\b
Begin:  isnad demo                      a practice case, from reports to dossier
        isnad new my-case               a case of your own
        isnad add my-case reports/      files, folders or URLs
        isnad show my-case              the incidents they tell of
        isnad show my-case 1            the dossier of the first
        isnad export my-case --as html  pages to pass on

\b
Exit codes:
  0    done
  1    not done; or the check failed
  2    wrong usage; or the check could not verify everything
  3    done in part: some items had errors, the others are done
  130  stopped by Ctrl-C; what was confirmed is kept
"""


class _Group(click.Group):
    """Commands in the order of the work."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(self.commands)


@click.group(
    cls=_Group, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option("--debug", is_flag=True, help="Show where in the code an error came up.")
@click.option("--by", default="", envvar="ISNAD_BY", metavar="NAME", help="Who works; named in the case's log.")
@click.version_option(package_name="isnad", message="isnad %(version)s")
@click.pass_context
def group(ctx: click.Context, debug: bool, by: str) -> None:
    """Who says so, and from whom do they have it?

    isnad reads reports of attacks on civilians into dossiers that can be checked: every figure and every
    allegation leads to the quoted words of a report and to the bytes it was captured as. It says who
    alleges what and on whose word; it names no perpetrator as a finding.
    """
    ctx.obj = {"debug": debug, "by": by}


_MODULES = (demo, making, adding, looking, media, watching, custody, stamping, protecting, packaging)
_FIRST = ("demo", "new", "add", "show", "export", "check", "judge")  # the others follow in the order of their modules
_ALL = {each.name: each for module in _MODULES for each in module.COMMANDS}
for command in (*(_ALL[name] for name in _FIRST), *(each for name, each in _ALL.items() if name not in _FIRST)):
    group.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; its exit code. No error leaves here as a traceback unless ``--debug`` asks for it."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = group.main(given, prog_name="isnad", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was confirmed is kept; run the same command again to go on.", err=True)
        return 130
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if "--debug" in given:
            raise
        return _told(error)


def _told(error: Exception) -> int:
    """One line on what is wrong, one on what to do."""
    from isnad.cli.screen import tell_problem
    from isnad.preserve.trouble import Trouble, problem_of
    from isnad.records.problem import Problem

    if isinstance(error, Trouble):
        tell_problem(error.problem)
    elif isinstance(error, OSError):
        tell_problem(problem_of(error, error.filename or "isnad"))
    else:
        what = f"isnad failed where it should not ({type(error).__name__}: {error})."
        todo = "Run it again as 'isnad --debug ...' and report what it prints; what was confirmed is kept."
        tell_problem(Problem(what=what, where="isnad", todo=todo))
    return 1
