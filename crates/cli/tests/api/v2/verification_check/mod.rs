mod create;
mod past;
mod races;
