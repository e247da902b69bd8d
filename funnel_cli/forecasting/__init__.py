"""What a period will bring, and what was foretold of periods past: numbers only, no words."""
