"""The national deposit: the one room that speaks to the national system, and the desk that does."""
