"""The command line: hears and exports without a page."""
