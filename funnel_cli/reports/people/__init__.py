"""Reports on people: customers, leads, visits, and what moves those in a deal."""
