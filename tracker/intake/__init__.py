"""An import beside the record: what each exam is to it, what the person decided, and the accepted ones written."""
