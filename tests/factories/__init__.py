"""Rows for tests, one module a room. A factory makes the plainest valid row and holds no surprises."""
