"""Ironic's single process, unchanged but for a memory.

For each request to a BMC it derives a key from the BMC's password, to look up a session: 600,000 rounds of SHA-512, half a
second of a core. On the two cores that carry both clusters too, adopting a dozen hosts would take minutes.
"""

import functools
import hashlib
import sys

hashlib.pbkdf2_hmac = functools.cache(hashlib.pbkdf2_hmac)

from ironic.command.singleprocess import main

sys.exit(main())
