"""Doors: guard, form, act, message, redirect."""
