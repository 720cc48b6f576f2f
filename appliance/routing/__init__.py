"""Who is offered which waiting conversation: by turns, or to the least busy, within what each can take."""
