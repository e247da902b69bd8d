"""Foreign files: sheets that other systems wrote, read into deals."""
