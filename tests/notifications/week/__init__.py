"""A week in a town: who should know what, told a second time, beside what the phones show."""
