"""`python -m mity`."""

import sys

from mity.cli import main

sys.exit(main())
