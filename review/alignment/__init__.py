"""Which stretch of the reference each of our lines covers."""
