"""A bank's own files on the loans behind the pledges that secure it: off chain, its own alone."""
