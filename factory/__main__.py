"""`python -m mity`."""

import os
import sys

if not sys.flags.safe_path and sys.path[:1] in ([""], [os.getcwd()]):  # noqa: PTH109 - nothing is loaded before this
    del sys.path[0]  # modules of the folder that is worked on are not mity's, and no plug-ins

from mity.cli import main

sys.exit(main())
