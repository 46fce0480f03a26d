"""How people sign in: django-allauth, in the portal's words, with its mails going through the outbox."""
