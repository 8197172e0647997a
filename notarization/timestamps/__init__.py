"""Time stamps (RFC 3161): asks authorities for tokens over a manifest, and renews them."""
