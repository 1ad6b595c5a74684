mod create;
mod limits;
mod stolen;
mod update;
mod verify;
