-- Full-text search on SQLite: indexes only, no copy of the text. What goes in is folded by the
-- program (transliterated, small letters), so that both databases find the same words.
create virtual table articles_search using fts5 (
    title, body, content = '', contentless_delete = 1, tokenize = 'porter unicode61'
);
create virtual table passages_search using fts5 (
    body, content = '', contentless_delete = 1, tokenize = 'porter unicode61'
);
