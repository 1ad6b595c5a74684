mod create;
mod delete;
mod list;
mod strangers;
