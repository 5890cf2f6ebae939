"""`python -m b12meta` is `b12meta`."""

import sys

from b12meta.cli import main

sys.exit(main())
