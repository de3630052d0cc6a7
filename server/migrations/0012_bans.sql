-- Who banned; null if it was done where the server runs.
alter table bans add column created_by text;
