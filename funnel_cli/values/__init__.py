"""What facts are made of: texts, money, days, tables."""
