"""What a planner supposes of the facilities."""
