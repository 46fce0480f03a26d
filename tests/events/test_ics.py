"""Calendar files in mails, downloads and feeds, against golden files and three independent parsers."""
