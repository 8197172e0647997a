"""What each act does, one file a feature: (state, act, terms) -> the words that it must leave."""
