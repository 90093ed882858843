-- Which attribution of the article's list made a position's speaker, or the party that reports it.
alter table positions add column attribution bigint;
