"""A model of the register: acts given in at random, legal or not, and judged by two readers."""
