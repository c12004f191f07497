"""What comes in from the planner: people and layers of their own, and what is doubtful in them."""
