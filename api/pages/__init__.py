"""Pages for people: the same queries as the API, in Chinese first and in English."""
