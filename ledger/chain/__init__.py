"""The only room that speaks to a node: client, codec, signer, sender, profile."""
