"""``python -m isnad``: the command line."""

from isnad.cli import main

main()
