"""Marks for values of a parametrized test."""

import pytest
from _pytest.mark import ParameterSet


def soaked(*values: object) -> list[ParameterSet]:
    """More of the same, for the soak."""
    return [
        pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=pytest.mark.soak) for value in values
    ]
