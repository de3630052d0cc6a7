-- Conversations leave the inbox for the archive.

-- When it was put there; null for what isn't in the archive.
alter table conversations add column archived_at bigint;
