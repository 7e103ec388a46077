"""The one SQLite file: unit of work, inbox, outbox, kept questions, migrations' runner, backup.

A domain's own tables lie with the domain.
"""

import sys

if "numpy" not in sys.modules:  # sqlite_utils imports it wherever it is installed, which costs the server 25 MiB
    sys.modules["numpy"] = None  # type: ignore[assignment]  # for as long as this import takes
    import sqlite_utils  # noqa: F401

    del sys.modules["numpy"]
