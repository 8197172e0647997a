"""HTTP and command line: the doors of the register, and the only code that knows status codes."""
