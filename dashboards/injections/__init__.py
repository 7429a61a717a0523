"""My injections and the pain log."""
