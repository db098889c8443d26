"""What every piece of work that makes a dataset leaves in its folder."""

from minimind.spec.made import Made

__all__ = ["Made"]
