-- When the visitor wrote last, for tickets and for closing what has fallen silent; null if never.
alter table conversations add column spoke_at bigint;
update conversations set spoke_at =
    (select max(at) from events where conversation = conversations.id and kind = 'message' and sender = 'visitor');
