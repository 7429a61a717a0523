"""The pages in the browser: they ask and show; everything else is in `tracker`."""
