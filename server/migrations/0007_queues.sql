-- How queues work beside their names and members, and what their tickets are about.

-- JSON of QueueSettings; what is missing takes its default.
alter table queues add column settings text not null default '{}';
update queues set settings = '{"hours":' || hours || '}' where hours is not null;
alter table queues drop column hours;
-- Counts changes, so that no one overwrites what they haven't seen.
alter table queues add column version bigint not null default 1;
-- Since when it is gone; null for those that are there. What was talked about and left in it stays its own.
alter table queues add column deleted_at bigint;
-- What a queue that is gone was called: its name is free again, so its id stands in place of it.
alter table queues add column former_name text;

alter table tickets add column subject text not null default '';
