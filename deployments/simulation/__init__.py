"""A municipality's year in moved time: the real code over a database of its own, with people who are drawn.

Nothing here meets the installation: another database, another key, no mail that leaves.
"""

from __future__ import annotations
