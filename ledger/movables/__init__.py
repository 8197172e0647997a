"""The movables register: the one room that speaks to it, and the watch that keeps what it says."""
