"""`python -m flows.cli`: the same as the command `defectorwatch`."""

from flows.cli import main

main()
