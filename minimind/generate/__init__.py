"""Datasets made here: problems whose answers are checked by code, and open texts. No torch."""

from minimind.generate.answers import check_answer, well_formed
from minimind.generate.catalogue import GENERATORS, generator_named
from minimind.generate.problem import Problem

__all__ = ["GENERATORS", "Problem", "check_answer", "generator_named", "well_formed"]
