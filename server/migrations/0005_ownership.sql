-- Who of the staff is in a conversation, and what routing has to know of it.

-- JSON of Staff. Empty where one agent alone has it, or nobody.
alter table conversations add column staff text not null default '{}';
-- When it came into its queue, the last time.
alter table conversations add column entered_at bigint not null default 0;
update conversations set entered_at = opened_at;
alter table conversations add column dealt_at bigint;
-- Who last had a conversation with the visitor when this one was opened, and who had the last one without dealing with it.
alter table conversations add column last_agent text;
alter table conversations add column unfinished text;

-- The conversations that an agent is in or may come into, or was in at the end.
create table conversation_agents (
    agent        text   not null,
    conversation text   not null references conversations (id) on delete cascade,
    -- As it stands in conversations.
    ended_at     bigint,
    primary key (conversation, agent)
);
create index conversation_agents_by_agent on conversation_agents (agent, ended_at);
insert into conversation_agents (agent, conversation, ended_at)
    select owner, id, ended_at from conversations where owner is not null;
