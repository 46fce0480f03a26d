"""Municipalities of the register, organisations of the forum, and the people who speak for them."""

from members.models.organisation import Membership, Organisation
from members.models.register import Municipality, SizeClass

__all__ = ["Membership", "Municipality", "Organisation", "SizeClass"]
