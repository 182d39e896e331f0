"""Gongkai (公开): annual reports on government information disclosure as open data and a public portal."""
