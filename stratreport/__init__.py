"""stratreport: does sales execute the strategy, or only hit the number?"""

from __future__ import annotations

__version__ = "0.1.0"

__all__ = ["__version__"]
