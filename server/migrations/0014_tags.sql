-- Tags that were given to conversations, to be offered for the next one. Which conversation has which stands in its staff.

create table conversation_tags (
    tag     text   not null primary key,
    used_at bigint not null
);
create index conversation_tags_by_use on conversation_tags (used_at);
