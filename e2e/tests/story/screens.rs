//! Pictures of every state, for people to look at: `FRONTDESK_SCREENS=1 cargo test -p e2e --test story screens`.
