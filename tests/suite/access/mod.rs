//! The table of needs: held against the routers, and every route asked for in every role.

mod links;
mod routes;
