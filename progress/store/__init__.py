"""The tables of progress, and the only code that speaks SQL about them; everything else gets dataclasses."""

import storage  # noqa: F401  # which imports sqlite_utils without what only pictures need
