"""Builds the package; with DEFECTORWATCH_COMPILE=1 in the environment a wheel holds the reader as machine code.

What is compiled is what stands in the source, by mypyc and a C compiler. An editable install never is: compiled modules
beside sources that are edited would hide the edits.
"""

import os
import sys
from pathlib import Path

from setuptools import Extension, setup

COMPILED = [
    "parsers/languages/*.py",
    "parsers/topics/*.py",
    "parsers/numerals.py",
    "parsers/periods.py",
    "parsers/sentences.py",
    "parsers/statistic.py",
    "parsers/statistics/*.py",
]
WANTED = os.environ.get("DEFECTORWATCH_COMPILE") == "1"


def compiled() -> list[Extension]:
    """The reader's modules as C extensions, whose functions call each other without a table of symbols between them."""
    from mypyc.build import mypycify

    root = Path(__file__).parent
    paths = [str(path.relative_to(root)) for pattern in COMPILED for path in sorted(root.glob(pattern))]
    extensions = mypycify(paths, opt_level="2", debug_level="0")
    for extension in extensions if os.name == "posix" else ():
        extension.extra_compile_args = [*extension.extra_compile_args, "-fvisibility=hidden", "-fno-plt"]
    return extensions


setup(
    setup_requires=["mypy>=2,<3"] if WANTED else [],
    ext_modules=compiled() if WANTED and "bdist_wheel" in sys.argv else [],
)
