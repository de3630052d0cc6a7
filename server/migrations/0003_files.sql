-- The client id of the message that holds the file, or is about to.
alter table files add column message text;
