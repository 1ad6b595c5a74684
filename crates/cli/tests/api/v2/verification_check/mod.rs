mod create;
mod races;
