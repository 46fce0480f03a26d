"""What people see of the members' room, by what they came for."""
