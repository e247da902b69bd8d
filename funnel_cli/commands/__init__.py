"""The commands, one file each, by room; a command says what it takes and leaves the work to lower floors."""
