//! Pages over the real router; one file a group of routes.

mod articles;
mod catalogs;
mod errors;
mod forms;
mod home;
mod issues;
mod negotiations;
mod parties;
mod search;
mod twins;
