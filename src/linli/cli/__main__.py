"""`python -m linli.cli` is the same as `linli`."""

import sys

from linli.cli.main import main

sys.exit(main())
