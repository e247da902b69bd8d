"""Files laid out as this house lays out new ones, with every comment where it belongs."""
