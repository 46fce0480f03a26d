"""Answers that people give in their calendar."""
