"""The command line: one command a verb, and a few that join them.

What may live here: the group of commands and how errors reach the screen. Everything that is done is done by
``isnad.case``; it is imported inside the commands, so that help answers at once.
"""

import gc
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from isnad.cli.outlet import GONE, ReaderGone, open_outlets

EPILOG = """\b
Begin:  isnad demo                      a practice case, from reports to dossier
        isnad new my-case               a case of your own
        isnad add my-case reports/      files, folders or URLs
        isnad show my-case              the incidents they tell of
        isnad show my-case 1            the dossier of the first
        isnad serve my-case --open      the same in your browser, to look, check and decide
        isnad export my-case --as html  pages to pass on

\b
Exit codes:
  0    done
  1    not done; or the check failed
  2    wrong usage; or the check could not verify everything
  3    done in part: some items had errors, the others are done
  130  stopped by Ctrl-C; what was confirmed is kept
  141  nobody read on, as with '| head'; what was confirmed is kept ('add' is finished all the same)
"""


# The module of each command, in the order in which they are listed.
_MODULES = {
    "demo": "demo", "new": "making", "add": "adding", "show": "looking", "serve": "serving", "people": "serving",
    "export": "publishing",
    "withheld": "publishing", "import": "publishing", "diff": "publishing", "check": "looking",
    "log": "changing", "tally": "tallying", "hypotheses": "ordering", "sources": "sourcing", "compare": "comparing",
    "suggest": "deciding", "same": "deciding", "different": "deciding",
    "judge": "making", "gazetteer": "making", "belligerents": "making",
    "explain": "reading", "second-reader": "reading", "media": "media", "watch": "watching",
    "witness": "custody", "cosign": "custody", "key": "custody", "authority": "stamping", "stamp": "stamping",
    "protect": "protecting", "reveal": "protecting", "forget": "protecting", "package": "packaging",
    "verify": "packaging",
}  # fmt: skip


class _Group(click.Group):
    """Commands in the order of the work. To run one, its module alone is loaded."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in self.commands and (module := _MODULES.get(cmd_name)):
            for each in import_module(f"isnad.cli.{module}").COMMANDS:
                self.add_command(each)
        return self.commands.get(cmd_name)


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


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    open_outlets()
    code = run(arguments)
    gc.freeze()  # Python looks through all that is left before it ends, which all goes with it
    sys.exit(code)


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
    except ReaderGone:  # as `| head` does; what was confirmed is kept
        return GONE
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
