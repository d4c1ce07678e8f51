"""`python -m semhub`."""

import sys

from semhub.cli import main

sys.exit(main())
