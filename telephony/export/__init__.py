"""Rows of the table as files: CSV, Excel workbook, JSON, Parquet, and what is in them."""
