# What can be done here; `just` alone lists it. Needs uv (pip install uv).

[private]
default:
    @just --list --unsorted

# the tests; arguments go to pytest
test *arguments:
    uv run --group dev pytest {{ arguments }}

# what ruff and import-linter find
lint:
    uv run --group dev ruff check
    uv run --group dev lint-imports

# write the code in one form
format:
    uv run --group dev ruff format
    uv run --group dev ruff check --fix

# strict types
types:
    uv run --group dev mypy

# every view of the workbench as a picture, in both directions and both themes, into a folder to be looked at
shots folder="shots":
    ISNAD_SHOTS={{ folder }} uv run --group dev pytest tests/web/test_in_browser.py tests/web/test_large_in_browser.py -k "axe or account or well"

# the practice case, from reports to dossier
demo:
    uv run isnad demo

# write the outputs in README and docs anew; read the difference
docs:
    uv run --group dev python tests/house/fenced.py README.md docs/journey.md

# speed of each verb on 10,000 reports; the tokenizer it is compared with comes in the group bench
bench *arguments:
    uv run --group bench python benchmarks/speed.py {{ arguments }}

# how well and how fast a made pool is linked, beside splink (group peer)
bench-linking *arguments:
    uv run --group peer python benchmarks/linking.py --peer {{ arguments }}

# pin the newest versions with their hashes; the file names no host
lock:
    uv pip compile --universal --generate-hashes --no-header --upgrade --quiet pyproject.toml -o requirements.lock

# all that is checked when a change lands
ci:
    .ci/run
