"""Where the registered content lies: a store knows bytes by digest, never what they say."""
