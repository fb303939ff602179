"""`python -m mihak` is the command `mihak`."""

import sys

from mihak._command import main

sys.argv[0] = "mihak"
sys.exit(main())
