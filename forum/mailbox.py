"""A mailbox that the portal reads: by IMAP, or a Maildir on this machine. Each mail is handed over once and then kept.

The address is imaps://user:password@host/folder or maildir:///absolute/path.
"""
