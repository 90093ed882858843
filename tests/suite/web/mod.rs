//! Pages over the real router; one file a group of routes.

mod account;
mod articles;
mod catalogs;
mod coding;
mod decisions;
mod errors;
mod forms;
mod history;
mod home;
mod issues;
mod negotiations;
mod parties;
mod people;
mod reports;
mod search;
mod sign_in;
mod twins;
mod walk;
