"""The registry's desk: who may enter, who works on which file, and the log of who read what."""
