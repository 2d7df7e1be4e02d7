"""``python -m isnad``: the command line.

What may live here: this one call.
"""

from isnad.cli import main

if __name__ == "__main__":
    main()
