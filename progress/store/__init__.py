"""The tables of progress, and the only code that speaks SQL about them; everything else gets dataclasses."""
