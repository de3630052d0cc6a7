-- What agents are like, which queues they arrange, in which order they stand, and where they are signed in.

-- Short number by which colleagues find the agent; may be empty.
alter table agents add column extension text not null default '';
-- JSON array of BCP 47 tags.
alter table agents add column languages text not null default '[]';
-- Simultaneous conversations at most.
alter table agents add column capacity bigint not null default 3;
alter table agents add column position bigint not null default 0;
-- What the agent chose to be: 'online', 'away' or 'invisible'.
alter table agents add column status text not null default 'online';
-- Counts changes, so that no one overwrites what they haven't seen.
alter table agents add column version bigint not null default 1;
-- Since when the agent may not sign in; null for those who may.
alter table agents add column deactivated_at bigint;
-- When the agent was last heard of; null if never.
alter table agents add column active_at bigint;
update agents set position = (select count(*) from agents earlier where earlier.created_at < agents.created_at
    or (earlier.created_at = agents.created_at and earlier.id <= agents.id));
create unique index agents_by_extension on agents (extension) where extension <> '';

-- The order of a queue's members.
alter table queue_members add column position bigint not null default 0;
update queue_members set position = (select position from agents where id = queue_members.agent);

-- The queues that a group manager arranges.
create table managed_queues (
    queue text not null references queues (id) on delete cascade,
    agent text not null references agents (id) on delete cascade,
    primary key (queue, agent)
);
create index managed_queues_by_agent on managed_queues (agent);

-- Names the session to people.
alter table sessions add column id text not null default '';
-- What the browser says of itself.
alter table sessions add column browser text not null default '';
-- 'computer', 'phone' or 'tablet'.
alter table sessions add column device text not null default 'computer';
-- Where its last request came from.
alter table sessions add column address text not null default '';
alter table sessions add column active_at bigint not null default 0;
update sessions set id = substr(token_hash, 1, 32), active_at = created_at;
create unique index sessions_by_id on sessions (id);
