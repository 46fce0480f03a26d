"""What people fill in: forms clean input, the acts decide."""
